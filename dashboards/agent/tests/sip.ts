/** A phone over the dialer's WebSocket: REGISTER, and a call to the echo extension. Loaded only when a phone is tested. */
import JsSIP from 'jssip';
import type { Counts } from '../mos.ts';
import type { Scope } from './within.ts';
import { sleep } from './within.ts';

export interface Phone { user: string; password: string }
export interface Registered { ok: boolean; status: number; reason: string; date: boolean; seconds: number }
export interface Called { answered: boolean; status: number; reason: string; setupSeconds: number; pair: string; dtls: string; samples: Sample[]; counts: Counts[] }
interface Sample { sent: number; received: number }

/** Browsers make statistics anew twenty times a second at most. */
const COUNT_MILLIS = 100;

/* The part of JsSIP that is used here. */
interface Answer { status_code?: number; reason_phrase?: string; hasHeader?(name: string): boolean }
interface Failed { response?: Answer; cause: string; message?: Answer }
type Line = InstanceType<typeof JsSIP.UA>;

function line(url: string, host: string, phone: Phone, scope: Scope): Line {
  const ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(url)],
    uri: `sip:${encodeURIComponent(phone.user)}@${host}`,
    authorization_user: phone.user,
    password: phone.password,
    register: false,
    register_expires: 60,
    user_agent: 'Linecheck self-test',
    session_timers: false,
  });
  scope.onEnd(() => ua.stop());
  return ua;
}

export async function register(url: string, host: string, phone: Phone, scope: Scope): Promise<Registered> {
  const ua = line(url, host, phone, scope);
  const began = performance.now();
  const took = () => (performance.now() - began) / 1000;
  const result = await new Promise<Registered>((resolve) => {
    ua.on('registered', () => resolve({ ok: true, status: 200, reason: 'OK', date: false, seconds: took() }));
    ua.on('registrationFailed', (event: unknown) => {
      const { response, cause } = event as Failed;
      resolve({ ok: false, status: response?.status_code ?? 0, reason: response?.reason_phrase ?? cause, date: response?.hasHeader?.('Date') ?? false, seconds: took() });
    });
    ua.on('disconnected', () => resolve({ ok: false, status: 0, reason: 'the connection was closed', date: false, seconds: took() }));
    ua.on('connected', () => ua.register());
    ua.start();
  });
  if (result.ok) {
    const gone = new Promise((resolve) => ua.on('unregistered', resolve));
    ua.unregister();
    await Promise.race([gone, sleep(1500, scope.signal)]);
  }
  return result;
}

/** Calls the echo extension and counts for some seconds, with a sample of both ways each second. The phone's own way to ICE is copied where `iceServers` says so. */
export async function call(url: string, host: string, phone: Phone, echo: string, iceServers: RTCIceServer[], gatherMillis: number, seconds: number, scope: Scope, onAnswer: () => void): Promise<Called> {
  const ua = line(url, host, phone, scope);
  const began = performance.now();
  const result: Called = { answered: false, status: 0, reason: '', setupSeconds: 0, pair: '', dtls: 'new', samples: [], counts: [] };
  await new Promise<void>((resolve) => {
    ua.on('connected', () => resolve());
    ua.on('disconnected', () => resolve());
    ua.start();
  });
  const sound = new Audio();
  sound.autoplay = true;
  scope.onEnd(() => { sound.srcObject = null; });
  const connection = await new Promise<RTCPeerConnection | null>((resolve) => {
    const session = ua.call(`sip:${echo}@${host}`, {
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers, rtcpMuxPolicy: 'require' },
      eventHandlers: {
        failed: (event: unknown) => {
          const { message, cause } = event as Failed;
          result.status = message?.status_code ?? 0;
          result.reason = message?.reason_phrase ?? cause;
          resolve(null);
        },
        confirmed: () => resolve(session.connection ?? null),
      },
    });
    let capped: ReturnType<typeof setTimeout> | undefined;
    session.on('icecandidate', (event: unknown) => { capped ??= setTimeout(() => (event as { ready(): void }).ready(), gatherMillis); });
    session.on('peerconnection', (event: unknown) => {
      (event as { peerconnection: RTCPeerConnection }).peerconnection.addEventListener('track', ({ streams }) => { sound.srcObject = streams[0] ?? null; });
    });
    scope.onEnd(() => {
      clearTimeout(capped);
      if (!session.isEnded()) session.terminate();
      session.connection?.getSenders().forEach((sender) => sender.track?.stop());
      session.connection?.close();
    });
  });
  result.setupSeconds = (performance.now() - began) / 1000;
  if (connection === null) return result;
  result.answered = true;
  result.status = 200;
  onAnswer();
  let due = performance.now() + 1000;
  while (result.samples.length < seconds) {
    await sleep(COUNT_MILLIS, scope.signal);
    const sample = await count(connection, result);
    if (performance.now() < due) continue;
    result.samples.push(sample);
    due = Math.max(due, performance.now() - 500) + 1000;
  }
  return result;
}

async function count(connection: RTCPeerConnection, result: Called): Promise<Sample> {
  const stats = await connection.getStats();
  const sample: Sample = { sent: 0, received: 0 };
  const counts: Counts = { atMillis: 0, received: 0, lost: 0, jitterSeconds: 0, rttSeconds: 0, codec: '' };
  stats.forEach((raw: unknown) => {
    const one = raw as { type: string; timestamp: number; kind?: string; packetsSent?: number; packetsReceived?: number; packetsLost?: number; jitter?: number; nominated?: boolean; dtlsState?: string; localCandidateId?: string; remoteCandidateId?: string; currentRoundTripTime?: number };
    if (one.type === 'outbound-rtp' && one.kind === 'audio') sample.sent = one.packetsSent ?? 0;
    if (one.type === 'inbound-rtp' && one.kind === 'audio') {
      sample.received = one.packetsReceived ?? 0;
      counts.atMillis = one.timestamp;
      counts.received = sample.received;
      counts.lost = one.packetsLost ?? 0;
      counts.jitterSeconds = one.jitter ?? 0;
    }
    if (one.type === 'transport' && one.dtlsState !== undefined) result.dtls = one.dtlsState;
    if (one.type === 'candidate-pair' && one.nominated === true) {
      counts.rttSeconds = one.currentRoundTripTime ?? 0;
      const [near, far] = [stats.get(one.localCandidateId ?? ''), stats.get(one.remoteCandidateId ?? '')] as ({ candidateType?: string; protocol?: string } | undefined)[];
      result.pair = `${near?.candidateType ?? '?'}/${near?.protocol ?? '?'} to ${far?.candidateType ?? '?'}`;
    }
  });
  if (counts.received > 0) result.counts.push(counts);
  return sample;
}
