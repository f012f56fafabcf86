/** The code an agent reads out: outcome and findings in eight characters, as the server makes it too. */
import type { Outcome } from './types.ts';

/** The order of the bits; append only. */
export const REPORTED = [
  'agent-page-insecure', 'agent-browser-unsupported', 'agent-microphone-blocked', 'agent-microphone-blocked-by-system', 'agent-microphone-busy',
  'agent-microphone-missing', 'agent-microphone-unanswered', 'agent-microphone-silent', 'agent-microphone-clipping', 'agent-speaker-not-heard',
  'agent-autoplay-blocked', 'agent-wss-blocked', 'agent-local-network-permission', 'agent-sip-refused', 'agent-udp-blocked', 'agent-turn-port-blocked',
  'agent-only-443', 'agent-fully-filtered', 'agent-nat-symmetric', 'agent-nat-carrier-grade', 'agent-relay-unused-by-phone',
  'agent-network-quality-low', 'agent-audio-one-way', 'agent-tab-throttled', 'agent-tab-frozen', 'agent-on-battery', 'turn-credentials-rejected', 'turn-relay-silent',
] as const;
const OUTCOMES: Outcome[] = ['ready', 'ready-with-warnings', 'not-ready', 'incomplete'];
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export function shortCode(outcome: Outcome, codes: readonly string[], run: string): string {
  let bits = BigInt(OUTCOMES.indexOf(outcome));
  for (let i = 0; i < 28; i++) {
    const code = REPORTED[i];
    bits = (bits << 1n) | (code !== undefined && codes.includes(code) ? 1n : 0n);
  }
  bits = (bits << 10n) | BigInt(mark(run));
  let text = '';
  for (let shift = 35n; shift >= 0n; shift -= 5n) text += LETTERS[Number((bits >> shift) & 31n)];
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** Ten bits of the run's id: FNV-1a of 32 bits, folded. */
function mark(run: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < run.length; i++) hash = Math.imul(hash ^ run.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 10) ^ (hash >>> 20)) & 0x3ff;
}
