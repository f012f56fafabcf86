/** Keeps the wall fed: a stream of events, and plain polling where no stream passes. */
import { ApiError, authorization, get } from '../shared/api.ts';
import { EventParser, reconnectDelayMillis } from '../shared/eventstream.ts';
import type { Change, Snapshot } from '../shared/types.ts';
import { silenceLimitMillis, take } from './state.ts';

export type Way = 'connecting' | 'live' | 'polling' | 'lost' | 'refused';

export interface FeedListener {
  /** A newer picture, or a sign of life with the same one. */
  data(snapshot: Snapshot): void;
  way(way: Way, reason: string): void;
}

/** Runs until it is stopped; never gives up, also where its token is refused. */
export class Feed {
  private snapshot: Snapshot | null = null;
  private lastId = '';
  private failures = 0;
  /** When anything last came, in milliseconds. */
  private fedAt = 0;
  private readonly query: string;
  private readonly listener: FeedListener;
  private readonly base: string;
  private readonly stopped = new AbortController();

  /** `base`: where the API is, for pages that are not served from there. */
  constructor(labels: string[], listener: FeedListener, base = '') {
    this.query = labels.length === 0 ? '' : `?${labels.map((label) => `label=${encodeURIComponent(label)}`).join('&')}`;
    this.listener = listener;
    this.base = base;
  }

  async run(): Promise<void> {
    const polls = this.pollWhileSilent();
    while (!this.stopped.signal.aborted) {
      let reason = 'The stream ended.';
      try {
        await this.stream();
      } catch (cause) {
        reason = this.failed(cause);
      }
      if (this.stopped.signal.aborted) break;
      this.failures++;
      if (this.failures === 1 && this.snapshot != null) this.listener.way('lost', reason);
      await this.sleep(reconnectDelayMillis(this.failures, Math.random()));
    }
    await polls;
  }

  stop(): void {
    this.stopped.abort();
  }

  /** Reads the stream until it ends or falls silent. */
  private async stream(): Promise<void> {
    const control = new AbortController();
    const stop = (): void => control.abort();
    this.stopped.signal.addEventListener('abort', stop);
    let watch = setTimeout(stop, this.limit());
    try {
      const answer = await fetch(`${this.base}/api/v1/events${this.query}`, {
        headers: {
          Accept: 'text/event-stream',
          ...authorization(),
          ...(this.lastId === '' ? {} : { 'Last-Event-ID': this.lastId }),
        },
        signal: control.signal,
        cache: 'no-store',
      });
      if (!answer.ok || answer.body == null) throw new ApiError(answer.status, refusal(answer.status));
      const parser = new EventParser();
      const decoder = new TextDecoder();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) {
          if (!this.event(event.type, event.data)) continue;
          this.lastId = event.id;
          this.failures = 0;
          clearTimeout(watch);
          watch = setTimeout(stop, this.limit());
        }
      }
    } catch (cause) {
      if (control.signal.aborted) throw new ApiError(0, 'The stream fell silent.');
      throw cause;
    } finally {
      clearTimeout(watch);
      this.stopped.signal.removeEventListener('abort', stop);
      control.abort();
    }
  }

  private event(type: string, data: string): boolean {
    if (type === 'snapshot') this.snapshot = JSON.parse(data) as Snapshot;
    else if (type === 'change' && this.snapshot != null) this.snapshot = take(this.snapshot, JSON.parse(data) as Change);
    else return false;
    this.show('live');
    return true;
  }

  /** Looks by itself whenever nothing came for longer than a heartbeat. */
  private async pollWhileSilent(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const heartbeat = (this.snapshot?.heartbeatSeconds ?? 2.5) * 1000;
      await this.sleep(heartbeat * (0.9 + 0.2 * Math.random()));
      if (this.stopped.signal.aborted || Date.now() - this.fedAt < heartbeat * 1.5) continue;
      try {
        const fresh = await get<Snapshot>(`${this.base}/api/v1/wall${this.query}`, 8000);
        if (Date.now() - this.fedAt < heartbeat) continue;
        this.snapshot = fresh;
        this.show('polling');
      } catch (cause) {
        this.failed(cause);
      }
    }
  }

  private show(way: Way): void {
    if (this.snapshot == null || this.stopped.signal.aborted) return;
    this.fedAt = Date.now();
    this.listener.way(way, '');
    this.listener.data(this.snapshot);
  }

  /** Tells of a failure and returns its words. */
  private failed(cause: unknown): string {
    const reason = cause instanceof ApiError ? cause.message : 'Linecheck cannot be reached from this browser.';
    if (this.stopped.signal.aborted) return reason;
    if (cause instanceof ApiError && (cause.status === 401 || cause.status === 403)) this.listener.way('refused', reason);
    else if (Date.now() - this.fedAt > this.limit()) this.listener.way(this.snapshot == null ? 'connecting' : 'lost', reason);
    return reason;
  }

  private limit(): number {
    return silenceLimitMillis(this.snapshot?.heartbeatSeconds ?? 5);
  }

  private sleep(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, millis);
      const { signal } = this.stopped;
      function done(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      }
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  }
}

function refusal(status: number): string {
  return status === 401 || status === 403
    ? 'This wall needs a valid token (linecheck token create NAME --role kiosk).'
    : `The stream was refused with ${status}.`;
}
