/**
 * The page while it is hidden: its own one-second clock, a worker's clock, the dialer's socket and freeze events; first with nothing that
 * keeps it awake, then with a Web Lock, then with a silent data channel, so that it is known what holds on this computer.
 */
import { type Hold, holdAt, judgeAwake, type Tick } from '../decide.ts';
import clockPath from './clock.worker.js';

const KEEP_ALIVE_MILLIS = 15_000;
const WORKER_MILLIS = 1000;

export interface Awake { code: string | null; holds: Hold | null; evidence: string }
export interface Watch { stop(): Promise<Awake> }

/** Starts the clocks; they run until they are stopped. `socketUrl` is kept open beside them, as a phone keeps it. */
export function watchCadence(socketUrl: string | null): Watch {
  const began = Date.now();
  const ticks: Tick[] = [{ at: began, hidden: false, hold: 'nothing' }];
  const worker = new Worker(clockPath);
  const socket = socketUrl === null ? null : keepOpen(socketUrl);
  const keeper = new Keeper();
  let freezes = 0;
  let hiddenMillis = 0;
  const tick = () => {
    const at = Date.now();
    const hidden = document.visibilityState === 'hidden';
    if (hidden) hiddenMillis += at - ticks[ticks.length - 1]!.at;
    ticks.push({ at, hidden, hold: keeper.hold });
    keeper.take(holdAt(hiddenMillis / 1000));
    socket?.beat(at);
  };
  const timer = setInterval(tick, 1000);
  const frozen = () => freezes++;
  document.addEventListener('freeze', frozen);
  return {
    async stop() {
      clearInterval(timer);
      document.removeEventListener('freeze', frozen);
      tick();
      const workerTicks = await ticksOf(worker);
      worker.terminate();
      keeper.release();
      const lost = socket?.end() ?? null;
      return judgeAwake(ticks, workerTicks, freezes, lost === null ? null : (lost - began) / 1000);
    },
  };
}

function ticksOf(worker: Worker): Promise<number[]> {
  return new Promise((resolve) => {
    worker.onmessage = (event: MessageEvent<number[]>) => resolve(event.data);
    worker.onerror = () => resolve([]);
    worker.postMessage('stop');
    setTimeout(() => resolve([]), WORKER_MILLIS);
  });
}

/** What keeps the page awake, one thing after another. */
class Keeper {
  hold: Hold = 'nothing';
  private unlock: (() => void) | null = null;
  private ends: RTCPeerConnection[] = [];

  take(wanted: Hold): void {
    if (wanted === this.hold) return;
    this.release();
    this.hold = wanted;
    if (wanted === 'web-lock') void navigator.locks?.request('linecheck-awake', () => new Promise<void>((resolve) => { this.unlock = resolve; }));
    if (wanted === 'data-channel') void this.connect();
  }

  private async connect(): Promise<void> {
    const [a, b] = (this.ends = [new RTCPeerConnection(), new RTCPeerConnection()]) as [RTCPeerConnection, RTCPeerConnection];
    a.onicecandidate = ({ candidate }) => { if (candidate) void b.addIceCandidate(candidate).catch(() => undefined); };
    b.onicecandidate = ({ candidate }) => { if (candidate) void a.addIceCandidate(candidate).catch(() => undefined); };
    a.createDataChannel('awake');
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription!);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription!);
  }

  release(): void {
    this.unlock?.();
    this.unlock = null;
    this.ends.forEach((end) => end.close());
    this.ends = [];
    this.hold = 'nothing';
  }
}

/** The dialer's socket with the keep-alive of RFC 5626 section 3.5.1. `end` gives when it was lost, null where it was not. */
function keepOpen(url: string): { beat(at: number): void; end(): number | null } {
  let opened = false;
  let lost: number | null = null;
  let beaten = Date.now();
  const socket = new WebSocket(url, 'sip');
  socket.onopen = () => (opened = true);
  socket.onclose = () => { if (opened) lost ??= Date.now(); };
  return {
    beat(at) {
      if (socket.readyState !== WebSocket.OPEN || at - beaten < KEEP_ALIVE_MILLIS) return;
      beaten = at;
      socket.send('\r\n\r\n');
    },
    end() {
      const when = lost;
      socket.close(1000);
      return when;
    },
  };
}
