/** Small parts that every page uses: shapes, strips, buttons that work, the bar on top. */
import type { ComponentChildren, JSX } from 'preact';
import { signal } from '@preact/signals';
import { lookOfLetter, lookWord, type Look } from './words.ts';
import type { StripLetter } from './types.ts';
import { toggleTheme } from './theme.ts';

/**
 * The shape of a state, told apart without colour: octagon ✕, triangle !, diamond ?, square with a
 * spanner, circle ✓, dashed ring, dash.
 */
export function Shape({ look, label }: { look: Look; label?: string }) {
  const named = label === undefined ? { 'aria-hidden': true as const } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg class={`shape look-${look}`} viewBox="0 0 24 24" {...named}>
      {outline(look)}
    </svg>
  );
}

function outline(look: Look): JSX.Element {
  switch (look) {
    case 'not-ready':
      return <><path class="body" d="M8 1.5h8L22.5 8v8L16 22.5H8L1.5 16V8z" /><path class="mark" d="M8 8l8 8M16 8l-8 8" /></>;
    case 'at-risk':
      return <><path class="body" d="M12 1.8L23 21.5H1z" /><path class="mark" d="M12 9v6" /><path class="mark" d="M12 18.2v.3" /></>;
    case 'unknown':
      return <><path class="body" d="M12 1l11 11-11 11L1 12z" /><path class="mark" d="M9.3 9.6a2.8 2.8 0 1 1 3.9 2.6c-.9.4-1.2 1-1.2 1.9M12 17.2v.3" /></>;
    case 'maintenance':
      return <><rect class="body" x="2" y="2" width="20" height="20" rx="2" /><path class="mark" d="M7 17l6.2-6.2M16.8 8.6a3.2 3.2 0 1 1-3-3.2l-1 2.3 1.7 1.7z" /></>;
    case 'ready':
      return <><circle class="body" cx="12" cy="12" r="10.5" /><path class="mark" d="M7 12.5l3.5 3.5L17 8.8" /></>;
    case 'no-data':
      return <circle class="mark" cx="12" cy="12" r="9.5" stroke-dasharray="3.6 3.6" />;
    case 'skipped':
      return <><circle class="body" cx="12" cy="12" r="10.5" /><path class="mark" d="M7.5 12h9" /></>;
  }
}

/** Shape and word together. */
export function Verdict({ look, word }: { look: Look; word?: string }) {
  return <span class={`verdict look-${look}`}><Shape look={look} /> {word ?? lookWord[look]}</span>;
}

/** The last 24 blocks: height and shape tell the state as well as colour. */
export function Strip({ strip, label }: { strip: string; label: string }) {
  return (
    <svg class="strip" viewBox="0 0 240 20" preserveAspectRatio="none" role="img" aria-label={`${label}: ${stripWords(strip)}`}>
      {[...strip].slice(-24).map((letter, i) => {
        const look = lookOfLetter(letter as StripLetter);
        const height = { 'not-ready': 20, 'at-risk': 13, unknown: 9, maintenance: 6, ready: 4, 'no-data': 1.5, skipped: 1.5 }[look];
        return <rect key={i} class={`block look-${look}`} x={i * 10 + 0.8} y={20 - height} width={8.4} height={height} />;
      })}
    </svg>
  );
}

/** Pure: a strip for those who cannot see it. */
export function stripWords(strip: string): string {
  const counts = new Map<Look, number>();
  for (const letter of strip) {
    const look = lookOfLetter(letter as StripLetter);
    counts.set(look, (counts.get(look) ?? 0) + 1);
  }
  return [...counts].map(([look, n]) => `${n} of ${strip.length} ${lookWord[look].toLowerCase()}`).join(', ');
}

/** What a page's actions say at the bottom; goes away by itself. */
export const note = signal<{ text: string; bad: boolean } | null>(null);

let noteTimer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, bad = false): void {
  note.value = { text, bad };
  clearTimeout(noteTimer);
  noteTimer = setTimeout(() => (note.value = null), bad ? 12_000 : 6000);
}

export function Note() {
  return (
    <div class="note" role="status" aria-live="polite">
      {note.value && <p class={note.value.bad ? 'bad' : ''}>{note.value.text}</p>}
    </div>
  );
}

/** A table that may be wider than the screen; reached and moved by keyboard too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return <div class="scroll" role="region" aria-label={label} tabIndex={0}>{children}</div>;
}

/** Where one can go. */
export const pages: [string, string][] = [
  ['/', 'Wall'], ['/dialers', 'Dialers'], ['/certificates', 'Certificates'], ['/next', 'Next to break'],
  ['/agents', 'Agents'], ['/availability', 'Availability'], ['/notifications', 'Notices'],
];

/** The frame of every page but the wall: bar, heading, content. */
export function Page({ children, here }: { children: ComponentChildren; here: string }) {
  return (
    <>
      <a class="skip" href="#content">Skip to content</a>
      <header class="bar">
        <a class="brand" href="/"><img src="/favicon.svg" alt="" width="26" height="26" /> Linecheck</a>
        <nav aria-label="Pages">
          {pages.map(([href, text]) => (
            <a key={href} href={href} {...(href === here ? { 'aria-current': 'page' as const } : {})}>{text}</a>
          ))}
        </nav>
        <button class="quiet" type="button" onClick={toggleTheme} title="Light or dark">◐<span class="hidden"> Light or dark</span></button>
      </header>
      <main id="content" tabIndex={-1}>{children}</main>
      <Note />
    </>
  );
}
