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

/** Runs until the page goes; never gives up, save to say that the token is refused. */
export class Feed {
  private snapshot: Snapshot | null = null;
  private lastId = '';
  private failures = 0;
  private readonly query: string;
  private readonly listener: FeedListener;

  constructor(labels: string[], listener: FeedListener) {
    this.query = labels.length === 0 ? '' : `?${labels.map((label) => `label=${encodeURIComponent(label)}`).join('&')}`;
    this.listener = listener;
  }

  async run(): Promise<never> {
    for (;;) {
      let reason = 'the stream ended';
      try {
        await this.stream();
      } catch (cause) {
        reason = cause instanceof Error ? cause.message : String(cause);
        if (cause instanceof ApiError && (cause.status === 401 || cause.status === 403)) {
          this.listener.way('refused', reason);
        }
      }
      this.failures++;
      if (this.failures >= 2) await this.poll();
      else this.listener.way(this.snapshot === null ? 'connecting' : 'lost', reason);
      await sleep(reconnectDelayMillis(this.failures, Math.random()));
    }
  }

  /** Reads the stream until it ends or falls silent. */
  private async stream(): Promise<void> {
    const control = new AbortController();
    let limit = silenceLimitMillis(this.snapshot?.heartbeatSeconds ?? 5);
    let watch = setTimeout(() => control.abort(), limit);
    try {
      const answer = await fetch(`/api/v1/events${this.query}`, {
        headers: {
          Accept: 'text/event-stream',
          ...authorization(),
          ...(this.lastId === '' ? {} : { 'Last-Event-ID': this.lastId }),
        },
        signal: control.signal,
        cache: 'no-store',
      });
      if (!answer.ok || answer.body === null) throw new ApiError(answer.status, refusal(answer.status));
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
          limit = silenceLimitMillis(this.snapshot?.heartbeatSeconds ?? 5);
          clearTimeout(watch);
          watch = setTimeout(() => control.abort(), limit);
        }
      }
    } finally {
      clearTimeout(watch);
      control.abort();
    }
  }

  private event(type: string, data: string): boolean {
    if (type === 'snapshot') this.snapshot = JSON.parse(data) as Snapshot;
    else if (type === 'change' && this.snapshot !== null) this.snapshot = take(this.snapshot, JSON.parse(data) as Change);
    else return false;
    this.listener.way('live', '');
    this.listener.data(this.snapshot);
    return true;
  }

  /** One plain look where the stream does not pass; the stream is tried again afterwards. */
  private async poll(): Promise<void> {
    try {
      this.snapshot = await get<Snapshot>(`/api/v1/wall${this.query}`, 10_000);
      this.lastId = '';
      this.listener.way('polling', '');
      this.listener.data(this.snapshot);
      this.failures = Math.min(this.failures, 4);
    } catch (cause) {
      const refused = cause instanceof ApiError && (cause.status === 401 || cause.status === 403);
      this.listener.way(refused ? 'refused' : this.snapshot === null ? 'connecting' : 'lost', (cause as Error).message);
    }
  }
}

function refusal(status: number): string {
  return status === 401 || status === 403
    ? 'This wall needs a valid token (linecheck token create NAME --role kiosk).'
    : `The stream was refused with ${status}.`;
}

function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
