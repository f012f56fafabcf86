/**
 * What a listener would say of a call, 1 to 4.5: the E-model of ITU-T G.107 (06/2015), G.711 with packet loss concealment
 * (G.113 appendix I: Ie 0, Bpl 25.1). The server scores calls by the same formula.
 */
export const FORMULA = 'ITU-T G.107, G.711 with concealment: R = 93.2 − Id − 95·Ppl/(Ppl/BurstR + 25.1), d = RTT/2 + 2·jitter + 20 ms';

const BEST = 93.2;
const ROBUSTNESS = 25.1;

/** `burstRatio` is 1 where losses are random, more where they come together. */
export function meanOpinionScore(lossRatio: number, burstRatio: number, rttSeconds: number, jitterSeconds: number): number {
  const delay = (rttSeconds * 1000) / 2 + 2 * jitterSeconds * 1000 + 20;
  const delayImpairment = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
  const loss = Math.min(1, Math.max(0, lossRatio)) * 100;
  const lossImpairment = (95 * loss) / (loss / Math.max(1, burstRatio) + ROBUSTNESS);
  const r = Math.min(BEST, Math.max(0, BEST - delayImpairment - lossImpairment));
  return Math.min(4.5, Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r)));
}

/** What the receiving end of a stream has counted so far. */
export interface Counts { atMillis: number; received: number; lost: number; jitterSeconds: number; rttSeconds: number; codec: string }

/** Packets a second that were sent towards a receiving end, by the clock of its counts. */
export function paceOf(counts: Counts[]): number {
  const [first, last] = [counts[0]!, counts[counts.length - 1]!];
  return (1000 * (last.received + last.lost - first.received - first.lost)) / Math.max(1, last.atMillis - first.atMillis);
}

/** One direction. */
export interface Way { lossRatio: number; jitterSeconds: number; burstRatio: number }

/** The middle one: a computer that stalled once does not make a slow network. */
export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/**
 * Loss, jitter (RFC 3550 section 6.4.1) and burst ratio of one direction, from counts taken at even, short times. Loss that comes in bursts
 * (G.107 section 3.5) hits fewer of those times than as much random loss would: the burst ratio is how many times fewer.
 */
export function wayOf(counts: Counts[]): Way {
  const [first, last] = [counts[0]!, counts[counts.length - 1]!];
  const lost = Math.max(0, last.lost - first.lost);
  const received = Math.max(0, last.received - first.received);
  const lossRatio = lost + received === 0 ? 1 : lost / (lost + received);
  const times = counts.length - 1;
  const hit = counts.filter((one, i) => i > 0 && one.lost > counts[i - 1]!.lost).length;
  const expected = times * (1 - (1 - lossRatio) ** ((lost + received) / times));
  return { lossRatio, jitterSeconds: last.jitterSeconds, burstRatio: hit === 0 || lossRatio >= 1 ? 1 : Math.max(1, expected / hit) };
}
