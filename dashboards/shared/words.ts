/** The words people read for the words of the API. */
import type { AgentOutcome, FixedBy, Readiness, Severity, Stage, Status, StripLetter } from './types.ts';

/** What a tile, a site or a block of a strip shows; one shape and one colour each. */
export type Look = 'not-ready' | 'at-risk' | 'unknown' | 'maintenance' | 'ready' | 'no-data' | 'skipped';

export const lookWord: Record<Look, string> = {
  'not-ready': 'NOT READY',
  'at-risk': 'AT RISK',
  unknown: 'UNKNOWN',
  maintenance: 'MAINTENANCE',
  ready: 'READY',
  'no-data': 'NO DATA',
  skipped: 'NOT TRIED',
};

/** Most urgent first. */
export const lookOrder: Look[] = ['not-ready', 'at-risk', 'unknown', 'maintenance', 'ready', 'no-data', 'skipped'];

export function lookOfReadiness(readiness: Readiness): Look {
  return readiness;
}

export function lookOfStatus(status: Status): Look {
  switch (status) {
    case 'ok': return 'ready';
    case 'warning': return 'at-risk';
    case 'critical': return 'not-ready';
    case 'unknown': return 'unknown';
    case 'skipped': return 'skipped';
  }
}

export function lookOfSeverity(severity: Severity): Look {
  switch (severity) {
    case 'critical': return 'not-ready';
    case 'warning': return 'at-risk';
    case 'info': return 'skipped';
  }
}

export function lookOfOutcome(outcome: AgentOutcome): Look {
  switch (outcome) {
    case 'ready': return 'ready';
    case 'ready-with-warnings': return 'at-risk';
    case 'not-ready': return 'not-ready';
    case 'incomplete': return 'unknown';
  }
}

export const statusWord: Record<Status, string> = {
  ok: 'OK', warning: 'WARNING', critical: 'CRITICAL', unknown: 'UNKNOWN', skipped: 'NOT TRIED',
};

export const stageWord: Record<Stage, string> = {
  dns: 'DNS', tcp: 'TCP', tls: 'TLS', certificate: 'Certificate', http: 'HTTP', websocket: 'WebSocket',
  sip: 'SIP', stun: 'STUN', turn: 'TURN', relay: 'Relay', ice: 'ICE', dtls: 'DTLS', media: 'Media',
};

export const fixedByWord: Record<FixedBy, string> = {
  'dialer-admin': 'Dialer administrator',
  'web-admin': 'Web administrator',
  'dns-admin': 'DNS administrator',
  'firewall-admin': 'Firewall administrator',
  'turn-admin': 'TURN administrator',
  'certificate-admin': 'Certificate administrator',
  agent: 'Agent',
  'agent-network': "Agent's network",
  'browser-vendor': 'Browser vendor',
  'linecheck-admin': 'Linecheck administrator',
};

/** The key of `owners` that is called for a finding. */
export const ownerKey: Record<FixedBy, string | null> = {
  'dialer-admin': 'pbx', 'web-admin': 'web', 'dns-admin': 'dns', 'firewall-admin': 'firewall',
  'turn-admin': 'turn', 'certificate-admin': 'certificate', agent: null, 'agent-network': null,
  'browser-vendor': null, 'linecheck-admin': null,
};

export const platformWord: Record<string, string> = {
  vicidial: 'VICIdial', asterisk: 'Asterisk', '3cx': '3CX', freeswitch: 'FreeSWITCH', kamailio: 'Kamailio',
  generic: 'Any platform',
};

export function lookOfLetter(letter: StripLetter): Look {
  switch (letter) {
    case 'r': return 'ready';
    case 'a': return 'at-risk';
    case 'n': return 'not-ready';
    case 'u': return 'unknown';
    case 'm': return 'maintenance';
    case '-': return 'no-data';
  }
}

/** `1 dialer`, `12 dialers`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}
