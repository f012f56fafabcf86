/** What observations mean. Pure: no page, no clock, no network. */
import type { DoorResult, Nat, Outcome, Quality, Result, Session, SocketResult, Thresholds } from './types.ts';

export interface Browser { name: string; major: number; system: string }

/** Name, major version and system from a user agent string. */
export function readBrowser(agent: string): Browser {
  const found = ([['Edge', /Edg\/(\d+)/], ['Opera', /OPR\/(\d+)/], ['Firefox', /Firefox\/(\d+)/], ['Chrome', /(?:Headless)?Chrom(?:e|ium)\/(\d+)/], ['Safari', /Version\/(\d+).*Safari/]] as [string, RegExp][])
    .map(([name, pattern]) => ({ name, match: pattern.exec(agent) }))
    .find((one) => one.match !== null);
  const system = /Windows/.test(agent) ? 'Windows' : /CrOS/.test(agent) ? 'ChromeOS' : /Android/.test(agent) ? 'Android'
    : /iPhone|iPad/.test(agent) ? 'iOS' : /Mac OS X/.test(agent) ? 'macOS' : /Linux/.test(agent) ? 'Linux' : 'unknown';
  return { name: found?.name ?? 'unknown', major: Number(found?.match?.[1] ?? 0), system };
}

/** The oldest major versions that the phones of dialers still work in. */
const OLDEST: Record<string, number> = { Chrome: 109, Edge: 109, Opera: 95, Firefox: 115, Safari: 16 };

export function judgeBrowser(browser: Browser, facts: {
  secure: boolean; missing: string[]; offsetSeconds: number | null; battery: { charging: boolean; level: number } | null; microphonePolicy: boolean;
}): { codes: string[]; evidence: string } {
  const codes: string[] = [];
  const said = [`${browser.name} ${browser.major} on ${browser.system}`];
  if (!facts.secure) codes.push('agent-page-insecure');
  if (facts.missing.length > 0 && facts.secure) {
    codes.push('agent-browser-unsupported');
    said.push(`missing: ${facts.missing.join(', ')}`);
  } else if (browser.major > 0 && browser.major < (OLDEST[browser.name] ?? 0)) {
    codes.push('agent-browser-unsupported');
    said.push(`older than ${OLDEST[browser.name]}`);
  }
  if (!facts.microphonePolicy) {
    codes.push('agent-microphone-blocked');
    said.push('the frame or a header forbids the microphone (permissions policy)');
  }
  if (facts.battery !== null && !facts.battery.charging) {
    codes.push('agent-on-battery');
    said.push(`battery ${Math.round(facts.battery.level * 100)} %, not charging`);
  }
  if (facts.offsetSeconds !== null) said.push(`clock ${facts.offsetSeconds >= 0 ? '+' : '−'}${Math.abs(facts.offsetSeconds).toFixed(1)} s against the server`);
  return { codes, evidence: said.join('; ') };
}

/** A clock this wrong breaks certificates and logs. */
export const CLOCK_LIMIT_SECONDS = 120;

/** Which of the microphone's faults an error of getUserMedia is. */
export function microphoneFault(error: { name: string; message: string }, permission: string, system: string): string {
  const words = error.message.toLowerCase();
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      if (/by system|by the (operating )?system/.test(words) || (permission === 'granted' && !words.includes('policy'))) return 'agent-microphone-blocked-by-system';
      return 'agent-microphone-blocked';
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'DevicesNotFoundError':
      return 'agent-microphone-missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return system === 'Windows' && /denied|privacy|permission/.test(words) ? 'agent-microphone-blocked-by-system' : 'agent-microphone-busy';
    case 'TimeoutError':
      return 'agent-microphone-unanswered';
    default:
      return 'agent-microphone-busy';
  }
}

/** Speech close to a microphone is 20 to 30 dB louder. */
const TOO_QUIET_DECIBELS = -50;

/** What a microphone's samples of two seconds say; `levels` are RMS values and `peaks` the highest of each block, 0 to 1. */
export function judgeLevel(levels: number[], peaks: number[]): { code: string | null; decibels: number; note: string } {
  const loudest = levels.length === 0 ? 0 : Math.max(...levels);
  const decibels = loudest > 0 ? 20 * Math.log10(loudest) : -120;
  const clipped = peaks.filter((peak) => peak >= 0.999).length;
  const note = `loudest ${decibels.toFixed(0)} dBFS`;
  if (decibels < -60) return { code: 'agent-microphone-silent', decibels, note };
  if (decibels < TOO_QUIET_DECIBELS) return { code: 'agent-microphone-silent', decibels, note: `${note}, too quiet` };
  if (clipped > Math.max(6, peaks.length / 4)) return { code: 'agent-microphone-clipping', decibels, note: `${note}, ${clipped} of ${peaks.length} blocks at full scale` };
  return { code: null, decibels, note: decibels < -45 ? `${note}, quiet` : note };
}

/** Why an audio context stands still: Firefox lets none run where no loudspeaker is, which it tells once the microphone is allowed. */
export function heldFault(browser: string, devices: { kind: string; label: string }[]): string {
  const told = devices.some((one) => one.label !== '');
  return browser === 'Firefox' && told && !devices.some((one) => one.kind === 'audiooutput') ? 'agent-speaker-not-heard' : 'agent-autoplay-blocked';
}

/** Whether an address reaches the whole Internet. */
export function isPublicAddress(address: string): boolean {
  if (address.includes(':')) return !/^(::1?$|fe[89ab]|f[cd]|2001:db8)/i.test(address);
  const [a = 0, b = 0] = address.split('.').map(Number);
  return /^\d+\.\d+\.\d+\.\d+$/.test(address) && !(a === 10 || a === 127 || a === 0 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
    || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128) || a >= 224);
}

/** Whether this page came from the Internet as far as its name tells. */
export function isPublicPage(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host.endsWith('.local') || host.endsWith('.lan') || host.endsWith('.internal') || !host.includes('.')) return false;
  return /^[\d.]+$/.test(host) || host.includes(':') ? isPublicAddress(host.replace(/[[\]]/g, '')) : true;
}

/** Why the dialer's WebSocket did not open. The server joins this with its own view. */
export function socketFault(result: SocketResult, session: Session, browser: Browser, page: { host: string; permission: string | null }): string | null {
  if (result.reached) return null;
  const chromium = browser.name === 'Chrome' || browser.name === 'Edge' || browser.name === 'Opera';
  const local = chromium && session.socket?.privateAddress === true && isPublicPage(page.host);
  if (local && (page.permission === 'denied' || (browser.major >= 147 && page.permission !== 'granted' && result.seconds < 2))) return 'agent-local-network-permission';
  return session.socket?.server === 'fails' ? null : 'agent-wss-blocked';
}

/** The matrix of doors as this browser alone sees it; used when the server cannot be asked. */
export function doorFaults(doors: DoorResult[], webOpen: boolean, phoneUsesTurn: boolean): string[] {
  const refused = doors.some((door) => door.state === 'refused') ? ['turn-credentials-rejected'] : [];
  return [...shut(doors, webOpen, phoneUsesTurn), ...refused];
}

function shut(doors: DoorResult[], webOpen: boolean, phoneUsesTurn: boolean): string[] {
  if (doors.length === 0) return [];
  const udp = doors.filter((door) => door.kind === 'stun' || door.kind === 'turn-udp');
  const tcp = doors.filter((door) => door.kind === 'turn-tcp' || door.kind === 'turn-tls');
  const open = (list: DoorResult[]) => list.filter((door) => door.state !== 'silent');
  const relay = doors.some((door) => door.kind !== 'stun' && door.state === 'reached');
  if (open(doors).length === 0) return [tcp.length === 0 && webOpen ? 'agent-udp-blocked' : 'agent-fully-filtered'];
  if (udp.length > 0 && open(udp).length === 0) {
    const only443 = tcp.some((door) => door.port !== 443) && open(tcp).every((door) => door.port === 443);
    return [only443 ? 'agent-only-443' : 'agent-udp-blocked', ...(relay && !phoneUsesTurn ? ['agent-relay-unused-by-phone'] : [])];
  }
  return udp.some((door) => door.state === 'silent') ? ['agent-turn-port-blocked'] : [];
}

/** Without UDP, a phone that uses the relay still has sound. */
export function doorsFail(doors: DoorResult[], codes: string[], phoneUsesTurn: boolean): boolean {
  const relayed = phoneUsesTurn && doors.some((door) => door.kind !== 'stun' && door.state === 'reached');
  return !relayed && codes.some(isCritical);
}

/** What the last answer to REGISTER says of its cause (RFC 3261 section 21; chan_sip and chan_pjsip differ), for support. */
export function registerCause(status: number, date: boolean): string {
  switch (status) {
    case 401:
    case 407: return 'wrong password, or an extension the dialer does not know';
    case 403: return date ? 'right password; the extension may not use this transport or come from this address'
      : 'wrong password (chan_sip), or the extension is logged in elsewhere too often (chan_pjsip)';
    case 404: return 'the dialer has no place for this extension (chan_pjsip: no AOR)';
    case 423: return 'the dialer wants longer registrations';
    case 503: return 'the dialer is overloaded or starting';
    case 0: return 'no answer: the dialer is overloaded, or what answers there is no SIP server';
    default: return status >= 500 ? 'a fault of the dialer itself' : 'the dialer does not take this REGISTER as it is written';
  }
}

export interface Candidate { type: string; address: string; port: number; relatedAddress: string; relatedPort: number }

/** How the network maps addresses: two server-reflexive ports for one local port are a symmetric NAT (RFC 4787 section 4.1). */
export function natOf(candidates: Candidate[], stunServers: number): { nat: Nat; note: string } {
  const reflexive = candidates.filter((one) => one.type === 'srflx' && !one.address.includes(':'));
  const shared = candidates.find((one) => /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(one.address));
  if (shared !== undefined) return { nat: 'carrier-grade', note: `${shared.type} ${shared.address}` };
  const byLocal = new Map<string, Set<number>>();
  for (const one of reflexive) {
    const local = `${one.relatedAddress}:${one.relatedPort}:${one.address}`;
    byLocal.set(local, (byLocal.get(local) ?? new Set()).add(one.port));
  }
  const split = [...byLocal].find(([local, ports]) => ports.size > 1 && !local.startsWith('0.0.0.0:0:') && !local.startsWith(':'));
  if (split !== undefined) return { nat: 'symmetric', note: `one local port, mapped to ${[...split[1]].join(' and ')}` };
  return stunServers < 2 || reflexive.length === 0 ? { nat: 'unknown', note: `${reflexive.length} reflexive candidates of ${stunServers} servers` } : { nat: 'open', note: 'same mapping for each server' };
}

export function judgeQuality(quality: Quality, limits: Thresholds): { codes: string[]; critical: boolean } {
  const warned = quality.lossRatio >= limits.lossWarning || quality.jitterSeconds >= limits.jitterWarningSeconds
    || quality.rttSeconds >= limits.delayWarningSeconds || quality.mos < limits.mosWarning;
  const critical = quality.lossRatio >= limits.lossCritical || quality.jitterSeconds >= limits.jitterCriticalSeconds
    || quality.rttSeconds >= limits.delayCriticalSeconds || quality.mos < limits.mosCritical;
  return { codes: warned ? ['agent-network-quality-low'] : [], critical };
}

/** What a one-second clock of a hidden page shows; `ticks` are its times in milliseconds. */
export function judgeCadence(ticks: number[], frozenEvents: number): { code: string | null; longestSeconds: number } {
  let longest = 0;
  let slow = 0;
  for (let i = 1; i < ticks.length; i++) {
    const gap = (ticks[i]! - ticks[i - 1]!) / 1000;
    longest = Math.max(longest, gap);
    if (gap > 5) slow++;
  }
  const code = frozenEvents > 0 || (longest > 30 && longest < 50) || longest > 75 ? 'agent-tab-frozen' : slow > 0 ? 'agent-tab-throttled' : null;
  return { code, longestSeconds: longest };
}

/** What keeps a hidden page awake. */
export type Hold = 'nothing' | 'worker' | 'web-lock' | 'data-channel';
export interface Tick { at: number; hidden: boolean; hold: Hold }

/** Browsers begin to slow a page down after five minutes: so long nothing helps it, then one keep-alive after the other is tried. */
const BARE_SECONDS = 330;
const TRIAL_SECONDS = 90;

/** What should keep the page awake after it has been hidden for so long. */
export function holdAt(hiddenSeconds: number): Hold {
  return hiddenSeconds < BARE_SECONDS ? 'nothing' : hiddenSeconds < BARE_SECONDS + TRIAL_SECONDS ? 'web-lock' : 'data-channel';
}

/** What the clocks of a hidden page show; `socketLostSeconds` is when the dialer's socket was lost, from the start. */
export function judgeAwake(ticks: Tick[], worker: number[], freezes: number, socketLostSeconds: number | null): { code: string | null; holds: Hold | null; evidence: string } {
  const times = (hold: Hold) => ticks.filter((tick) => tick.hold === hold).map((tick) => tick.at);
  const bare = judgeCadence(times('nothing'), freezes);
  const code = bare.code ?? (socketLostSeconds === null ? null : 'agent-tab-throttled');
  const held = (['worker', 'web-lock', 'data-channel'] as Hold[]).find((hold) => {
    const tried = hold === 'worker' ? worker : times(hold);
    return tried.length > 20 && judgeCadence(tried, freezes).code === null;
  });
  const seconds = ticks.length === 0 ? 0 : (ticks[ticks.length - 1]!.at - ticks[0]!.at) / 1000;
  const hidden = ticks.filter((tick) => tick.hidden).length;
  const said = [
    `${Math.round(seconds)} s, ${hidden} ticks hidden, longest gap ${bare.longestSeconds.toFixed(1)} s, ${freezes} freeze events`,
    worker.length > 1 ? `in a worker ${judgeCadence(worker, 0).longestSeconds.toFixed(1)} s` : '',
    times('web-lock').length > 1 ? `with a Web Lock ${judgeCadence(times('web-lock'), 0).longestSeconds.toFixed(1)} s` : '',
    times('data-channel').length > 1 ? `with a data channel ${judgeCadence(times('data-channel'), 0).longestSeconds.toFixed(1)} s` : '',
    socketLostSeconds === null ? 'the socket stayed open' : `the socket was lost after ${Math.round(socketLostSeconds)} s`,
  ];
  return { code, holds: code === null ? 'nothing' : held ?? null, evidence: said.filter((part) => part !== '').join('; ') };
}

/**
 * What an echo call's counts say: packets each way, one sample a second, fifty packets each. Nothing at all is as bad as nothing back;
 * so is sound that stops for the last three seconds.
 */
export function judgeEcho(samples: { sent: number; received: number }[]): { code: string | null; note: string } {
  const last = samples[samples.length - 1];
  if (last === undefined) return { code: 'agent-audio-one-way', note: 'no numbers' };
  const note = `${last.sent} packets sent, ${last.received} came back`;
  const before = samples[samples.length - 4];
  const stopped = before !== undefined && last.received === before.received;
  const few = Math.min(last.sent, last.received) < samples.length * 5;
  if (few) return { code: 'agent-audio-one-way', note: last.sent === 0 && last.received === 0 ? 'no way for sound was found' : note };
  return { code: stopped || last.received < last.sent / 20 ? 'agent-audio-one-way' : null, note: stopped ? `${note}, nothing in the last three seconds` : note };
}

const CRITICAL = new Set([
  'agent-page-insecure', 'agent-browser-unsupported', 'agent-microphone-blocked', 'agent-microphone-blocked-by-system', 'agent-microphone-busy',
  'agent-microphone-missing', 'agent-microphone-unanswered', 'agent-wss-blocked', 'agent-local-network-permission', 'agent-sip-refused',
  'agent-udp-blocked', 'agent-fully-filtered', 'agent-audio-one-way',
]);
const INFORMATION = new Set(['agent-on-battery']);

export function isCritical(code: string): boolean {
  return CRITICAL.has(code);
}

/** The big word from this browser's own results: shown at once, and kept when the server cannot be asked. */
export function ownOutcome(results: Result[], done: boolean): Outcome {
  const codes = results.flatMap((result) => result.codes);
  if (results.some((result) => result.verdict === 'failed')) return 'not-ready';
  if (!done || results.some((result) => result.verdict === 'cancelled')) return 'incomplete';
  return codes.some((code) => !INFORMATION.has(code)) || results.some((result) => result.verdict === 'warning' || result.verdict === 'timeout') ? 'ready-with-warnings' : 'ready';
}

/** At most three instructions, critical first, each once. */
export function instructions(codes: string[]): string[] {
  const once = [...new Set(codes)];
  return [...once.filter(isCritical), ...once.filter((code) => !isCritical(code))].slice(0, 3);
}
