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

/** One packet that came: its number, when it was sent and when it came, in milliseconds of one clock. */
export interface Arrival { sequence: number; sent: number; came: number }

/** Loss, jitter (RFC 3550 section 6.4.1), the median way, and the burst ratio of one direction; `sent` packets were sent. */
export function measure(arrivals: Arrival[], sent: number): { lossRatio: number; jitterSeconds: number; transitSeconds: number; burstRatio: number } {
  const seen = new Set<number>();
  let jitter = 0;
  let before: number | null = null;
  const transits: number[] = [];
  for (const one of arrivals) {
    if (seen.has(one.sequence)) continue;
    seen.add(one.sequence);
    const transit = one.came - one.sent;
    transits.push(transit);
    if (before !== null) jitter += (Math.abs(transit - before) - jitter) / 16;
    before = transit;
  }
  transits.sort((a, b) => a - b);
  const lossRatio = sent === 0 ? 0 : Math.max(0, 1 - seen.size / sent);
  let runs = 0;
  let lost = 0;
  for (let i = 0; i < sent; i++) {
    if (seen.has(i)) continue;
    lost++;
    if (i === 0 || seen.has(i - 1)) runs++;
  }
  // G.107 section 3.5: mean length of observed bursts over that of random loss.
  const burstRatio = runs === 0 || lossRatio >= 1 ? 1 : Math.max(1, (lost / runs) * (1 - lossRatio));
  return { lossRatio, jitterSeconds: jitter / 1000, transitSeconds: (transits[transits.length >> 1] ?? 0) / 1000, burstRatio };
}
