/** The microphone: permission, device, level over two seconds, three seconds to listen to. */
import { type Scope, sleep, TimeoutError } from './within.ts';

const KEY = 'linecheck-microphone';
/** How long a browser's question may stay unanswered. */
export const PROMPT_MILLIS = 20_000;
const LISTEN_MILLIS = 3000;
/** A microphone may click when it opens. */
const SETTLE_MILLIS = 200;

/** `held`: the browser holds sound back, so the levels say nothing. */
export interface Heard { levels: number[]; peaks: number[]; device: string; held: boolean; recording: Blob | null; devices: { id: string; label: string }[] }

export async function permission(): Promise<string> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' as PermissionName })).state;
  } catch {
    return 'unknown';
  }
}

export function chosenDevice(): string {
  try {
    return localStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

export function chooseDevice(id: string): void {
  try {
    localStorage.setItem(KEY, id);
  } catch {
    // Storage is off: the choice lasts for this run.
  }
}

/** Opens the microphone; an unanswered question is a `TimeoutError`. A stream that comes too late is closed. */
async function open(scope: Scope): Promise<MediaStream> {
  const device = chosenDevice();
  let late = false;
  const asked = navigator.mediaDevices
    .getUserMedia({ audio: { echoCancellation: false, autoGainControl: false, noiseSuppression: false, ...(device === '' ? {} : { deviceId: { ideal: device } }) } })
    .then((stream) => {
      if (late || scope.signal.aborted) stream.getTracks().forEach((track) => track.stop());
      return stream;
    });
  asked.catch(() => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await Promise.race([asked, new Promise<never>((_, reject) => {
      timer = setTimeout(() => { late = true; reject(new TimeoutError('the question was not answered')); }, PROMPT_MILLIS);
    })]);
  } finally {
    clearTimeout(timer);
  }
}

export async function hear(scope: Scope, onLevel: (level: number) => void, onOpen: () => void): Promise<Heard> {
  const stream = await open(scope);
  scope.onEnd(() => stream.getTracks().forEach((track) => track.stop()));
  onOpen();
  const context = new AudioContext();
  scope.onEnd(() => void context.close());
  if (context.state === 'suspended') await Promise.race([context.resume().catch(() => undefined), sleep(1000, scope.signal)]);
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const chunks: Blob[] = [];
  const recorder = 'MediaRecorder' in window ? new MediaRecorder(stream) : null;
  if (recorder !== null) {
    recorder.ondataavailable = (event) => chunks.push(event.data);
    recorder.start(500);
    scope.onEnd(() => { if (recorder.state !== 'inactive') recorder.stop(); });
  }
  const levels: number[] = [];
  const peaks: number[] = [];
  const block = new Float32Array(analyser.fftSize);
  // By the clock, not by counting: a page in the background wakes once a second.
  const began = performance.now();
  for (let elapsed = 0; elapsed < LISTEN_MILLIS; elapsed = performance.now() - began) {
    await sleep(50, scope.signal);
    analyser.getFloatTimeDomainData(block);
    let sum = 0;
    let peak = 0;
    for (const sample of block) {
      sum += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    const level = Math.sqrt(sum / block.length);
    if (performance.now() - began >= SETTLE_MILLIS) {
      levels.push(level);
      peaks.push(peak);
    }
    onLevel(level);
  }
  if (recorder !== null && recorder.state !== 'inactive') {
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.stop();
    await Promise.race([stopped, sleep(1000, scope.signal)]);
  }
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === 'audioinput').map((one) => ({ id: one.deviceId, label: one.label }));
  return { levels, peaks, device: stream.getAudioTracks()[0]?.label ?? '', held: context.state !== 'running', recording: chunks.length > 0 ? new Blob(chunks, { type: chunks[0]!.type }) : null, devices };
}
