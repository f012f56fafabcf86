/** Ages, clocks and dates in words. Pure: `now` comes in as milliseconds. */

/** `48 s`, `12 min`, `3 h 05`, `4 d 2 h`: at most two units, read at a glance. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  const minutes = Math.floor(s / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} d ${hours % 24} h`;
  return `${days} d`;
}

export function ageSeconds(at: string, now: number): number {
  return (now - Date.parse(at)) / 1000;
}

/** `12 min ago`, `just now`. */
export function ago(at: string, now: number): string {
  const seconds = ageSeconds(at, now);
  return seconds < 2 ? 'just now' : `${duration(seconds)} ago`;
}

/** `in 3 d 4 h`, `12 min ago`. */
export function fromNow(at: string, now: number): string {
  const seconds = -ageSeconds(at, now);
  return seconds >= 0 ? `in ${duration(seconds)}` : `${duration(-seconds)} ago`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** `08:05` in the reader's own zone. */
export function clock(at: string | number, withSeconds = false): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
}

/** `2026-11-21`. */
export function day(at: string | number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `08:05` today, `Fri 08:05` within six days, else `2026-11-12 08:05`. */
export function moment(at: string, now: number): string {
  if (day(at) === day(now)) return clock(at);
  if (Math.abs(ageSeconds(at, now)) < 6 * 86_400) {
    return `${new Date(at).toLocaleDateString('en', { weekday: 'short' })} ${clock(at)}`;
  }
  return `${day(at)} ${clock(at)}`;
}

/** `12 ms`, `1.24 s`. */
export function timing(seconds: number): string {
  if (seconds < 0.0095) return `${(seconds * 1000).toFixed(1)} ms`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  return `${seconds.toFixed(2)} s`;
}
