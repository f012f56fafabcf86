/** One run: the tests in their order, independent ones in parallel, each told to the server as it ends. */
import { ApiError, get } from '../shared/api.ts';
import { echoQuality, FORMULA, isBusy, withoutJitter } from './mos.ts';
import { CLOCK_LIMIT_SECONDS, doorFaults, doorsFail, heldFault, isCritical, judgeBrowser, judgeEcho, judgeLevel, judgeQuality, microphoneFault, natOf, registerCause, socketFault } from './decide.ts';
import { tell } from './report.ts';
import * as state from './state.ts';
import { browser, browserFacts, network } from './tests/browser.ts';
import { hear, permission, PROMPT_MILLIS } from './tests/microphone.ts';
import { askDoor, gather, iceServer } from './tests/network.ts';
import { loop } from './tests/quality.ts';
import { tone } from './tests/speaker.ts';
import { localNetworkPermission, openSocket } from './tests/websocket.ts';
import { Cancelled, type Scope, TimeoutError, within } from './tests/within.ts';
import type { Door, DoorResult, Nat, Quality, Result, Session, SocketResult, TestName, TestVerdict } from './types.ts';

const ECHO_SECONDS = 10;
const RETRY_MILLIS = 3000;
const RETRY_MOST_MILLIS = 60_000;
const HEARD_MILLIS = 20_000;

interface Phone { user: string; password: string }
interface Told { verdict: TestVerdict; codes?: string[]; evidence: string; fact?: string | undefined }

let cancel = new AbortController();
let sequence = 0;
let nat: Nat = 'unknown';
let socket: SocketResult | null = null;
let doors: DoorResult[] = [];
let offsetSeconds: number | null = null;
let phoneWorks: boolean | null = null;
/** The worse of the relay's and the echo's. */
let measuredQuality: Quality | null = null;
let opened: { url: string; host: string } | null = null;

/** Opens a run with the server, or says why not. */
export async function open(): Promise<boolean> {
  try {
    const before = Date.now();
    const session = await get<Session>('/api/v1/agents/session', 8000);
    offsetSeconds = ((before + Date.now()) / 2 - Date.parse(session.serverTime)) / 1000;
    state.clockWrong.value = Math.abs(offsetSeconds) > CLOCK_LIMIT_SECONDS;
    state.session.value = session;
    opened = session.socket;
    return true;
  } catch (cause) {
    const error = cause instanceof ApiError ? cause : new ApiError(0, String(cause));
    const said = error.message.includes('expired') ? 'expired' : 'wrong';
    state.phase.value = error.status === 401 ? said : error.status === 404 ? 'wrong' : 'unreachable';
    return false;
  }
}

export function stop(): void {
  cancel.abort();
}

/** Runs all tests; `phone` is typed in by the agent and stays here. */
export async function run(phone: Phone | null): Promise<void> {
  const again = state.phase.value === 'over';
  cancel = new AbortController();
  state.results.value = {};
  state.verdict.value = null;
  state.details.value = [];
  state.facts.value = {};
  state.asking.value = null;
  [sequence, nat, socket, doors, phoneWorks, measuredQuality] = [0, 'unknown', null, [], null, null];
  state.phase.value = 'running';
  const ended = new AbortController();
  // What a frozen page measured says nothing about the network: the run is over, and the agent is asked to begin again.
  document.addEventListener('freeze', stop, { signal: ended.signal });
  try {
    await tests(phone, again);
  } finally {
    ended.abort();
  }
}

async function tests(phone: Phone | null, again: boolean): Promise<void> {
  if ((again || state.session.value === null) && !(await open())) return;
  const session = state.session.value!;
  const lent = session.phone?.password === undefined ? null : { user: session.phone.user, password: session.phone.password };
  await test('browser', 3000, browserTest);
  const blocked = state.results.value.browser?.codes.some((code) => code === 'agent-page-insecure' || code === 'agent-browser-unsupported') ?? false;
  await Promise.all([
    blocked ? skip(['microphone', 'speaker'], 'not possible in this browser') : sound(),
    way(session, phone ?? lent, blocked),
  ]);
  await echo(session, phone ?? lent);
  // The mapping of the NAT needs real addresses, which the browser gives after the microphone was allowed.
  if (!blocked) await within(6000, cancel.signal, (scope) => natTest(session, scope)).catch(() => undefined);
  state.asking.value = null;
  state.phase.value = 'over';
  void report(true);
}

async function sound(): Promise<void> {
  await test('microphone', PROMPT_MILLIS + 8000, microphoneTest);
  await test('speaker', HEARD_MILLIS + 4000, speakerTest);
}

async function way(session: Session, phone: Phone | null, blocked: boolean): Promise<void> {
  const target = session.socket;
  const talk = async () => {
    if (target === null) return skip(['websocket', 'register'], 'this dialer has no WebSocket');
    await test('websocket', 13_000, (scope) => socketTest(session, scope));
    if (phone === null) return skip(['register'], 'no phone was given');
    if (state.results.value.websocket?.verdict === 'failed') return skip(['register'], 'the WebSocket does not open');
    return test('register', 15_000, (scope) => registerTest(phone, scope));
  };
  const voice = async () => {
    if (blocked || session.doors.length === 0) return skip(['network', 'quality'], blocked ? 'not possible in this browser' : 'no STUN or TURN server is known');
    await test('network', 14_000, (scope) => networkTest(session, scope));
    const relay = doors.find((door) => door.kind !== 'stun' && door.state === 'reached');
    if (relay === undefined) return skip(['quality'], session.turn === null ? 'no credentials for a relay' : 'no relay is reached');
    return test('quality', session.mediaSeconds * 1000 + 14_000, (scope) => qualityTest(session, relay, scope));
  };
  await Promise.all([talk(), voice()]);
}

/** After the loudspeaker's question: nobody should hear a tone and themselves at once. */
async function echo(session: Session, phone: Phone | null): Promise<void> {
  const registered = state.results.value.register?.verdict === 'ok';
  if (phone === null || session.echo === null || !registered) return skip(['echo'], session.echo === null ? 'no echo extension is configured' : 'no phone is registered');
  await test('echo', ECHO_SECONDS * 1000 + 25_000, (scope) => echoTest(session, phone, scope));
}

async function test(name: TestName, millis: number, work: (scope: Scope) => Promise<Told>): Promise<void> {
  const began = performance.now();
  state.running.value = [...state.running.value, name];
  let told: Told;
  try {
    told = await within(millis, cancel.signal, work);
  } catch (cause) {
    told = cause instanceof Cancelled ? { verdict: 'cancelled', evidence: 'stopped by the agent' }
      : { verdict: cause instanceof TimeoutError ? 'timeout' : 'failed', evidence: cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause) };
  }
  state.running.value = state.running.value.filter((other) => other !== name);
  if (told.fact !== undefined) state.facts.value = { ...state.facts.value, [name]: told.fact };
  set({ test: name, verdict: told.verdict, codes: told.codes ?? [], evidence: told.evidence.slice(0, 400), seconds: (performance.now() - began) / 1000 });
  if (!cancel.signal.aborted) void report(false);
}

function skip(names: TestName[], evidence: string): void {
  for (const name of names) set({ test: name, verdict: cancel.signal.aborted ? 'cancelled' : 'skipped', codes: [], evidence, seconds: 0 });
}

export function set(result: Result): void {
  state.results.value = { ...state.results.value, [result.test]: result };
}

function verdictOf(codes: string[]): TestVerdict {
  return codes.some(isCritical) ? 'failed' : codes.some((code) => code !== 'agent-on-battery') ? 'warning' : 'ok';
}

async function browserTest(): Promise<Told> {
  const { codes, evidence } = judgeBrowser(browser(), await browserFacts(offsetSeconds));
  const verdict = verdictOf(codes);
  return { verdict: state.clockWrong.value && verdict === 'ok' ? 'warning' : verdict, codes, evidence };
}

async function microphoneTest(scope: Scope): Promise<Told> {
  const before = await permission();
  state.asking.value = before === 'granted' ? null : 'microphone';
  try {
    const heard = await hear(scope, (level) => (state.level.value = level), () => (state.asking.value = 'speak'));
    state.devices.value = heard.devices;
    if (heard.recording !== null) {
      if (state.recording.value !== null) URL.revokeObjectURL(state.recording.value);
      state.recording.value = URL.createObjectURL(heard.recording);
    }
    if (heard.held) return held(`${heard.device}: open; the audio context stays suspended, so its level is not known`);
    const { code, note } = judgeLevel(heard.levels, heard.peaks);
    return { verdict: code === null ? 'ok' : 'warning', codes: code === null ? [] : [code], evidence: `${heard.device}: ${note}; permission before: ${before}` };
  } catch (cause) {
    if (cause instanceof Cancelled) throw cause;
    const { name, message } = cause as Error;
    return { verdict: 'failed', codes: [microphoneFault({ name, message }, await permission(), browser().system)], evidence: `${name}: ${message}; permission before: ${before}` };
  } finally {
    state.level.value = 0;
    if (state.asking.value === 'microphone' || state.asking.value === 'speak') state.asking.value = null;
  }
}

async function held(evidence: string): Promise<Told> {
  return { verdict: 'warning', codes: [heldFault(browser().name, await navigator.mediaDevices.enumerateDevices())], evidence };
}

let answer: ((heard: boolean) => void) | null = null;

/** The agent says whether the tone was heard. */
export function answerHeard(heard: boolean): void {
  answer?.(heard);
}

/** Plays the tone again; the question stays. */
export async function replay(): Promise<void> {
  await within(3000, cancel.signal, tone).catch(() => undefined);
}

async function speakerTest(scope: Scope): Promise<Told> {
  const played = await tone(scope);
  if (!played) return held('the audio context stays suspended');
  state.asking.value = 'heard';
  try {
    const heard = await new Promise<boolean | null>((resolve) => {
      answer = resolve;
      const timer = setTimeout(() => resolve(null), HEARD_MILLIS);
      scope.onEnd(() => clearTimeout(timer));
    });
    if (heard === null) return { verdict: 'skipped', evidence: 'the question was not answered' };
    return heard ? { verdict: 'ok', evidence: 'heard' } : { verdict: 'warning', codes: ['agent-speaker-not-heard'], evidence: 'not heard' };
  } finally {
    answer = null;
    state.asking.value = null;
  }
}

async function socketTest(session: Session, scope: Scope): Promise<Told> {
  socket = await openSocket(session.socket!, scope, 8000);
  const fault = socketFault(socket, session, browser(), { host: location.hostname, permission: await localNetworkPermission() });
  const evidence = socket.reached ? `open after ${socket.seconds.toFixed(2)} s` : `close code ${socket.closeCode} after ${socket.seconds.toFixed(1)} s, control ${String(socket.controlReached)}, server: ${session.socket!.server}`;
  return { fact: socket.reached ? `${socket.seconds.toFixed(2)} s` : undefined, verdict: socket.reached ? 'ok' : 'failed', codes: fault === null ? [] : [fault], evidence };
}

async function registerTest(phone: Phone, scope: Scope): Promise<Told> {
  const { register } = await import('./tests/sip.ts');
  const result = await register(opened!.url, opened!.host, phone, scope);
  const evidence = `REGISTER: ${result.status} ${result.reason}${result.status === 403 ? (result.date ? ', with Date' : ', without Date') : ''} after ${result.seconds.toFixed(2)} s${result.ok ? '' : `: ${registerCause(result.status, result.date)}`}`;
  return result.ok ? { verdict: 'ok', evidence, fact: phone.user } : { verdict: 'failed', codes: ['agent-sip-refused'], evidence };
}

async function networkTest(session: Session, scope: Scope): Promise<Told> {
  const asked = session.doors.filter((door) => door.kind === 'stun' || session.turn !== null);
  doors = await Promise.all(asked.map((door) => askDoor(door, session.turn, scope)));
  const codes = doorFaults(doors, socket?.reached ?? false, session.webPhone.usesTurn);
  const evidence = doors.map((door) => `${door.kind} ${door.host}:${door.port} ${door.state} ${door.seconds.toFixed(1)} s${door.note === '' ? '' : ` (${door.note})`}`);
  state.details.value = [...state.details.value, ...evidence];
  const verdict = doorsFail(doors, codes, session.webPhone.usesTurn) ? 'failed' : codes.length > 0 ? 'warning' : 'ok';
  return { verdict, codes, evidence: evidence.join('; '), fact: `${doors.filter((door) => door.state === 'reached').length} / ${doors.length}` };
}

async function natTest(session: Session, scope: Scope): Promise<void> {
  const found = natOf(await gather(session.doors, scope), session.doors.filter((door) => door.kind === 'stun').length);
  nat = found.nat;
  const before = state.results.value.network;
  if (before === undefined) return;
  const codes = nat === 'symmetric' ? ['agent-nat-symmetric'] : nat === 'carrier-grade' ? ['agent-nat-carrier-grade'] : [];
  set({ ...before, codes: [...before.codes, ...codes], verdict: before.verdict === 'ok' ? verdictOf(codes) : before.verdict, evidence: `${before.evidence}; NAT ${nat}: ${found.note}`.slice(0, 400) });
}

function learn(quality: Quality): void {
  if (measuredQuality !== null && measuredQuality.mos <= quality.mos) return;
  measuredQuality = quality;
  state.lastQuality.value = quality;
}

async function qualityTest(session: Session, door: Door, scope: Scope): Promise<Told> {
  const measured = await loop(door, session.turn, session.mediaSeconds, scope);
  if (measured === null) {
    doors = doors.map((one) => (one.kind === door.kind && one.host === door.host && one.port === door.port ? { ...one, state: 'carries-nothing' } : one));
    return { verdict: 'warning', codes: ['turn-relay-silent'], evidence: 'the relay gave an address and carried nothing' };
  }
  const stalled = Math.max(measured.there.stalledRatio, measured.back.stalledRatio);
  const busy = isBusy(measured.packetsPerSecond, stalled);
  if (busy) measured.quality = withoutJitter(measured.quality);
  learn(measured.quality);
  const numbers = (one: typeof measured.there) => `${(one.lossRatio * 100).toFixed(1)} % lost, jitter ${(one.jitterSeconds * 1000).toFixed(1)} ms, burst ${one.burstRatio.toFixed(1)}`;
  const { codes, critical } = judgeQuality(measured.quality, session.thresholds);
  state.details.value = [...state.details.value, FORMULA];
  return {
    fact: `MOS ${measured.quality.mos.toFixed(1)}`,
    verdict: critical ? 'failed' : codes.length > 0 ? 'warning' : 'ok', codes,
    evidence: `MOS ${measured.quality.mos.toFixed(2)} through ${door.kind}, ${measured.codec.replace('audio/', '')}, ${measured.packetsPerSecond.toFixed(0)} packets a second each way; there: ${numbers(measured.there)}; back: ${numbers(measured.back)}; to the relay and back ${(measured.quality.rttSeconds * 1000).toFixed(0)} ms${stalled > 0 ? `; this computer stood still, ${(stalled * 100).toFixed(0)} % of the time is left out` : ''}${busy ? '; it is too busy to keep to fifty, so jitter is not judged' : ''}`,
  };
}

async function echoTest(session: Session, phone: Phone, scope: Scope): Promise<Told> {
  const { call } = await import('./tests/sip.ts');
  const best = session.doors.filter((door) => door.kind === 'stun' || session.turn !== null).map((door) => iceServer(door, session.turn));
  const { webPhone } = session;
  const seconds = webPhone.usesTurn ? ECHO_SECONDS : ECHO_SECONDS / 2;
  const answered = () => (state.asking.value = 'echo');
  try {
    const result = await call(opened!.url, opened!.host, phone, session.echo!, best, 2000, seconds, scope, answered);
    if (!result.answered) return { verdict: 'failed', codes: ['agent-sip-refused'], evidence: `INVITE: ${result.status} ${result.reason}` };
    const { code, note } = judgeEcho(result.samples);
    const evidence = `answered after ${result.setupSeconds.toFixed(1)} s, ${result.pair}, DTLS ${result.dtls}, ${note}`;
    if (code !== null) return { verdict: verdictOf([code]), codes: [code], evidence };
    const quality = echoQuality(result.counts);
    if (quality !== null) learn(quality);
    const low = quality === null ? { codes: [], critical: false } : judgeQuality(quality, session.thresholds);
    const fact = quality === null ? undefined : `MOS ${quality.mos.toFixed(1)}`;
    const heardWell = `${evidence}${quality === null ? '' : `, ${(quality.lossRatio * 100).toFixed(1)} % lost, jitter ${(quality.jitterSeconds * 1000).toFixed(1)} ms, MOS ${quality.mos.toFixed(2)}`}`;
    if (webPhone.usesTurn) return { fact, verdict: low.critical ? 'failed' : verdictOf(low.codes), codes: low.codes, evidence: heardWell };
    // The best way works; now the way of the phone the agent will use: its own STUN server, no relay, its own patience.
    const own = webPhone.stun === null ? [] : [{ urls: `stun:${webPhone.stun}` }];
    const theirs = await call(opened!.url, opened!.host, phone, session.echo!, own, webPhone.gatheringSeconds * 1000, seconds, scope, answered);
    const heard = theirs.answered && judgeEcho(theirs.samples).code === null;
    phoneWorks = heard;
    const codes = [...(heard ? [] : ['agent-relay-unused-by-phone']), ...low.codes];
    return { fact, verdict: !heard || low.critical ? 'failed' : verdictOf(codes), codes, evidence: `${heardWell}; as ${webPhone.name} calls: ${theirs.answered ? judgeEcho(theirs.samples).note : `${theirs.status} ${theirs.reason}`}` };
  } finally {
    state.asking.value = null;
  }
}

function body(done: boolean) {
  const { name, major, system } = browser();
  const quality = measuredQuality;
  return {
    run: state.session.value!.run, kind: 'self-test', sequence: ++sequence, done, browser: { name, major, system }, network: network(), nat,
    tests: state.list.value.filter((one) => one.verdict !== 'skipped' || one.evidence !== ''),
    socket, phoneWorks, doors: doors.map(({ kind, host, port, state: seen }) => ({ kind, host, port, state: seen })),
    quality: quality === null ? null : { mos: quality.mos, rttSeconds: quality.rttSeconds, jitterSeconds: quality.jitterSeconds, lossRatio: quality.lossRatio },
  };
}

export async function report(done: boolean): Promise<void> {
  if (state.session.value === null) return;
  const sent = body(done && !cancel.signal.aborted);
  const newest = () => sent.sequence === sequence && sent.run === state.session.value?.run;
  // The last word on a run is sent until it is heard, as long as the page shows it.
  for (let wait = RETRY_MILLIS; newest(); wait = Math.min(wait * 2, RETRY_MOST_MILLIS)) {
    const verdict = await tell(sent);
    if (!newest()) return;
    state.offline.value = !verdict;
    state.verdict.value = verdict ?? null;
    if (verdict !== undefined || !done) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** "I couldn't hear them": kept with the last known numbers. Gives the complaint's id, to add a word to it. */
export async function complain(run: string, word: string | null): Promise<boolean> {
  const { name, major, system } = browser();
  const quality = state.lastQuality.value;
  return Boolean(await tell({
    run, kind: 'complaint', sequence: word === null ? 1 : 2, done: true, browser: { name, major, system }, network: network(), nat, word,
    quality: quality === null ? null : { mos: quality.mos, rttSeconds: quality.rttSeconds, jitterSeconds: quality.jitterSeconds, lossRatio: quality.lossRatio },
  }));
}
