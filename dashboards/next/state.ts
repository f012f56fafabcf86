/** The timeline in pieces that people plan by. Pure. */
import type { BreakEvent } from '../shared/types.ts';

export interface Group {
  title: string;
  events: BreakEvent[];
}

const LIMITS: [string, number][] = [['Overdue', 0], ['Within 24 hours', 1], ['Within 7 days', 7], ['Within 30 days', 30], ['Later', Infinity]];

/** Soonest first; empty pieces are left out. */
export function grouped(events: BreakEvent[], now: number): Group[] {
  const sorted = [...events].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return LIMITS
    .map(([title, days], i) => ({
      title,
      events: sorted.filter((event) => {
        const left = (Date.parse(event.at) - now) / 86_400_000;
        return left <= days && (i === 0 || left > LIMITS[i - 1]![1]);
      }),
    }))
    .filter((group) => group.events.length > 0);
}
