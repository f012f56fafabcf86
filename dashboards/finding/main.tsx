import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { load } from '../shared/load.ts';
import { Prose } from '../shared/prose.tsx';
import { applyTheme } from '../shared/theme.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { FindingText } from '../shared/types.ts';
import { Page, Shape } from '../shared/view.tsx';
import { fixedByWord, lookOfSeverity, platformWord } from '../shared/words.ts';
import '../shared/base.css';

enter();
applyTheme();
const code = decodeURIComponent(location.pathname.split('/').pop() ?? '');
const finding = load<FindingText>(() => `/api/v1/findings/${encodeURIComponent(code)}`);

function Main() {
  const error = finding.error.value;
  const text = finding.value.value;
  if (text != null) document.title = `${text.code} · Linecheck`;
  return (
    <Page here="/findings">
      {error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => void finding.reload()} />
        : <p class="panel" role="alert"><strong>{code}</strong> {error.message}</p>)}
      {text == null && error == null && <p>Loading…</p>}
      {text != null && <Text text={text} />}
    </Page>
  );
}

function Text({ text }: { text: FindingText }) {
  const look = lookOfSeverity(text.severity);
  return (
    <article>
      <h1><Shape look={look} label={text.severity} /> {fill(text.title)}</h1>
      <p class="faint"><code>{text.code}</code> · {text.severity} by default · {text.family} · fixed by: {fixedByWord[text.fixedBy]}</p>
      <section class="panel"><h2>What it means</h2><Prose text={fill(text.meaning)} /></section>
      <section class="panel"><h2>Why it happens</h2><Prose text={fill(text.cause)} /></section>
      <section class="panel"><h2>How Linecheck recognises it</h2><Prose text={fill(text.recognised)} /></section>
      <ByPlatform title="How to confirm it" texts={text.confirm} />
      <ByPlatform title="How to fix it" texts={text.remedies} />
      <section class="panel"><h2>How to keep it from coming back</h2><Prose text={fill(text.prevention)} /></section>
      {text.activeOn.length > 0 && (
        <section class="panel"><h2>Dialers that have it now</h2><p class="row">{text.activeOn.map((id) => <a key={id} href={`/dialers/${encodeURIComponent(id)}`}>{id}</a>)}</p></section>
      )}
    </article>
  );
}

function ByPlatform({ title, texts }: { title: string; texts: Record<string, string> }) {
  const platforms = Object.keys(texts).sort((a, b) => Number(a === 'generic') - Number(b === 'generic') || (a < b ? -1 : 1));
  return (
    <section class="panel">
      <h2>{title}</h2>
      {platforms.map((platform) => (
        <details key={platform} open={platforms.length === 1}>
          <summary><b>{platformWord[platform] ?? platform}</b></summary>
          <Prose text={fill(texts[platform]!)} />
        </details>
      ))}
    </section>
  );
}

/** Without a dialer, places for its names stand in capitals. */
function fill(text: string): string {
  return text.replace(/\{([a-zA-Z][\w.]*)\}/g, (_all, name: string) => name.toUpperCase());
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
