/** How to let the page use the microphone, drawn and said for the browser at hand. */
import type { Words } from './texts/index.ts';

type Kind = 'ask' | 'unblock';

/** The browsers whose steps are told; others are like Chrome. */
const TOLD: Record<string, keyof Words['steps']> = { Chrome: 'chrome', Opera: 'chrome', Edge: 'edge', Firefox: 'firefox', Safari: 'safari' };

export function Steps({ kind, browser, words }: { kind: Kind; browser: string; words: Words }) {
  const name = TOLD[browser] ?? 'chrome';
  return (
    <div class="steps">
      <Picture kind={kind} name={name} words={words} />
      <ol>{words.steps[name][kind].map((step) => <li key={step}>{step}</li>)}</ol>
    </div>
  );
}

type Name = keyof Words['steps'];

/** A browser's top: the address, and the question below it or the sign beside it. */
function Picture({ kind, name, words }: { kind: Kind; name: Name; words: Words }) {
  // Safari asks in the middle of its window, and is told in its menu.
  const menu = name === 'safari' && kind === 'unblock';
  const left = name === 'safari' && kind === 'ask' ? 92 : 22;
  return (
    <svg class="picture" viewBox="0 0 280 136" aria-hidden="true">
      <rect class="frame" x="1" y="1" width="278" height="134" rx="8" />
      <path class="bar" d="M1 9a8 8 0 0 1 8-8h262a8 8 0 0 1 8 8v29H1z" />
      {menu ? (
        <>
          <rect class="menu" x="14" y="8" width="52" height="22" rx="5" />
          <text class="pressed" x="40" y="23" text-anchor="middle">Safari</text>
          {[80, 118, 156].map((x) => <rect key={x} class="line" x={x} y="17" width="26" height="4" rx="2" />)}
        </>
      ) : (
        <>
          <circle class="dot" cx="14" cy="19" r="4" /><circle class="dot" cx="27" cy="19" r="4" />
          <rect class="address" x="40" y="8" width="226" height="22" rx="11" />
          <g class={kind === 'unblock' ? 'sign here' : 'sign'}><circle cx="53" cy="19" r="8.5" /><path d={SIGN[kind === 'unblock' ? name : 'edge']} /></g>
          <rect class="line" x="70" y="17" width="96" height="4" rx="2" />
        </>
      )}
      <g transform={`translate(${left} 46)`}>
        <path class="bubble" d="M8 0h17l7-7 7 7h114a8 8 0 0 1 8 8v66a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z" />
        <g class="microphone" transform="translate(14 14)">
          <rect x="4" y="0" width="7" height="12" rx="3.5" /><path d="M1 8a6.5 6.5 0 0 0 13 0M7.5 14.5V18" />
        </g>
        <text x="38" y="27">{words.picture.microphone}</text>
        {kind === 'ask' ? (
          <>
            <rect class="other" x="14" y="48" width="58" height="22" rx="11" /><rect class="line" x="28" y="57" width="30" height="4" rx="2" />
            <rect class="press" x="78" y="48" width="70" height="22" rx="11" />
            <text class="pressed" x="113" y="63" text-anchor="middle">{words.picture.allow}</text>
            <path class="hand" d="M139 66l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        ) : name === 'firefox' ? (
          <>
            <rect class="press" x="14" y="46" width="92" height="22" rx="11" />
            <text class="pressed" x="54" y="61" text-anchor="middle">{words.picture.blocked}</text>
            <path class="cross" d="M90 53l8 8m0-8l-8 8" />
            <path class="hand" d="M96 59l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        ) : name === 'chrome' ? (
          <>
            <rect class="switch" x="114" y="14" width="32" height="18" rx="9" /><circle class="knob" cx="137" cy="23" r="7" />
            <rect class="line" x="14" y="50" width="110" height="4" rx="2" /><rect class="line" x="14" y="61" width="84" height="4" rx="2" />
            <path class="hand" d="M137 27l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        ) : (
          <>
            <rect class="press" x="78" y="48" width="70" height="22" rx="5" />
            <text class="pressed" x="113" y="63" text-anchor="middle">{words.picture.allow}</text>
            <path class="hand" d="M139 66l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        )}
      </g>
    </svg>
  );
}

/** What stands left of the address: two sliders, a lock, a microphone crossed out. */
const SIGN: Record<Name, string> = {
  chrome: 'M48 16.5h5m2.5 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0M53 21.5h5m-10 0a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0',
  edge: 'M50.5 18v-2a2.5 2.5 0 0 1 5 0v2m-6 0h7v5h-7z',
  firefox: 'M51.5 15a1.5 1.5 0 0 1 3 0v3a1.5 1.5 0 0 1-3 0zM49.5 18a3.5 3.5 0 0 0 7 0M53 21.5v2.5M48.5 14l9 10',
  safari: '',
};
