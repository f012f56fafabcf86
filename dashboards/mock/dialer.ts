/** Practice answers about one dialer. For development and tests only. */
import type {
  Availability, CertificateDoor, CertificateList, Check, DialerDetail, DialerList, NotificationList, Finding, FindingText, History, Incident, Stage, StageTiming, Timeline,
} from '../shared/types.ts';
import { nextEvents, selfCheck, siteNames, troubles } from './fleet.ts';

const at = (now: number, seconds: number): string => new Date(now + seconds * 1000).toISOString();
const DAY = 86_400;

const remedy = `1. Copy the renewed pair to the files that http.conf names:
     cp /etc/letsencrypt/live/dialer1.example.com/fullchain.pem /etc/asterisk/keys/fullchain.pem
     cp /etc/letsencrypt/live/dialer1.example.com/privkey.pem /etc/asterisk/keys/privkey.pem
     chown asterisk: /etc/asterisk/keys/*.pem
2. Make Asterisk read them; without the touch a reload does nothing after an earlier failure:
     touch /etc/asterisk/http.conf
     asterisk -rx "module reload http"
3. Put both lines into \`/etc/letsencrypt/renewal-hooks/deploy/asterisk\` so that it happens by itself.`;

export const findings: Finding[] = [
  { code: 'certificate-drift-between-services', severity: 'critical', service: 'wss', stage: 'certificate', title: 'Asterisk still serves the old certificate',
    evidence: 'https:443 serves serial 03ab5d.. valid to 2027-02-18; wss:8089 serves serial 02f1c4.. expired 2026-11-20',
    cause: 'The renewed certificate was installed for the web server but not for Asterisk.', remedy, fixedBy: 'dialer-admin' },
  { code: 'turn-fallback-missing', severity: 'warning', service: 'turn-tcp', stage: 'turn', title: 'TURN works over UDP only',
    evidence: 'turn-udp 203.0.113.20:3478 allocated; turn-tcp 203.0.113.20:3478 refused; turn-tls 203.0.113.20:5349 refused',
    cause: 'The TURN server listens on UDP alone, or a firewall drops TCP.', remedy: 'In /etc/turnserver.conf:\n  listening-port=3478\n  tls-listening-port=5349\nThen:\n  systemctl restart coturn', fixedBy: 'turn-admin' },
];

function stages(words: string): StageTiming[] {
  return words.split(' ').map((word) => {
    const [stage, millis, mark] = word.split(':');
    const status = mark === '!' ? 'critical' : mark === '~' ? 'warning' : mark === '-' ? 'skipped' : 'ok';
    return { stage: stage as Stage, status, seconds: Number(millis) / 1000, ...(status === 'skipped' ? { note: 'no SIP credentials' } : {}) };
  });
}

function check(now: number, service: string, kind: string, address: string, words: string, more: Partial<Check> = {}): Check {
  const walked = stages(words);
  const status = walked.some((s) => s.status === 'critical') ? 'critical' : walked.some((s) => s.status === 'warning') ? 'warning' : 'ok';
  return {
    service, kind, required: ['https', 'wss'].includes(service), vantage: 'local', side: 'outside', address, status, checkedAt: at(now, -7),
    durationSeconds: walked.reduce((n, s) => n + s.seconds, 0), intervalSeconds: 30, stages: walked,
    facts: { 'tls.version': 'TLSv1.3', 'http.server': 'Asterisk/20.11.0' }, findings: [], ...more,
  };
}

export function door(now: number, i: number, more: Partial<CertificateDoor> = {}): CertificateDoor {
  const days = [-0.9, 89, 89, 4, 22, 61, 61, 30][i % 8]! + Math.floor(i / 8) % 20;
  const site = siteNames[i % siteNames.length]!;
  const verdict = days < 0 ? 'critical' : days < 10 ? 'warning' : 'ok';
  return {
    dialer: `${site}-${1 + (i % 4)}`, site, service: ['wss', 'https', 'turn-tls'][i % 3]!, host: `dialer${i % 1000}.example.com`,
    address: `203.0.113.${i % 250}:${[8089, 443, 5349][i % 3]}`, offer: 'default', verdict,
    codes: days < 0 ? ['certificate-expired'] : days < 10 ? ['certificate-expiring'] : [],
    subject: `CN=dialer${i}.example.com`, issuer: "CN=E7,O=Let's Encrypt,C=US", names: [`dialer${i}.example.com`], serial: `03ab5d${(i * 7919).toString(16).padStart(12, '0')}`,
    sha256: (i * 104_729).toString(16).padStart(64, 'a'), keyAlgorithm: 'EC P-256', notBefore: at(now, (days - 90) * DAY), notAfter: at(now, days * DAY),
    generation: days < 0 ? 2 : 1, renewedBy: ['linecheck', 'certbot', 'manual', null][i % 4]!,
    nextEvent: { at: at(now, (days > 40 ? days - 30 : days) * DAY), kind: days < 0 ? 'expired' : days > 40 ? 'renewal-due' : days < 10 ? 'expires' : 'renewal-overdue' },
    renewal: i % 4 === 0 ? { state: days < 10 ? 'failed' : 'committed', since: at(now, -40_000), nextAttemptAt: at(now, 6000), lastError: days < 10 ? 'DNS provider: token rejected (403)' : null,
      steps: [{ at: at(now, -41_000), state: 'ordered', text: 'order placed' }, { at: at(now, -40_000), state: 'failed', text: 'challenge record refused' }] } : null,
    lastSeenAt: at(now, -9), ...more,
  };
}

export function incident(now: number, id: string): Incident {
  return {
    id, state: 'open', finding: findings[0]!, dialers: [{ id: 'manila-1', name: 'manila-1', labels: { site: 'manila' }, seats: 84 }], dialerCount: 1, seats: 84,
    sharedCause: null, contact: 'PBX team, ext. 4400', openedAt: at(now, -5400), resolvedAt: null, escalatedAt: at(now, -4500), acknowledgement: null, flapping: false,
    inMaintenance: false, suppressedBy: null, suppressed: 0, link: '/dialers/manila-1',
    events: [
      { at: at(now, -5400), kind: 'opened', by: null, text: '2 of 3 checks failed' },
      { at: at(now, -5398), kind: 'changed', by: null, text: 'notice delivered to on-call' },
      { at: at(now, -4500), kind: 'escalated', by: null, text: 'nobody has it after 15 min: sent to managers' },
    ],
  };
}

export function dialer(now: number, id: string): DialerDetail {
  const host = 'dialer1.example.com';
  const owners = { pbx: 'PBX team, ext. 4400', firewall: 'NetOps, +63 2 555 0100', web: 'web@example.com', certificate: 'certificates@example.com' };
  const old = { service: 'wss', host, names: [host], address: '203.0.113.10:8089', dialer: id };
  const fresh = { host, dialer: id, names: ['dialer1.example.com'], sha256: 'b7'.repeat(32), serial: '03ab5d9912ffed0044a1', notAfter: at(now, 89 * DAY), notBefore: at(now, -DAY), generation: 1, verdict: 'ok' as const, codes: [] };
  const certificates = [door(now, 0, old), door(now, 1, { ...fresh, service: 'https', address: '203.0.113.10:443' }), door(now, 2, { ...fresh, service: 'turn-tls', host: 'turn.example.com', address: '203.0.113.20:5349' })];
  return {
    id, host, profile: 'vicidial', platform: 'vicidial', seats: 84, labels: { customer: 'acme', site: 'manila' }, parent: 'manila-gateway', readiness: 'not-ready',
    headline: 'agents cannot register', since: at(now, -5400), firstBroken: { service: 'wss', stage: 'certificate' }, lastResultAt: at(now, -7), staleAfterSeconds: 90,
    acknowledgement: null, maintenance: null, flapping: false, strip: 'rrrrrrrrrrrrrrrrrrrrrnnn', serverTime: at(now, 0), untried: ['no TURN credentials for turn-tls'],
    checks: [
      check(now, 'https', 'https', '203.0.113.10:443', 'dns:2 tcp:11 tls:31 certificate:1 http:24', { facts: { 'tls.version': 'TLSv1.3', 'certificate.notAfter': certificates[1]!.notAfter, 'http.server': 'Apache/2.4.62' } }),
      check(now, 'wss', 'wss', '203.0.113.10:8089', 'dns:2 tcp:11 tls:31 certificate:1:! websocket:12 sip:24', { findings: ['certificate-expired'] }),
      check(now, 'wss', 'wss', '10.0.0.10:8089', 'dns:1 tcp:1 tls:12 certificate:1:! websocket:3 sip:9', { vantage: 'manila-lan', side: 'inside', findings: ['certificate-expired'] }),
      check(now, 'stun', 'stun', '203.0.113.20:3478', 'dns:2 stun:19', { facts: { 'stun.mapped': '198.51.100.4:50112' } }),
      check(now, 'turn-udp', 'turn-udp', '203.0.113.20:3478', 'dns:2 turn:42 relay:51'),
      check(now, 'turn-tcp', 'turn-tcp', '203.0.113.20:3478', 'dns:2 tcp:9:~ turn:0:-', { findings: ['turn-fallback-missing'] }),
    ],
    findings, certificates, incidents: [incident(now, 'inc-7'), { ...incident(now, 'inc-6'), state: 'resolved', openedAt: at(now, -3 * DAY), resolvedAt: at(now, -3 * DAY + 1260) }],
    owners, children: [],
    serviceMap: {
      doors: [
        { service: 'https', kind: 'https', host, port: 443, transport: 'tcp', paths: ['/agc/vicidial.php'], required: true, addressesInside: ['10.0.0.10'], addressesOutside: ['203.0.113.10'], certificate: { subject: `CN=${host}`, issuer: "CN=E7,O=Let's Encrypt", serial: '03ab5d99', notAfter: at(now, 89 * DAY) }, renewedBy: 'certbot', renewalLog: '/var/log/letsencrypt/letsencrypt.log', software: 'Apache/2.4.62' },
        { service: 'wss', kind: 'wss', host, port: 8089, transport: 'tcp', paths: ['/ws'], required: true, addressesInside: ['10.0.0.10'], addressesOutside: ['203.0.113.10'], certificate: { subject: `CN=${host}`, issuer: "CN=E7,O=Let's Encrypt", serial: '02f1c411', notAfter: at(now, -0.9 * DAY) }, renewedBy: 'certbot', renewalLog: null, software: 'Asterisk/20.11.0' },
        { service: 'stun', kind: 'stun', host: 'turn.example.com', port: 3478, transport: 'udp', paths: [], required: false, addressesInside: [], addressesOutside: ['203.0.113.20'], certificate: null, renewedBy: null, renewalLog: null, software: 'Coturn-4.6.1' },
      ],
      firewall: [
        { direction: 'in', protocol: 'tcp', ports: '443', from: 'agents', to: '203.0.113.10', why: 'agent page' },
        { direction: 'in', protocol: 'tcp', ports: '8089', from: 'agents', to: '203.0.113.10', why: 'SIP over WebSocket' },
        { direction: 'in', protocol: 'udp', ports: '10000-20000', from: 'agents', to: '203.0.113.10', why: 'audio (RTP)' },
      ],
      owners: { pbx: 'PBX team, ext. 4400', firewall: 'NetOps, +63 2 555 0100', dns: null, web: 'web@example.com', turn: null, certificate: 'certificates@example.com' },
      rollback: ['Put the previous pair back: cp /etc/asterisk/keys/previous/*.pem /etc/asterisk/keys/', 'touch /etc/asterisk/http.conf', 'asterisk -rx "module reload http"'],
      renewalScriptsBackedUp: 'not stated', notes: [],
    },
    transcripts: [{ service: 'wss', vantage: 'local', at: at(now, -7), code: 'certificate-expired', lines: [
      { seconds: 0.013, stage: 'tls', direction: 'note', text: 'TLSv1.3, TLS_AES_256_GCM_SHA384, 3 certificates' },
      { seconds: 0.046, stage: 'websocket', direction: 'sent', text: 'GET /ws HTTP/1.1\nHost: dialer1.example.com:8089\nSec-WebSocket-Protocol: sip' },
      { seconds: 0.058, stage: 'websocket', direction: 'received', text: 'HTTP/1.1 101 Switching Protocols' },
      { seconds: 0.06, stage: 'sip', direction: 'sent', text: 'REGISTER sip:dialer1.example.com SIP/2.0\nAuthorization: [REDACTED]' },
    ] }],
    maintenanceWindows: [],
    agentReports: [{ id: 'a1', kind: 'self-test', at: at(now, -240), dialer: id, agent: '1042', outcome: 'not-ready', shortCode: 'K7-42', browser: 'Chrome', browserMajor: 147, system: 'Windows 11', network: 'home', nat: 'endpoint-independent', findings: ['agent-wss-blocked'], mos: 4.1, rttSeconds: 0.11, lossRatio: 0.002, word: null, joined: 'the dialer is fine from here, this network blocks port 8089' }],
  };
}

export function history(id: string, from: string, to: string): History {
  const start = Date.parse(from);
  const resolutionSeconds = Math.max(300, Math.ceil((Date.parse(to) - start) / 1000 / 288));
  const length = Math.floor((Date.parse(to) - start) / 1000 / resolutionSeconds);
  const wave = (base: number, k: number) => Array.from({ length }, (_, i) => (i > 90 && i < 97 ? null : base * (1 + 0.25 * Math.sin(i / 9 + k) + ((i * 7919 * (k + 1)) % 17) / 40)));
  const one = (service: string, name: Stage | 'total', base: number, k: number) => ({ service, vantage: 'local', name, unit: 'seconds' as const, mean: wave(base, k), max: wave(base * 1.6, k) });
  const part = (share: number): string => new Date(start + (Date.parse(to) - start) * share).toISOString();
  return {
    dialer: id, from, to, resolutionSeconds,
    readiness: [
      { from, to: part(0.31), state: 'ready', code: null }, { from: part(0.31), to: part(0.335), state: 'no-data', code: null }, { from: part(0.335), to: part(0.6), state: 'ready', code: null },
      { from: part(0.6), to: part(0.62), state: 'maintenance', code: null }, { from: part(0.62), to: part(0.8), state: 'at-risk', code: 'sip-slow' },
      { from: part(0.8), to: part(0.94), state: 'ready', code: null }, { from: part(0.94), to, state: 'not-ready', code: 'certificate-drift-between-services' },
    ],
    series: [one('wss', 'tcp', 0.011, 0), one('wss', 'tls', 0.031, 1), one('wss', 'websocket', 0.012, 2), one('wss', 'sip', 0.024, 3), one('wss', 'total', 0.081, 4), one('https', 'tls', 0.03, 1), one('https', 'http', 0.024, 5)],
    marks: [{ at: part(0.94), kind: 'incident-opened', text: 'Asterisk still serves the old certificate' }, { at: part(0.93), kind: 'certificate-changed', text: 'https: new certificate, valid for 90 days' }],
  };
}

export function certificates(now: number): CertificateList {
  const list = Array.from({ length: 400 }, (_, i) => door(now, i)).sort((a, b) => Date.parse(a.nextEvent.at) - Date.parse(b.nextEvent.at));
  return { serverTime: at(now, 0), next: null, total: list.length, certificates: list };
}

export function timeline(now: number): Timeline {
  return { serverTime: at(now, 0), events: nextEvents(now) };
}

export function availability(month: string): Availability {
  const row = (name: string, i: number, site: string | null) => ({ name, site, seats: 40 + i, readySeconds: 2_560_000 - i * 900, atRiskSeconds: 12_000 + i * 300, notReadySeconds: i * 600, unknownSeconds: 60, maintenanceSeconds: 7200, availabilityRatio: 1 - i * 0.00023, incidents: i % 5, longestNotReadySeconds: i * 300, seatSecondsLost: i * 600 * (40 + i) });
  return { month, from: `${month}-01T00:00:00Z`, to: `${month}-28T00:00:00Z`, sites: siteNames.map((site, i) => row(site, i, null)), dialers: siteNames.map((site, i) => row(`${site}-1`, i, site)) };
}

export function findingText(code: string): FindingText | null {
  const trouble = troubles.find((one) => one.code === code);
  if (trouble === undefined) return null;
  return {
    code, family: trouble.stage, severity: trouble.severity, fixedBy: trouble.fixedBy, title: trouble.title, meaning: 'Agents see "WS Disconnected" and cannot log in.',
    recognised: 'The doors of one host serve different generations of a certificate.', cause: 'The renewal hook copies to the web server only.', confirm: { generic: 'Compare the serials:\n  openssl s_client -connect {host}:{port} </dev/null | openssl x509 -noout -serial' },
    remedies: { generic: 'Install the renewed pair on every door.', asterisk: remedy, vicidial: remedy }, prevention: 'A deploy hook for every service that holds a copy.', activeOn: ['manila-1', 'davao-3'],
  };
}

/** 1,000 dialers, every 97th broken. */
export function dialers(now: number, query: URLSearchParams): DialerList {
  const wanted = query.get('q') ?? '';
  const limit = Number(query.get('limit') ?? 200);
  const from = Number(query.get('cursor') ?? 0);
  const all = Array.from({ length: 1000 }, (_, i) => i)
    .sort((a, b) => Number(a % 97 !== 0) - Number(b % 97 !== 0) || a - b)
    .map((i) => {
      const site = siteNames[i % siteNames.length]!;
      const broken = i % 97 === 0;
      const trouble = troubles[i % troubles.length]!;
      return {
        id: `${site}-${i}`, host: `dialer${i}.example.com`, profile: 'vicidial', platform: 'vicidial', seats: 20 + (i % 80), labels: { customer: 'acme', site }, parent: null,
        readiness: broken ? (trouble.severity === 'critical' ? 'not-ready' as const : 'at-risk' as const) : 'ready' as const, headline: broken ? trouble.title : 'ready',
        since: at(now, -i * 60), firstBroken: broken ? { service: trouble.service, stage: trouble.stage } : null, findings: broken ? [trouble.code] : [],
        lastResultAt: at(now, -(i % 30)), staleAfterSeconds: 90, acknowledgement: null, maintenance: null, flapping: false, strip: broken ? 'rrrrrrrrrrrrrrrrrrrrrnnn' : 'rrrrrrrrrrrrrrrrrrrrrrrr',
      };
    })
    .filter((dialer) => dialer.id.includes(wanted) || dialer.host.includes(wanted));
  return { total: all.length, next: from + limit < all.length ? String(from + limit) : null, dialers: all.slice(from, from + limit) };
}

export function notifications(now: number): NotificationList {
  const one = { channel: 'on-call', type: 'incident.opened', incident: 'inc-7', text: 'manila-1 (84 seats): Asterisk still serves the old certificate', dialers: ['manila-1'], createdAt: at(now, -5400), attempts: 1, nextAttemptAt: null, deliveredAt: at(now, -5399), lastStatus: 204, lastError: null };
  return {
    next: null, channels: selfCheck(now).channels,
    notifications: [
      { ...one, id: 'msg_3', channel: 'slack-noc', state: 'pending', attempts: 4, nextAttemptAt: at(now, 3600), deliveredAt: null, lastStatus: 500, lastError: 'HTTP 500: internal error' },
      { ...one, id: 'msg_2', channel: 'managers', type: 'incident.escalated', state: 'failed', attempts: 9, deliveredAt: null, lastStatus: null, lastError: 'connection refused' },
      { ...one, id: 'msg_1', state: 'delivered' },
    ],
  };
}
