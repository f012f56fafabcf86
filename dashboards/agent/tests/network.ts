/** STUN and TURN doors, each alone, and how the network maps addresses. */
import type { Candidate } from '../decide.ts';
import type { Door, DoorResult, Session } from '../types.ts';
import type { Scope } from './within.ts';

/** STUN gives up after 9.5 s (RFC 8489 section 6.2.1); a door without an answer by then is silent. */
const DOOR_MILLIS = 10_500;

export function url(door: Door): string {
  const host = door.host.includes(':') ? `[${door.host}]` : door.host;
  switch (door.kind) {
    case 'stun': return `stun:${host}:${door.port}`;
    case 'turn-udp': return `turn:${host}:${door.port}?transport=udp`;
    case 'turn-tcp': return `turn:${host}:${door.port}?transport=tcp`;
    case 'turn-tls': return `turns:${host}:${door.port}?transport=tcp`;
  }
}

export function iceServer(door: Door, turn: Session['turn']): RTCIceServer {
  return door.kind === 'stun' || turn === null ? { urls: url(door) } : { urls: url(door), username: turn.username, credential: turn.credential };
}

/**
 * Asks one door. A computer without NAT gets no candidate from STUN, because the mapped address is its own: an early end of gathering
 * without an error is an answer too, where there was a socket to ask from: an office's policy may leave WebRTC none. Error 701 alone is never red: it comes for each address family and adapter.
 */
export async function askDoor(door: Door, turn: Session['turn'], scope: Scope): Promise<DoorResult> {
  const began = performance.now();
  const wanted = door.kind === 'stun' ? 'srflx' : 'relay';
  const errors: { code: number; text: string }[] = [];
  let own = false;
  const connection = new RTCPeerConnection({ iceServers: [iceServer(door, turn)], iceTransportPolicy: door.kind === 'stun' ? 'all' : 'relay' });
  scope.onEnd(() => connection.close());
  const state = await new Promise<DoorResult['state']>((resolve) => {
    const timer = setTimeout(() => resolve(judged(true)), DOOR_MILLIS);
    scope.onEnd(() => clearTimeout(timer));
    const judged = (late: boolean): DoorResult['state'] => {
      if (errors.some((error) => error.code === 401 || error.code === 403 || error.code === 438)) return 'refused';
      return !late && own && door.kind === 'stun' && errors.length === 0 && performance.now() - began < 8000 ? 'reached' : 'silent';
    };
    connection.onicecandidateerror = ({ errorCode, errorText, address }) => errors.push({ code: errorCode, text: `${family(address)}${errorText}` });
    connection.onicecandidate = ({ candidate }) => {
      own ||= candidate?.type === 'host';
      if (candidate?.type === wanted) resolve('reached');
    };
    connection.onicegatheringstatechange = () => {
      // Errors are told just before and just after the end.
      if (connection.iceGatheringState === 'complete') setTimeout(() => resolve(judged(false)), 100);
    };
    connection.createDataChannel('door');
    connection.setLocalDescription().catch(() => resolve('silent'));
  });
  connection.close();
  return { ...door, state, seconds: (performance.now() - began) / 1000, note: [...new Set(errors.map((error) => `${error.code} ${error.text}`.trim()))].join(', ') };
}

/** The address family that an error is of, where the browser tells. */
function family(address: string | null | undefined): string {
  return !address ? '' : address.includes(':') ? 'IPv6: ' : 'IPv4: ';
}

/** Candidates from all STUN servers on one socket. */
export async function gather(doors: Door[], scope: Scope): Promise<Candidate[]> {
  const stun = doors.filter((door) => door.kind === 'stun' || door.kind === 'turn-udp').map((door) => ({ ...door, kind: 'stun' as const }));
  if (stun.length === 0) return [];
  const found: Candidate[] = [];
  const connection = new RTCPeerConnection({ iceServers: [{ urls: [...new Set(stun.map(url))] }] });
  scope.onEnd(() => connection.close());
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 4000);
    scope.onEnd(() => clearTimeout(timer));
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null) return resolve();
      if (candidate.protocol !== 'udp') return;
      found.push({ type: candidate.type ?? '', address: candidate.address ?? '', port: candidate.port ?? 0, relatedAddress: candidate.relatedAddress ?? '', relatedPort: candidate.relatedPort ?? 0 });
    };
    connection.createDataChannel('nat');
    connection.setLocalDescription().catch(() => resolve());
  });
  connection.close();
  return found;
}
