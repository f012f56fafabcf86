/** Months and shares for the availability report. Pure. */

/** `2026-11` and the months before, newest first, in UTC. */
export function months(now: number, count: number): string[] {
  const date = new Date(now);
  return Array.from({ length: count }, (_, i) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - i, 1)).toISOString().slice(0, 7));
}

/** `99.95 %`; never rounded up to 100; a dash where nothing is known. */
export function percent(ratio: number | null): string {
  if (ratio == null) return '–';
  const hundredths = Math.floor(ratio * 10_000 + 1e-9) / 100;
  return `${hundredths.toFixed(ratio === 1 ? 0 : 2)} %`;
}
