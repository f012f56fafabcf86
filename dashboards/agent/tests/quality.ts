/** Voice-like packets, fifty a second, through the relay and back into this page: loss, jitter and the way, in each direction. */
import { type Arrival, measure, meanOpinionScore } from '../mos.ts';
import type { Door, Quality, Session } from '../types.ts';
import { iceServer } from './network.ts';
import { type Scope, sleep } from './within.ts';

/** 160 bytes of G.711 and 12 of RTP. */
const BYTES = 172;
const PACE_MILLIS = 20;

export interface Measured { quality: Quality; there: ReturnType<typeof measure>; back: ReturnType<typeof measure>; sent: number }

export async function loop(door: Door, turn: Session['turn'], seconds: number, scope: Scope): Promise<Measured | null> {
  const settings: RTCConfiguration = { iceServers: [iceServer(door, turn)], iceTransportPolicy: 'relay' };
  const [a, b] = [new RTCPeerConnection(settings), new RTCPeerConnection(settings)];
  scope.onEnd(() => { a.close(); b.close(); });
  a.onicecandidate = ({ candidate }) => { if (candidate) void b.addIceCandidate(candidate).catch(() => undefined); };
  b.onicecandidate = ({ candidate }) => { if (candidate) void a.addIceCandidate(candidate).catch(() => undefined); };
  const options = { ordered: false, maxRetransmits: 0, negotiated: true, id: 1 };
  const [there, back] = [a.createDataChannel('voice', options), b.createDataChannel('voice', options)];
  there.binaryType = back.binaryType = 'arraybuffer';
  await a.setLocalDescription();
  await b.setRemoteDescription(a.localDescription!);
  await b.setLocalDescription();
  await a.setRemoteDescription(b.localDescription!);
  if (!(await opened([there, back], scope))) return null;
  const arrived: [Arrival[], Arrival[]] = [[], []];
  back.onmessage = (event) => arrived[0].push(arrival(event));
  there.onmessage = (event) => arrived[1].push(arrival(event));
  let sent = 0;
  const began = performance.now();
  await new Promise<void>((resolve) => {
    let left = 0;
    const timer = setInterval(() => {
      const now = performance.now() - began;
      let due = Math.floor(now / PACE_MILLIS) - left;
      // A stalled timer must not become a burst: at most two packets at once, the rest is left out.
      if (due - sent > 2) {
        left += due - sent - 2;
        due = sent + 2;
      }
      for (; sent < due; sent++) {
        send(there, sent);
        send(back, sent);
      }
      if (now >= seconds * 1000) resolve();
    }, PACE_MILLIS);
    scope.onEnd(() => clearInterval(timer));
    scope.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await sleep(800, scope.signal);
  const [one, two] = [measure(arrived[0], sent), measure(arrived[1], sent)];
  // Both ends are this page, so one packet's way is already a round trip to the relay.
  const rttSeconds = Math.max(one.transitSeconds, two.transitSeconds);
  const lossRatio = Math.max(one.lossRatio, two.lossRatio);
  const jitterSeconds = Math.max(one.jitterSeconds, two.jitterSeconds);
  const burstRatio = Math.max(one.burstRatio, two.burstRatio);
  return { quality: { mos: meanOpinionScore(lossRatio, burstRatio, rttSeconds, jitterSeconds), rttSeconds, jitterSeconds, lossRatio, burstRatio }, there: one, back: two, sent };
}

function opened(channels: RTCDataChannel[], scope: Scope): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), 10_000);
    scope.onEnd(() => clearTimeout(timer));
    const check = () => { if (channels.every((channel) => channel.readyState === 'open')) resolve(true); };
    for (const channel of channels) channel.onopen = check;
    check();
  });
}

function send(channel: RTCDataChannel, sequence: number): void {
  const packet = new DataView(new ArrayBuffer(BYTES));
  packet.setUint32(0, sequence);
  packet.setFloat64(4, performance.now());
  try {
    channel.send(packet);
  } catch {
    // The channel broke: the packet counts as lost.
  }
}

function arrival(event: MessageEvent): Arrival {
  const packet = new DataView(event.data as ArrayBuffer);
  return { sequence: packet.getUint32(0), sent: packet.getFloat64(4), came: performance.now() };
}
