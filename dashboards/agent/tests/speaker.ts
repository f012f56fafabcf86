/** A tone of one second, with soft edges. */
import { type Scope, sleep } from './within.ts';

/** Plays it; false where the browser holds sound back. */
export async function tone(scope: Scope): Promise<boolean> {
  const context = new AudioContext();
  scope.onEnd(() => void context.close());
  if (context.state === 'suspended') await Promise.race([context.resume().catch(() => undefined), sleep(500, scope.signal)]);
  if (context.state !== 'running') return false;
  const gain = context.createGain();
  gain.gain.setValueAtTime(0, context.currentTime);
  gain.gain.linearRampToValueAtTime(0.25, context.currentTime + 0.05);
  gain.gain.setValueAtTime(0.25, context.currentTime + 0.95);
  gain.gain.linearRampToValueAtTime(0, context.currentTime + 1);
  const oscillator = context.createOscillator();
  oscillator.frequency.value = 660;
  oscillator.connect(gain).connect(context.destination);
  oscillator.start();
  oscillator.stop(context.currentTime + 1);
  await sleep(1100, scope.signal);
  return true;
}
