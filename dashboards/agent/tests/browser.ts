/** What this browser can do, whether its clock is right, whether it runs on battery. */
import { readBrowser } from '../decide.ts';

interface Battery { charging: boolean; level: number }

export async function browserFacts(offsetSeconds: number | null) {
  const missing: string[] = [];
  if (!('RTCPeerConnection' in window)) missing.push('RTCPeerConnection');
  if (navigator.mediaDevices?.getUserMedia === undefined) missing.push('getUserMedia');
  if (!('WebSocket' in window)) missing.push('WebSocket');
  if (!('AudioContext' in window)) missing.push('AudioContext');
  const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
  const battery = getBattery === undefined ? null : await getBattery.call(navigator).then(({ charging, level }) => ({ charging, level })).catch(() => null);
  const policy = (document as { featurePolicy?: { allowsFeature(name: string): boolean } }).featurePolicy;
  return { secure: window.isSecureContext, missing, offsetSeconds, battery, microphonePolicy: policy?.allowsFeature('microphone') ?? true };
}

export const browser = () => readBrowser(navigator.userAgent);

/** What the browser says of its network. */
export function network(): string | null {
  const connection = (navigator as { connection?: { type?: string; effectiveType?: string } }).connection;
  return connection?.type ?? connection?.effectiveType ?? null;
}
