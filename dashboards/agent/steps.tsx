/** How to let the page use the microphone, drawn and said for the browser at hand. */
import type { Words } from './texts/index.ts';

type Kind = 'ask' | 'unblock';

/** The browsers whose steps are told; others are like Chrome. */
const TOLD: Record<string, keyof Words['steps']> = { Chrome: 'chrome', Opera: 'chrome', Edge: 'edge', Firefox: 'firefox', Safari: 'safari' };

export function Steps({ kind, browser, words }: { kind: Kind; browser: string; words: Words }) {
  const name = TOLD[browser] ?? 'chrome';
  return (
    <div class="steps">
      <Picture kind={kind} left={name !== 'safari'} words={words} />
      <ol>{words.steps[name][kind].map((step) => <li key={step}>{step}</li>)}</ol>
    </div>
  );
}

/** A browser's top: the address, and the question below it or the sign beside it. */
function Picture({ kind, left, words }: { kind: Kind; left: boolean; words: Words }) {
  const bubble = left ? 22 : 92;
  return (
    <svg class="picture" viewBox="0 0 280 132" aria-hidden="true">
      <rect class="frame" x="1" y="1" width="278" height="130" rx="8" />
      <path class="bar" d="M1 9a8 8 0 0 1 8-8h262a8 8 0 0 1 8 8v27H1z" />
      <circle class="dot" cx="14" cy="18" r="4" /><circle class="dot" cx="27" cy="18" r="4" />
      <rect class="address" x="40" y="8" width="226" height="20" rx="10" />
      <g class={kind === 'unblock' ? 'sign here' : 'sign'}>
        <circle cx="52" cy="18" r="8" />
        <path d="M49.5 17v-2a2.5 2.5 0 0 1 5 0v2m-6 0h7v5h-7z" />
      </g>
      <rect class="line" x="68" y="16" width="96" height="4" rx="2" />
      <g transform={`translate(${kind === 'unblock' ? 22 : bubble} 42)`}>
        <path class="bubble" d="M8 0h20l8-7 8 7h110a8 8 0 0 1 8 8v64a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8V8a8 8 0 0 1 8-8z" />
        <g class="microphone" transform="translate(14 14)">
          <rect x="4" y="0" width="7" height="12" rx="3.5" /><path d="M1 8a6.5 6.5 0 0 0 13 0M7.500 14.500V18" />
        </g>
        <text x="38" y="26">{words.picture.microphone}</text>
        {kind === 'ask' ? (
          <>
            <rect class="other" x="14" y="46" width="62" height="22" rx="11" />
            <rect class="press" x="84" y="46" width="64" height="22" rx="11" />
            <text class="pressed" x="116" y="61" text-anchor="middle">{words.picture.allow}</text>
            <path class="hand" d="M138 64l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        ) : (
          <>
            <rect class="switch" x="112" y="14" width="32" height="18" rx="9" /><circle class="knob" cx="135" cy="23" r="7" />
            <rect class="line" x="14" y="48" width="110" height="4" rx="2" /><rect class="line" x="14" y="58" width="84" height="4" rx="2" />
            <path class="hand" d="M134 28l12 14-6 1 3 7-4 2-3-7-4 4z" />
          </>
        )}
      </g>
    </svg>
  );
}
