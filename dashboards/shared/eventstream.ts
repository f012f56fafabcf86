/**
 * Server-sent events read by `fetch`, because EventSource can send no `Authorization` header
 * (WHATWG HTML, "Server-sent events", 9.2.6 parsing).
 */

export interface StreamEvent {
  type: string;
  data: string;
  id: string;
}

/** Turns pieces of text, cut anywhere, into events. Lines end with LF, CR or CRLF. */
export class EventParser {
  private rest = '';
  private data: string[] = [];
  private type = '';
  private id = '';
  private readonly limit: number;

  /** `limit`: characters an event may have; more is a broken or hostile server. */
  constructor(limit = 4_000_000) {
    this.limit = limit;
  }

  /** The events that end within this piece. */
  push(piece: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const text = this.rest + piece;
    let start = 0;
    for (;;) {
      const end = lineEnd(text, start);
      if (end < 0) break;
      this.line(text.slice(start, end), events);
      start = text.startsWith('\r\n', end) ? end + 2 : end + 1;
    }
    this.rest = text.slice(start);
    if (this.rest.length + this.data.reduce((sum, part) => sum + part.length, 0) > this.limit) {
      throw new Error(`an event is longer than ${this.limit} characters`);
    }
    return events;
  }

  private line(line: string, events: StreamEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) {
        events.push({ type: this.type || 'message', data: this.data.join('\n'), id: this.id });
      }
      this.data = [];
      this.type = '';
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.type = value;
    else if (field === 'id' && !value.includes('\0')) this.id = value;
  }
}

/** The next end of line, or -1; a CR at the very end waits, as an LF may follow. */
function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) return i;
    if (c === 13) return i + 1 < text.length ? i : -1;
  }
  return -1;
}

/** Wait before try number `failures` (1, 2, …): doubling from 1 s to 30 s, half of it by chance. */
export function reconnectDelayMillis(failures: number, chance: number): number {
  const ceiling = Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * chance);
}
