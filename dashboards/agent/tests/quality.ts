/**
 * A voice from this page through the relay and back into this page: fifty G.711 packets a second each way, for some seconds. RTP is
 * measured, not a data channel: SCTP slows down where packets are lost, and would measure itself.
 */
import { type Counts, meanOpinionScore, median, paceOf, type Way, wayOf } from '../mos.ts';
import type { Door, Quality, Session } from '../types.ts';
import { iceServer } from './network.ts';
import { type Scope, sleep, TimeoutError } from './within.ts';

const OPEN_MILLIS = 10_000;
const SOUND_MILLIS = 4000;
/** Packets of the first moment come while keys are still being agreed on. */
const SETTLE_MILLIS = 500;
/** Browsers make statistics anew twenty times a second at most. */
const SAMPLE_MILLIS = 100;

export interface Measured { quality: Quality; there: Way; back: Way; packetsPerSecond: number; codec: string }

/** Null where the relay gives addresses and carries nothing. */
export async function loop(door: Door, turn: Session['turn'], seconds: number, scope: Scope): Promise<Measured | null> {
  const settings: RTCConfiguration = { iceServers: [iceServer(door, turn)], iceTransportPolicy: 'relay' };
  const [a, b] = [new RTCPeerConnection(settings), new RTCPeerConnection(settings)];
  scope.onEnd(() => { a.close(); b.close(); });
  a.onicecandidate = ({ candidate }) => { if (candidate) void b.addIceCandidate(candidate).catch(() => undefined); };
  b.onicecandidate = ({ candidate }) => { if (candidate) void a.addIceCandidate(candidate).catch(() => undefined); };
  const voice = await hum(scope);
  const sink = new Audio();
  sink.muted = true;
  scope.onEnd(() => { sink.srcObject = null; });
  b.ontrack = ({ track }) => { sink.srcObject = new MediaStream([track]); void sink.play().catch(() => undefined); };
  preferG711(a.addTransceiver(voice, { direction: 'sendrecv' }));
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription!);
  const answering = b.getTransceivers()[0]!;
  answering.direction = 'sendrecv';
  await answering.sender.replaceTrack(voice.clone());
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription!);
  if (!(await carries([a, b], scope))) return null;
  await sleep(SETTLE_MILLIS, scope.signal);
  const began = performance.now();
  const [thereCounts, backCounts]: [Counts[], Counts[]] = [[], []];
  while (performance.now() < began + seconds * 1000) {
    const [one, other] = await Promise.all([count(b), count(a)]);
    thereCounts.push(one);
    backCounts.push(other);
    await sleep(SAMPLE_MILLIS, scope.signal);
  }
  const [there, back] = [wayOf(thereCounts), wayOf(backCounts)];
  // Both ends are this page: a packet goes to the relay and comes back, and the answer to a check goes that way twice.
  const rttSeconds = median([...thereCounts, ...backCounts].map((one) => one.rttSeconds)) / 2;
  const lossRatio = Math.max(there.lossRatio, back.lossRatio);
  const jitterSeconds = Math.max(there.jitterSeconds, back.jitterSeconds);
  const burstRatio = Math.max(there.burstRatio, back.burstRatio);
  const packetsPerSecond = Math.min(paceOf(thereCounts), paceOf(backCounts));
  return { quality: { mos: meanOpinionScore(lossRatio, burstRatio, rttSeconds, jitterSeconds), rttSeconds, jitterSeconds, lossRatio, burstRatio }, there, back, packetsPerSecond, codec: thereCounts.at(-1)!.codec };
}

/** A quiet tone as a track: a microphone is neither needed nor heard. */
async function hum(scope: Scope): Promise<MediaStreamTrack> {
  const context = new AudioContext();
  scope.onEnd(() => void context.close());
  if (context.state === 'suspended') await Promise.race([context.resume().catch(() => undefined), sleep(500, scope.signal)]);
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  gain.gain.value = 0.1;
  const end = context.createMediaStreamDestination();
  oscillator.connect(gain).connect(end);
  oscillator.start();
  const track = end.stream.getAudioTracks()[0]!;
  scope.onEnd(() => track.stop());
  return track;
}

function preferG711(transceiver: RTCRtpTransceiver): void {
  const known = RTCRtpReceiver.getCapabilities?.('audio')?.codecs ?? [];
  const g711 = known.filter((codec) => codec.mimeType === 'audio/PCMU');
  try {
    if (g711.length > 0) transceiver.setCodecPreferences([...g711, ...known.filter((codec) => codec.mimeType !== 'audio/PCMU')]);
  } catch {
    // An older browser takes Opus; the codec is shown beside the numbers.
  }
}

/** Whether the relay carries checks and keys; sound follows at both ends, or this computer is too slow or makes none. */
async function carries(ends: RTCPeerConnection[], scope: Scope): Promise<boolean> {
  const until = performance.now() + OPEN_MILLIS;
  let connected = false;
  while (performance.now() < until + (connected ? SOUND_MILLIS : 0)) {
    connected = ends.every((end) => end.connectionState === 'connected');
    if (connected && (await Promise.all(ends.map(count))).every((one) => one.received > 5)) return true;
    if (ends.some((end) => end.connectionState === 'failed')) return false;
    await sleep(100, scope.signal);
  }
  if (connected) throw new TimeoutError('the relay is open, and this computer sends no sound');
  if ((await Promise.all(ends.map(count))).some((one) => one.checked)) throw new TimeoutError('the relay carries, and the voice was not open in time');
  return false;
}

interface Stat {
  id: string; type: string; timestamp: number; state?: string; kind?: string; packetsReceived?: number; packetsLost?: number; jitter?: number;
  nominated?: boolean; currentRoundTripTime?: number; codecId?: string; mimeType?: string;
}

/** Also whether a connectivity check was answered. */
async function count(end: RTCPeerConnection): Promise<Counts & { checked: boolean }> {
  const counts = { checked: false, atMillis: 0, received: 0, lost: 0, jitterSeconds: 0, rttSeconds: 0, codec: '' };
  const stats = await end.getStats();
  stats.forEach((raw: unknown) => {
    const one = raw as Stat;
    if (one.type === 'inbound-rtp' && one.kind === 'audio') {
      counts.atMillis = one.timestamp;
      counts.received = one.packetsReceived ?? 0;
      counts.lost = one.packetsLost ?? 0;
      counts.jitterSeconds = one.jitter ?? 0;
      counts.codec = (stats.get(one.codecId ?? '') as Stat | undefined)?.mimeType ?? '';
    }
    if (one.type === 'candidate-pair' && one.state === 'succeeded') counts.checked = true;
    if (one.type === 'candidate-pair' && one.nominated === true) counts.rttSeconds = one.currentRoundTripTime ?? 0;
  });
  return counts;
}
