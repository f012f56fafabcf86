/** The dialer's WebSocket with the sub-protocol `sip` (RFC 7118), and HTTPS to the same host as control. */
import type { Session, SocketResult } from '../types.ts';
import type { Scope } from './within.ts';

export async function localNetworkPermission(): Promise<string | null> {
  for (const name of ['local-network', 'local-network-access']) {
    try {
      return (await navigator.permissions.query({ name: name as PermissionName })).state;
    } catch {
      // This browser does not know it.
    }
  }
  return null;
}

export async function openSocket(target: NonNullable<Session['socket']>, scope: Scope, deadlineMillis: number): Promise<SocketResult> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1000;
  const outcome = await new Promise<{ reached: boolean; closeCode: number }>((resolve) => {
    const socket = new WebSocket(target.url, 'sip');
    scope.onEnd(() => socket.close(1000));
    const timer = setTimeout(() => resolve({ reached: false, closeCode: 0 }), deadlineMillis);
    scope.onEnd(() => clearTimeout(timer));
    // A server that hangs up at once is not reached: wait a moment after the opening.
    socket.onopen = () => setTimeout(() => resolve({ reached: socket.readyState === WebSocket.OPEN, closeCode: 1000 }), 300);
    socket.onclose = (event) => resolve({ reached: false, closeCode: event.code });
  });
  const took = outcome.reached ? Math.max(0, seconds() - 0.3) : seconds();
  return { ...outcome, seconds: took, controlReached: outcome.reached || target.control === null ? null : await control(target.control, scope.signal) };
}

async function control(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(url, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal: AbortSignal.any([signal, AbortSignal.timeout(4000)]) });
    return true;
  } catch {
    return false;
  }
}
