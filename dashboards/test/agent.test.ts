import assert from 'node:assert/strict';
import test from 'node:test';
import {
  doorFaults, doorsFail, heldFault, type Hold, holdAt, instructions, isPublicAddress, isPublicPage, judgeAwake, judgeBrowser, judgeCadence, judgeEcho, judgeLevel, judgeQuality, microphoneFault, natOf, ownOutcome,
  readBrowser, registerCause, socketFault, type Tick,
} from '../agent/decide.ts';
import { type Counts, echoQuality, meanOpinionScore, paceOf, wayOf } from '../agent/mos.ts';
import { keep } from '../agent/report.ts';
import { REPORTED, shortCode } from '../agent/shortcode.ts';
import { share, worst } from '../agents/state.ts';
import { fill, languages, pick } from '../agent/texts/index.ts';
import { TimeoutError, within } from '../agent/tests/within.ts';
import type { DoorKind, DoorResult, DoorState, Result, Session } from '../agent/types.ts';

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const session: Session = {
  run: '0123456789abcdef', dialer: 'd', agent: '1', expiresAt: '', serverTime: '', platform: 'kamailio', webPhone: { name: 'any', usesTurn: true, stun: null, gatheringSeconds: 5 },
  socket: { url: 'wss://d:8089/ws', host: 'd', port: 8089, control: null, server: 'works', privateAddress: true },
  doors: [], turn: null, phone: null, echo: null, mediaSeconds: 15,
  thresholds: { lossWarning: 0.01, lossCritical: 0.03, jitterWarningSeconds: 0.02, jitterCriticalSeconds: 0.04, delayWarningSeconds: 0.2, delayCriticalSeconds: 0.4, mosWarning: 4, mosCritical: 3.6 },
};

test('browsers are read from their user agents', () => {
  assert.deepEqual(readBrowser(chrome), { name: 'Chrome', major: 156, system: 'Windows' });
  assert.deepEqual(readBrowser(`${chrome} Edg/156.0.0.0`), { name: 'Edge', major: 156, system: 'Windows' });
  assert.deepEqual(readBrowser('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'), { name: 'Firefox', major: 140, system: 'Linux' });
  assert.deepEqual(readBrowser('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15'), { name: 'Safari', major: 18, system: 'macOS' });
  assert.equal(readBrowser('curl/8').name, 'unknown');
});

test('a browser is judged by what it lacks', () => {
  const well = { secure: true, missing: [], offsetSeconds: 0.1, battery: null, microphonePolicy: true };
  assert.deepEqual(judgeBrowser(readBrowser(chrome), well).codes, []);
  assert.deepEqual(judgeBrowser(readBrowser(chrome), { ...well, secure: false, missing: ['getUserMedia'] }).codes, ['agent-page-insecure']);
  assert.deepEqual(judgeBrowser(readBrowser(chrome), { ...well, missing: ['RTCPeerConnection'] }).codes, ['agent-browser-unsupported']);
  assert.deepEqual(judgeBrowser(readBrowser(chrome.replace('156', '90')), well).codes, ['agent-browser-unsupported']);
  assert.deepEqual(judgeBrowser(readBrowser(chrome), { ...well, microphonePolicy: false }).codes, ['agent-microphone-blocked']);
  const battery = judgeBrowser(readBrowser(chrome), { ...well, battery: { charging: false, level: 0.4 } });
  assert.deepEqual(battery.codes, ['agent-on-battery']);
  assert.equal(battery.evidence, 'Chrome 156 on Windows; battery 40 %, not charging; clock +0.1 s against the server');
});

test('every error of the microphone has its own name', () => {
  const fault = (name: string, message: string, permission = 'prompt', system = 'Windows') => microphoneFault({ name, message }, permission, system);
  assert.equal(fault('NotAllowedError', 'Permission denied', 'denied'), 'agent-microphone-blocked');
  assert.equal(fault('NotAllowedError', 'Permission dismissed'), 'agent-microphone-blocked');
  assert.equal(fault('NotAllowedError', 'Permission denied by system'), 'agent-microphone-blocked-by-system');
  assert.equal(fault('NotAllowedError', 'Permission denied', 'granted', 'macOS'), 'agent-microphone-blocked-by-system');
  assert.equal(fault('NotAllowedError', 'Permissions policy violation: microphone is not allowed in this document', 'granted'), 'agent-microphone-blocked');
  assert.equal(fault('NotFoundError', 'Requested device not found'), 'agent-microphone-missing');
  assert.equal(fault('NotReadableError', 'Could not start audio source'), 'agent-microphone-busy');
  assert.equal(fault('TimeoutError', ''), 'agent-microphone-unanswered');
});

test('silence and clipping are told from speech', () => {
  assert.equal(judgeLevel([0, 0, 0], [0, 0, 0]).code, 'agent-microphone-silent');
  assert.equal(judgeLevel([0.0005, 0.0009], [0.001, 0.001]).code, 'agent-microphone-silent');
  assert.equal(judgeLevel([0.05, 0.1], [0.2, 0.3]).code, null);
  assert.equal(judgeLevel(Array(40).fill(0.7), Array(40).fill(1)).code, 'agent-microphone-clipping');
  assert.equal(judgeLevel([], []).code, 'agent-microphone-silent');
  assert.deepEqual(judgeLevel([0.003], [0.01]), { code: 'agent-microphone-silent', decibels: 20 * Math.log10(0.003), note: 'loudest -50 dBFS, too quiet' });
  assert.match(judgeLevel([0.004], [0.01]).note, /, quiet/);
});

test('sound held back is told from a computer without loudspeaker', () => {
  const microphone = { kind: 'audioinput', label: 'Headset' };
  assert.equal(heldFault('Firefox', [microphone]), 'agent-speaker-not-heard');
  assert.equal(heldFault('Firefox', [microphone, { kind: 'audiooutput', label: 'Headset' }]), 'agent-autoplay-blocked');
  assert.equal(heldFault('Firefox', [{ kind: 'audioinput', label: '' }]), 'agent-autoplay-blocked');
  assert.equal(heldFault('Safari', [microphone]), 'agent-autoplay-blocked');
});

test('addresses and pages of the Internet are told from private ones', () => {
  for (const address of ['10.0.0.1', '172.16.3.4', '192.168.1.1', '127.0.0.1', '169.254.1.1', '100.64.0.1', '::1', 'fe80::1', 'fd00::1', 'x']) assert.equal(isPublicAddress(address), false, address);
  for (const address of ['9.9.9.9', '172.32.0.1', '100.128.0.1', '2606:4700::1']) assert.equal(isPublicAddress(address), true, address);
  for (const host of ['localhost', 'pbx', 'pbx.local', '10.0.0.9', '[::1]']) assert.equal(isPublicPage(host), false, host);
  assert.equal(isPublicPage('check.example.com'), true);
});

test('a socket that does not open is the network, the permission, or the dialer', () => {
  const failed = { reached: false, closeCode: 1006, seconds: 0.1, controlReached: false };
  const page = { host: 'check.example.com', permission: 'prompt' };
  const browser = readBrowser(chrome);
  assert.equal(socketFault(failed, session, browser, page), 'agent-local-network-permission');
  assert.equal(socketFault(failed, session, { ...browser, major: 146 }, page), 'agent-wss-blocked');
  assert.equal(socketFault(failed, session, { ...browser, major: 146 }, { ...page, permission: 'denied' }), 'agent-local-network-permission');
  assert.equal(socketFault(failed, session, { ...browser, name: 'Firefox' }, page), 'agent-wss-blocked');
  assert.equal(socketFault(failed, session, browser, { ...page, host: 'localhost' }), 'agent-wss-blocked');
  assert.equal(socketFault(failed, session, browser, { ...page, permission: 'granted' }), 'agent-wss-blocked');
  const down = { ...session, socket: { ...session.socket!, server: 'fails' as const, privateAddress: false } };
  assert.equal(socketFault(failed, down, browser, page), null);
  assert.equal(socketFault({ ...failed, reached: true }, session, browser, page), null);
});

test('each answer to REGISTER has its cause', () => {
  assert.match(registerCause(401, false), /wrong password, or an extension/);
  assert.match(registerCause(403, true), /^right password/);
  assert.match(registerCause(403, false), /wrong password \(chan_sip\)/);
  assert.match(registerCause(404, false), /no AOR/);
  assert.match(registerCause(500, false), /fault of the dialer/);
  assert.match(registerCause(0, false), /^no answer/);
});

function door(kind: DoorKind, port: number, state: DoorState): DoorResult {
  return { kind, host: 't', port, state, seconds: 1, note: '' };
}

function matrix(stun: DoorState, other: DoorState, udp: DoorState, tcp: DoorState, tls: DoorState): DoorResult[] {
  return [door('stun', 3478, stun), door('stun', 19302, other), door('turn-udp', 3478, udp), door('turn-tcp', 3478, tcp), door('turn-tls', 443, tls)];
}

test('the matrix of doors names what is blocked', () => {
  assert.deepEqual(doorFaults(matrix('reached', 'reached', 'reached', 'reached', 'reached'), true, true), []);
  assert.deepEqual(doorFaults(matrix('silent', 'silent', 'silent', 'reached', 'reached'), true, true), ['agent-udp-blocked']);
  assert.deepEqual(doorFaults(matrix('silent', 'silent', 'silent', 'reached', 'reached'), true, false), ['agent-udp-blocked', 'agent-relay-unused-by-phone']);
  assert.deepEqual(doorFaults(matrix('silent', 'reached', 'silent', 'reached', 'reached'), true, true), ['agent-turn-port-blocked']);
  assert.deepEqual(doorFaults(matrix('silent', 'silent', 'silent', 'silent', 'reached'), true, true), ['agent-only-443']);
  assert.deepEqual(doorFaults(matrix('silent', 'silent', 'silent', 'silent', 'silent'), true, true), ['agent-fully-filtered']);
  assert.deepEqual(doorFaults([door('stun', 3478, 'silent')], true, true), ['agent-udp-blocked']);
  assert.deepEqual(doorFaults(matrix('reached', 'reached', 'refused', 'refused', 'refused'), true, true), ['turn-credentials-rejected']);
  assert.deepEqual(doorFaults([], true, true), []);
  const blocked = matrix('silent', 'silent', 'silent', 'reached', 'reached');
  assert.deepEqual([doorsFail(blocked, ['agent-udp-blocked'], true), doorsFail(blocked, ['agent-udp-blocked'], false)], [false, true]);
  assert.equal(doorsFail([door('stun', 3478, 'silent')], ['agent-udp-blocked'], true), true);
  assert.equal(doorsFail(blocked, ['agent-turn-port-blocked'], false), false);
});

test('one local port with two mappings is a symmetric NAT', () => {
  const one = (port: number, address = '9.9.9.9', relatedPort = 5000) => ({ type: 'srflx', address, port, relatedAddress: '192.168.1.7', relatedPort });
  assert.equal(natOf([one(4000), one(4001)], 2).nat, 'symmetric');
  assert.equal(natOf([one(4000), one(4000)], 2).nat, 'open');
  assert.equal(natOf([one(4000), one(4001, '9.9.9.9', 5001)], 2).nat, 'open');
  assert.equal(natOf([one(4000, '100.64.3.2')], 2).nat, 'carrier-grade');
  assert.equal(natOf([one(4000)], 1).nat, 'unknown');
  const hidden = (port: number) => ({ ...one(port), relatedAddress: '0.0.0.0', relatedPort: 0 });
  assert.equal(natOf([hidden(4000), hidden(4001)], 2).nat, 'open', 'obfuscated addresses prove nothing');
});

test('scores are those of the published table', () => {
  for (const [rtt, jitter, loss, expected] of [[20, 2, 0, 4.39], [80, 5, 0, 4.37], [80, 5, 1, 4.28], [150, 15, 1, 4.25], [150, 15, 3, 4.03], [300, 30, 3, 3.68], [400, 30, 5, 3.07], [600, 40, 10, 1.7]] as const) {
    assert.ok(Math.abs(meanOpinionScore(loss / 100, 1, rtt / 1000, jitter / 1000) - expected) < 0.006, `${rtt} ${jitter} ${loss}`);
  }
  assert.ok(meanOpinionScore(0.05, 2, 0.05, 0) < meanOpinionScore(0.05, 1, 0.05, 0));
});

test('loss, jitter and bursts are measured between counts', () => {
  const counts = (losses: number[]): Counts[] => {
    let [received, lost] = [0, 0];
    return [0, ...losses].map((gone, i) => ({ atMillis: i * 100, received: (received += i === 0 ? 7 : 5 - gone), lost: (lost += gone), jitterSeconds: 2 ** -8, rttSeconds: 0.05, codec: 'audio/PCMU' }));
  };
  const every = (n: number, gone: number) => Array.from({ length: 100 }, (_, i) => (i % n === n - 1 ? gone : 0));
  assert.deepEqual(wayOf(counts(every(2, 0))), { lossRatio: 0, jitterSeconds: 2 ** -8, burstRatio: 1, stalledRatio: 0 });
  assert.equal(wayOf(counts(every(4, 1))).lossRatio, 0.05);
  assert.ok(wayOf(counts(every(4, 1))).burstRatio < 1.1, 'each lost packet by itself');
  assert.ok(wayOf(counts(every(20, 5))).burstRatio > 4, 'five lost together');
  assert.equal(wayOf(counts(every(1, 5))).lossRatio, 1, 'nothing came');
  assert.equal(paceOf(counts(every(4, 1))), 50, 'lost ones were sent too');
});

test('what came while the computer stood still is no fault of the network', () => {
  const one = (atMillis: number, received: number, lost: number, jitterSeconds: number): Counts => ({ atMillis, received, lost, jitterSeconds, rttSeconds: 0.05, codec: 'audio/PCMU' });
  const even = (from: number, times: number, first: Counts): Counts[] => Array.from({ length: times }, (_, i) => one(from + i * 100, first.received + i * 5, first.lost, 2 ** -9));
  const before = even(0, 50, one(0, 0, 0, 0));
  // Nothing runs for three seconds: part of what came meanwhile found no room, and the rest comes at once.
  const stalled = [one(7900, 345, 50, 0.09), one(8000, 350, 50, 0.08), one(8100, 355, 50, 0.06)];
  const counts = [...before, ...stalled, ...even(8500, 50, one(0, 375, 50, 0))];
  const way = wayOf(counts);
  assert.deepEqual({ ...way, stalledRatio: 0 }, { lossRatio: 0, jitterSeconds: 2 ** -9, burstRatio: 1, stalledRatio: 0 });
  assert.ok(way.stalledRatio > 0.2 && way.stalledRatio < 0.4, `${way.stalledRatio}`);
  // The same loss while the computer kept its time was the network's.
  const network = [...before, one(5000, 250, 50, 2 ** -9), ...even(5100, 50, one(0, 255, 50, 0))];
  assert.ok(wayOf(network).lossRatio > 0.08);
  assert.equal(wayOf(network).stalledRatio, 0);
});

test('one shaken moment at the end is not the jitter of a quiet call', () => {
  const counts = Array.from({ length: 150 }, (_, i): Counts => ({ atMillis: i * 100, received: i * 5, lost: 0, jitterSeconds: i > 147 ? 0.06 : 0.002, rttSeconds: 0.05, codec: 'audio/PCMU' }));
  assert.ok(wayOf(counts).jitterSeconds < 0.004);
});

test('the echo of a call is held to the same limits', () => {
  const heard = (seconds: number, lostOfFifty: number, jitterSeconds: number, millis = 100): Counts[] => Array.from({ length: (seconds * 1000) / millis }, (_, i) => {
    const lost = Math.floor((i * millis * lostOfFifty) / 1000);
    return { atMillis: 1e12 + i * millis, received: 9 + (i * millis) / 20 - lost, lost, jitterSeconds, rttSeconds: 0.05, codec: '' };
  });
  const codes = (counts: Counts[]) => judgeQuality(echoQuality(counts)!, session.thresholds);
  assert.deepEqual(codes(heard(10, 0, 0.002)), { codes: [], critical: false });
  assert.deepEqual(codes(heard(10, 1, 0.002)), { codes: ['agent-network-quality-low'], critical: false }, 'two in a hundred are lost');
  assert.deepEqual(codes(heard(10, 5, 0.002)), { codes: ['agent-network-quality-low'], critical: true });
  assert.deepEqual(codes(heard(10, 0, 0.03)), { codes: ['agent-network-quality-low'], critical: false });
  assert.deepEqual(codes(heard(30, 0, 0.3, 1000)), { codes: [], critical: false }, 'a computer that counts once a second shakes its own packets');
  // What was lost while keys were being agreed on is nobody's.
  const opening = heard(10, 0, 0.002).map((one, i) => ({ ...one, lost: i > 2 ? 20 : 0 }));
  assert.deepEqual(codes(opening), { codes: [], critical: false });
  assert.equal(echoQuality([]), null);
  assert.equal(echoQuality(heard(2, 0, 0.002)), null, 'too little to tell');
});

test('quality, cadence and echo are held to their limits', () => {
  const good = { mos: 4.3, rttSeconds: 0.05, jitterSeconds: 0.002, lossRatio: 0, burstRatio: 1 };
  assert.deepEqual(judgeQuality(good, session.thresholds), { codes: [], critical: false });
  assert.deepEqual(judgeQuality({ ...good, lossRatio: 0.02 }, session.thresholds), { codes: ['agent-network-quality-low'], critical: false });
  assert.equal(judgeQuality({ ...good, rttSeconds: 0.5 }, session.thresholds).critical, true);
  const seconds = Array.from({ length: 300 }, (_, i) => i * 1000);
  assert.equal(judgeCadence(seconds, 0).code, null);
  assert.equal(judgeCadence([...seconds, 360_000, 420_000], 0).code, 'agent-tab-throttled');
  assert.equal(judgeCadence([...seconds, 600_000], 0).code, 'agent-tab-frozen');
  assert.equal(judgeCadence(seconds, 1).code, 'agent-tab-frozen');
  const ticks = (hold: Hold, from: number, gap: number, count: number): Tick[] => Array.from({ length: count }, (_, i) => ({ at: (from + i * gap) * 1000, hidden: true, hold }));
  const worker = Array.from({ length: 500 }, (_, i) => i * 1000);
  assert.equal(judgeAwake(ticks('nothing', 0, 1, 300), worker, 0, null).holds, 'nothing');
  const slow = [...ticks('nothing', 0, 60, 6), ...ticks('web-lock', 360, 60, 2), ...ticks('data-channel', 480, 1, 90)];
  assert.deepEqual(judgeAwake(slow, worker, 0, null), {
    code: 'agent-tab-throttled', holds: 'worker',
    evidence: '569 s, 98 ticks hidden, longest gap 60.0 s, 0 freeze events; in a worker 1.0 s; with a Web Lock 60.0 s; with a data channel 1.0 s; the socket stayed open',
  });
  assert.equal(judgeAwake(slow, [], 0, null).holds, 'data-channel');
  assert.equal(judgeAwake(ticks('nothing', 0, 60, 6), [], 0, null).holds, null);
  assert.equal(judgeAwake(ticks('nothing', 0, 1, 30), worker, 0, 12).code, 'agent-tab-throttled', 'the socket was lost');
  assert.deepEqual([holdAt(0), holdAt(329), holdAt(330), holdAt(421)], ['nothing', 'nothing', 'web-lock', 'data-channel']);
  assert.equal(judgeEcho([{ sent: 500, received: 498 }]).code, null);
  assert.equal(judgeEcho([{ sent: 500, received: 0 }]).code, 'agent-audio-one-way');
  assert.equal(judgeEcho([{ sent: 0, received: 300 }]).code, 'agent-audio-one-way');
});

test('the big word and at most three instructions follow from the results', () => {
  const one = (verdict: Result['verdict'], ...codes: string[]): Result => ({ test: 'browser', verdict, codes, evidence: '', seconds: 0 });
  assert.equal(ownOutcome([one('ok'), one('skipped')], true), 'ready');
  assert.equal(ownOutcome([one('ok', 'agent-on-battery')], true), 'ready');
  assert.equal(ownOutcome([one('warning', 'agent-microphone-silent')], true), 'ready-with-warnings');
  assert.equal(ownOutcome([one('failed', 'agent-wss-blocked')], false), 'not-ready');
  assert.equal(ownOutcome([one('ok')], false), 'incomplete');
  assert.equal(ownOutcome([one('cancelled')], true), 'incomplete');
  assert.deepEqual(instructions(['agent-on-battery', 'agent-nat-symmetric', 'agent-wss-blocked', 'agent-wss-blocked', 'agent-microphone-busy']), ['agent-wss-blocked', 'agent-microphone-busy', 'agent-on-battery']);
});

test('the code read out is the one the server makes', () => {
  assert.equal(shortCode('ready-with-warnings', ['agent-microphone-silent', 'agent-on-battery'], '0123456789abcdef'), '8100-042A');
});

test('every language has every text, and every finding an instruction', () => {
  const keys = (value: unknown, at = ''): string[] => (typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => keys(inner, `${at}.${key}`)) : [`${at} ${[...String(value).matchAll(/\{\w+\}/g)].sort().join()}`]);
  for (const [tag, words] of Object.entries(languages)) {
    assert.deepEqual(keys(words), keys(languages.en), tag);
    for (const code of REPORTED) assert.ok(code in words.finding, `${tag} ${code}`);
  }
  assert.equal(pick(['fr-FR', 'es-MX', 'en']), 'es');
  assert.equal(pick(['tl']), 'en');
  assert.equal(fill('{host}, {x}', { host: 'a' }), 'a, {x}');
});

test('what could not be sent is kept, the newest part of each run', () => {
  const one = (run: string, n: number) => ({ path: '/', run, body: { n }, token: '' });
  const kept = Array.from({ length: 12 }, (_, i) => one(`r${i}`, i)).reduce(keep, []);
  assert.equal(kept.length, 10);
  assert.deepEqual(keep(kept, one('r5', 99)).filter((each) => each.run === 'r5').map((each) => each.body), [{ n: 99 }]);
});

test('no test hangs, and what it opened is closed', async () => {
  const closed: string[] = [];
  const never = within(20, new AbortController().signal, async (scope) => {
    scope.onEnd(() => closed.push('first'));
    scope.onEnd(() => closed.push('second'));
    await new Promise(() => undefined);
  });
  await assert.rejects(never, TimeoutError);
  assert.deepEqual(closed, ['second', 'first']);
  const stop = new AbortController();
  const cancelled = within(60_000, stop.signal, async (scope) => {
    scope.onEnd(() => closed.push('third'));
    await new Promise(() => undefined);
  });
  stop.abort();
  await assert.rejects(cancelled, { name: 'Cancelled' });
  assert.equal(closed[2], 'third');
});

test('groups of agents stand the worst first, and an empty one divides nothing', () => {
  const groups = [{ name: 'Chrome 156', reports: 40, failed: 2 }, { name: 'Chrome 157', reports: 12, failed: 9 }, { name: 'Firefox 140', reports: 0, failed: 0 }];
  assert.deepEqual(worst(groups).map((one) => one.name), ['Chrome 157', 'Chrome 156', 'Firefox 140']);
  assert.equal(share(groups[2]!), 0);
});
