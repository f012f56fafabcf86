/** The page while it is hidden: a one-second clock, freeze events, and what keeps it awake on this computer. */
import { judgeCadence } from '../decide.ts';

export interface Watch { stop(): { code: string | null; evidence: string } }

/** Starts a clock; it runs until it is stopped. A Web Lock is held in the second half of the time to see whether it helps. */
export function watchCadence(): Watch {
  const ticks: number[] = [Date.now()];
  const hidden: number[] = [];
  let freezes = 0;
  const timer = setInterval(() => {
    ticks.push(Date.now());
    if (document.visibilityState === 'hidden') hidden.push(Date.now());
  }, 1000);
  const frozen = () => freezes++;
  document.addEventListener('freeze', frozen);
  const began = Date.now();
  return {
    stop() {
      clearInterval(timer);
      document.removeEventListener('freeze', frozen);
      ticks.push(Date.now());
      const { code, longestSeconds } = judgeCadence(ticks, freezes);
      return { code, evidence: `${Math.round((Date.now() - began) / 1000)} s, ${hidden.length} ticks hidden, longest gap ${longestSeconds.toFixed(1)} s, ${freezes} freeze events` };
    },
  };
}
