import type { Quality } from './types.ts';

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

/** Of the fifty packets a second of a voice. */
const PACE_LEAST = 42;
const PACE_MOST = 58;
/** Of the time: what is left when a computer stood still for longer is no measurement of jitter. */
const STALLED_MOST = 0.5;

/** A computer that cannot keep the pace of a voice shakes its own packets: that is no jitter of the network. */
export function isBusy(packetsPerSecond: number, stalledRatio: number): boolean {
  return packetsPerSecond < PACE_LEAST || packetsPerSecond > PACE_MOST || stalledRatio > STALLED_MOST;
}

/** One direction; `stalledRatio` of the time is left out, because the computer itself stood still. */
export interface Way { lossRatio: number; jitterSeconds: number; burstRatio: number; stalledRatio: number }

/** The middle one: a computer that stalled once does not make a slow network. */
export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Counts are taken every 100 ms: where they come so late, this computer was busy elsewhere. */
const LATE_MILLIS = 250;
/** So long what had piled up in a stalled computer comes in at once, and looks like jitter. */
const RECOVERY_MILLIS = 500;

/** What came between two counts. */
interface Step { atMillis: number; millis: number; lost: number; received: number; jitterSeconds: number }

function stepsOf(counts: Counts[]): Step[] {
  return counts.slice(1).map((one, i) => {
    const before = counts[i]!;
    return { atMillis: one.atMillis, millis: one.atMillis - before.atMillis, lost: one.lost - before.lost, received: one.received - before.received, jitterSeconds: one.jitterSeconds };
  });
}

/** Without what came while this computer stalled: a network is not to blame for that. */
function steadyOf(steps: Step[]): Step[] {
  const late = steps.filter((step) => step.millis > LATE_MILLIS).map((step) => step.atMillis);
  return steps.filter((step) => !late.some((at) => step.atMillis >= at && step.atMillis <= at + RECOVERY_MILLIS));
}

const sum = (values: number[]) => values.reduce((all, one) => all + one, 0);

/**
 * Loss, mean jitter (RFC 3550 section 6.4.1) and burst ratio of one direction, from counts taken at even, short times. Loss that comes in
 * bursts (G.107 section 3.5) hits fewer of those times than as much random loss would: the burst ratio is how many times fewer.
 */
export function wayOf(counts: Counts[]): Way {
  const all = stepsOf(counts);
  const steady = steadyOf(all);
  const steps = steady.length > 0 ? steady : all;
  const lost = Math.max(0, sum(steps.map((step) => step.lost)));
  const received = Math.max(0, sum(steps.map((step) => step.received)));
  const lossRatio = lost + received === 0 ? 1 : lost / (lost + received);
  const hit = steps.filter((step) => step.lost > 0).length;
  const expected = steps.length * (1 - (1 - lossRatio) ** ((lost + received) / steps.length));
  return {
    lossRatio,
    jitterSeconds: sum(steps.map((step) => step.jitterSeconds)) / Math.max(1, steps.length),
    burstRatio: hit === 0 || lossRatio >= 1 ? 1 : Math.max(1, expected / hit),
    stalledRatio: all.length === 0 ? 0 : 1 - sum(steady.map((step) => step.millis)) / Math.max(1, sum(all.map((step) => step.millis))),
  };
}

/** Where the computer shook the packets itself: its jitter is not the network's, nor does it lower the score. */
export function withoutJitter(quality: Quality): Quality {
  const { lossRatio, burstRatio, rttSeconds } = quality;
  return { ...quality, jitterSeconds: 0, mos: meanOpinionScore(lossRatio, burstRatio, rttSeconds, 0) };
}

/** The first moment of a call: keys are still being agreed on. */
const OPENING_MILLIS = 500;
/** Fewer counts, two seconds of sound, say nothing of quality. */
const LEAST_COUNTS = 20;

/** What came back from an echo, which has gone both ways; null where too little did. Jitter is that of the network only. */
export function echoQuality(counts: Counts[]): Quality | null {
  const settled = counts.filter((one) => one.atMillis >= counts[0]!.atMillis + OPENING_MILLIS);
  if (settled.length < LEAST_COUNTS) return null;
  const { lossRatio, burstRatio, stalledRatio, jitterSeconds } = wayOf(settled);
  const rttSeconds = median(settled.map((one) => one.rttSeconds));
  const quality = { mos: meanOpinionScore(lossRatio, burstRatio, rttSeconds, jitterSeconds), rttSeconds, jitterSeconds, lossRatio, burstRatio };
  return isBusy(paceOf(settled), stalledRatio) ? withoutJitter(quality) : quality;
}
