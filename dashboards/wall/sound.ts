/** When the wall makes itself heard, and how. The decision is pure; the player needs a browser. */
import type { Tile } from './state.ts';

/** What the sound remembers between decisions. */
export interface Heard {
  /** Keys of critical groups that have had their tone. */
  known: ReadonlySet<string>;
  /** When the last tone was. */
  lastAt: number;
}

export interface Settings {
  on: boolean;
  /** Minutes of the day, `[1320, 360]` from 22:00 to 06:00; null: none. */
  quiet: [number, number] | null;
  repeatSeconds: number;
}

/** How many distinct tones are due: one for each new critical group, one again while nobody has it. */
export interface Due {
  kind: 'none' | 'new' | 'again';
  heard: Heard;
}

export const silence: Heard = { known: new Set(), lastAt: 0 };

/** Critical groups that nobody has and that maintenance does not explain. */
export function calling(tiles: Tile[]): string[] {
  return tiles
    .filter((tile) => tile.look === 'not-ready' && tile.problem.severity === 'critical' && !tile.held)
    .map((tile) => tile.problem.key);
}

/** Pure: is a tone due now? In quiet hours and when off, groups are remembered but not sounded. */
export function decide(tiles: Tile[], heard: Heard, settings: Settings, now: number, minuteOfDay: number): Due {
  const keys = calling(tiles);
  const critical = new Set(tiles.filter((tile) => tile.look === 'not-ready').map((tile) => tile.problem.key));
  const known = new Set([...heard.known].filter((key) => critical.has(key)));
  const fresh = keys.filter((key) => !known.has(key));
  for (const key of fresh) known.add(key);
  if (!settings.on || isQuiet(settings.quiet, minuteOfDay)) return { kind: 'none', heard: { known, lastAt: heard.lastAt } };
  if (fresh.length > 0) return { kind: 'new', heard: { known, lastAt: now } };
  if (keys.length > 0 && now - heard.lastAt >= settings.repeatSeconds * 1000) {
    return { kind: 'again', heard: { known, lastAt: now } };
  }
  return { kind: 'none', heard: { known, lastAt: heard.lastAt } };
}

export function isQuiet(quiet: [number, number] | null, minuteOfDay: number): boolean {
  if (quiet == null) return false;
  const [from, to] = quiet;
  return from <= to ? minuteOfDay >= from && minuteOfDay < to : minuteOfDay >= from || minuteOfDay < to;
}

/** Reads `22:00-06:00`; anything else is no quiet time. */
export function readQuiet(text: string | null): [number, number] | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/.exec(text ?? '');
  if (match == null) return null;
  const [, fromHour, fromMinute, toHour, toMinute] = match.map(Number);
  const from = fromHour! * 60 + fromMinute!;
  const to = toHour! * 60 + toMinute!;
  return from === to ? null : [from, to];
}

/** Plays the tones; a browser holds sound back until someone has clicked. */
export class Player {
  private context: AudioContext | null = null;

  /** Whether the browser holds sound back. */
  blocked(): boolean {
    this.context ??= open();
    return this.context != null && this.context.state === 'suspended';
  }

  /** To be called from a click or key press. */
  async unblock(): Promise<void> {
    this.context ??= open();
    await this.context?.resume().catch(() => undefined);
  }

  /** A new critical group: three rising tones; again: one low tone. */
  play(kind: 'new' | 'again'): void {
    const context = (this.context ??= open());
    if (context == null || context.state !== 'running') return;
    const tones = kind === 'new' ? [587, 740, 988] : [440];
    tones.forEach((frequency, i) => {
      const start = context.currentTime + i * 0.22;
      const oscillator = context.createOscillator();
      const gain = context.createGain();
      oscillator.type = 'triangle';
      oscillator.frequency.value = frequency;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(0.5, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.4);
      oscillator.connect(gain).connect(context.destination);
      oscillator.start(start);
      oscillator.stop(start + 0.42);
    });
  }
}

function open(): AudioContext | null {
  return typeof AudioContext === 'undefined' ? null : new AudioContext();
}
