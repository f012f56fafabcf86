/** Where tiles stand on a wall and how large everything is. Pure: from what is shown and the window's size. */
import type { Tile } from './state.ts';
import { shortTitle } from './state.ts';

/** How tiles are laid out; where not all find room, the last place tells of the rest. */
export interface Plan {
  /** Problems with a tile of their own. */
  shown: number;
  columns: number;
  rows: number;
}

/** The plan of a kiosk, which has height for so many rows; `more`: problems the server did not send. */
export function grid(count: number, more: number, rows: number): Plan {
  const wanted = count + (more > 0 ? 1 : 0);
  if (wanted <= rows) return { shown: count, columns: 1, rows: wanted };
  const places = rows * 2;
  if (wanted <= places) return { shown: count, columns: 2, rows: Math.ceil(wanted / 2) };
  return { shown: places - 1, columns: 2, rows };
}

/** Columns that the first tile, the most urgent, takes so that no place stays empty. */
export function spanOfFirst(cells: number, columns: number): number {
  return 1 + ((columns - (cells % columns)) % columns);
}

/** A window, in pixels. */
export interface Room {
  width: number;
  height: number;
}

/** What stands around the tiles. */
export interface Frame {
  sites: number;
  agentLines: number;
}

/** A wall beside work, where one can scroll: the unit of all sizes in pixels, and columns of tiles. */
export interface Spread {
  unit: number;
  columns: number;
}

/** Letters of a tile's long texts; the layer counts as part of the title. */
interface Texts {
  title: number;
  remedy: number;
}

/** Columns beyond which a tile is read no faster. */
const MOST_COLUMNS = 5;

/** Units of width under which the head of a tile no longer stands on one line. */
const NARROW = 84;

/** Units of height of the words that nothing is broken. */
const CALM = 52;

/** How much larger the only tile is written. */
const ALONE = 1.7;

/** The largest sizes at which everything is seen without scrolling; never smaller than for a desk. */
export function spread(shown: Tile[], frame: Frame, room: Room): Spread {
  const desk = Math.min(9, Math.max(4.1, room.width * 0.0025));
  const wall = Math.min(room.height / 100, room.width / 178);
  const texts = shown.map(textsOf);
  for (let unit = wall; unit > desk; unit *= 0.98) {
    for (let columns = 1; columns <= MOST_COLUMNS; columns++) {
      if (heightOf(texts, frame, room.width / unit, columns) <= room.height / unit) return { unit, columns };
    }
  }
  const width = room.width / desk;
  return { unit: desk, columns: Math.max(1, Math.min(MOST_COLUMNS, Math.floor(width / NARROW))) };
}

/** Units of height that the page takes, drawn as wall.css says. */
function heightOf(shown: Texts[], frame: Frame, width: number, columns: number): number {
  const inner = (width - 3.2 - 0.8 * (columns - 1)) / columns - 4;
  if (columns > 1 && inner < NARROW) return Infinity;
  const rows = Math.ceil(shown.length / columns);
  const sites = Math.ceil(frame.sites / Math.max(1, Math.floor(width / 27.7)));
  const around = 13 + sites * 5.7 + 15 + (frame.agentLines > 0 ? 4.6 : 0);
  return around + (shown.length === 0 ? CALM : rows * (tallest(shown, inner) + 0.8));
}

function tallest(shown: Texts[], width: number): number {
  const most = Math.max(...shown.map((texts) => heightOfTile(texts, width)));
  return shown.length === 1 ? most * ALONE : most;
}

function heightOfTile({ title, remedy }: Texts, width: number): number {
  return 13.6 + lines(title, 4.6, width) * 5.1 + Math.min(3, lines(remedy, 3.5, width)) * 4.1;
}

function textsOf({ problem }: Tile): Texts {
  return { title: `${problem.service} · Certificate  ${shortTitle(problem)}`.length, remedy: problem.remedy.length };
}

/** Lines that so many letters take; a letter of the wall's narrow face is about 0.45 of its size. */
function lines(letters: number, size: number, width: number): number {
  return Math.max(1, Math.ceil((letters * 0.45 * size) / width));
}
