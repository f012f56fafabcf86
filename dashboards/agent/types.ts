/** What the page is told, and what it tells. */
import type { Finding } from '../shared/types.ts';

export type TestName = 'browser' | 'microphone' | 'speaker' | 'websocket' | 'register' | 'network' | 'quality' | 'echo' | 'awake';
export type TestVerdict = 'ok' | 'warning' | 'failed' | 'skipped' | 'cancelled' | 'timeout';
export type DoorKind = 'stun' | 'turn-udp' | 'turn-tcp' | 'turn-tls';
export type DoorState = 'reached' | 'carries-nothing' | 'refused' | 'silent';
export type Nat = 'open' | 'symmetric' | 'carrier-grade' | 'unknown';
export type Outcome = 'ready' | 'ready-with-warnings' | 'not-ready' | 'incomplete';

export interface Door { kind: DoorKind; host: string; port: number }
export interface DoorResult extends Door { state: DoorState; seconds: number; note: string }

export interface Thresholds {
  lossWarning: number; lossCritical: number; jitterWarningSeconds: number; jitterCriticalSeconds: number;
  delayWarningSeconds: number; delayCriticalSeconds: number; mosWarning: number; mosCritical: number;
}

/** `GET /api/v1/agents/session`. */
export interface Session {
  run: string; dialer: string; agent: string; expiresAt: string; serverTime: string; platform: string;
  /** The dialer's own web phone as it comes. */
  webPhone: { name: string; usesTurn: boolean; stun: string | null; gatheringSeconds: number };
  socket: { url: string; host: string; port: number; control: string | null; server: 'works' | 'fails' | 'unknown'; privateAddress: boolean } | null;
  doors: Door[];
  turn: { username: string; credential: string; expiresAt: string } | null;
  phone: { user: string; password?: string } | null;
  echo: string | null;
  /** How long voice-like packets go through the relay. */
  mediaSeconds: number;
  thresholds: Thresholds;
}

/** One test when it has ended. `evidence` is for support, in English. */
export interface Result { test: TestName; verdict: TestVerdict; codes: string[]; evidence: string; seconds: number }

export interface SocketResult { reached: boolean; closeCode: number; seconds: number; controlReached: boolean | null }

export interface Quality { mos: number; rttSeconds: number; jitterSeconds: number; lossRatio: number; burstRatio: number }

/** The answer to a report. */
export interface Verdict { outcome: Outcome; shortCode: string; joined: string; findings: Finding[] }
