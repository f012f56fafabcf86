/** Texts of findings: plain lines, indented commands to paste, `code` between backticks. */
import { tell } from './view.tsx';

export interface Block {
  kind: 'text' | 'code';
  text: string;
}

/** Where the lines of a text are broken: one that long goes on in the next. */
const FULL = 66;

/**
 * Pure: lines indented by two more than the text they belong to are commands, everything else is text; a
 * step's text goes on below its first word. Blank lines end a block of text.
 */
export function blocks(text: string): Block[] {
  const list: Block[] = [];
  let hang = 0;
  for (const line of flowing(text)) {
    hang = /^\d+\.\s+/.exec(line)?.[0].length ?? (/^\S/.test(line) ? 0 : hang);
    const code = line.search(/\S/) >= hang + 2 || looksLikeCommand(line);
    const last = list[list.length - 1];
    const kind = code ? 'code' : 'text';
    if (line.trim() === '') {
      if (last?.kind === 'code') last.text += '\n';
      else if (last !== undefined) list.push({ kind: 'text', text: '' });
    } else if (last !== undefined && last.kind === kind && !(kind === 'text' && last.text === '')) {
      last.text += `\n${line}`;
    } else {
      list.push({ kind, text: line });
    }
  }
  return list
    .map((block) => ({ ...block, text: block.kind === 'code' ? outdent(block.text) : block.text }))
    .filter((block) => block.text.trim() !== '');
}

/** The lines, those of one sentence that was broken to fit put together again. */
function flowing(text: string): string[] {
  const lines: string[] = [];
  let hang = 0;
  for (const line of text.replace(/\s+$/, '').split('\n')) {
    const step = /^\d+\.\s+/.exec(line)?.[0].length;
    const indent = line.search(/\S/);
    const before = lines[lines.length - 1];
    const goesOn = before !== undefined && before.trim() !== '' && step === undefined && indent === hang
      && (before.search(/\S/) === hang || /^\d+\./.test(before))
      && (hang > 0 || (before.length >= FULL && !before.endsWith(':') && !looksLikeCommand(before)));
    if (goesOn) lines[lines.length - 1] = `${before} ${line.trim()}`;
    else lines.push(line);
    hang = step ?? (indent === 0 ? 0 : hang);
  }
  return lines;
}

const COMMANDS = /^(asterisk -rx|systemctl|ss|dig|openssl|curl|grep|touch|certbot|nginx|mysql|fs_cli|kamcmd|journalctl|iptables|nft|ufw|firewall-cmd|tail|ls|cp|chown|chmod|linecheck|screen|turnutils_\w+) /;

function looksLikeCommand(line: string): boolean {
  return COMMANDS.test(line) && !/[.:]$/.test(line.trim());
}

function outdent(text: string): string {
  const lines = text.replace(/\n+$/, '').split('\n');
  const margin = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(margin)).join('\n');
}

/** Pure: the first thing to do, on one line, for where there is room for no more. */
export function oneLine(text: string): string {
  const [first = '', second = ''] = flowing(text).map((part) => part.trim()).filter((part) => part !== '');
  const line = first.endsWith(':') ? `${first} ${second}`.trim() : first;
  return line.replace(/^\d+\.\s+/, '').replace(/:$/, '').replace(/`/g, '');
}

export function Prose({ text }: { text: string }) {
  return (
    <div class="prose">
      {blocks(text).map((block, i) => block.kind === 'code'
        ? (
          <div class="command" key={i}>
            <pre tabIndex={0}>{block.text}</pre>
            <button type="button" class="quiet" onClick={() => copy(block.text)}>Copy</button>
          </div>
        )
        : <p key={i}><Inline text={block.text} /></p>)}
    </div>
  );
}

function Inline({ text }: { text: string }) {
  return <>{text.split(/(`[^`\n]+`)/).map((part, i) => (/^`.+`$/.test(part) ? <code key={i}>{part.slice(1, -1)}</code> : part))}</>;
}

function copy(text: string): void {
  const done = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
  done.then(() => tell('Copied.'), () => tell('This browser does not let pages copy: select the text instead.', true));
}
