/** Practice data: a made-up fleet, the same at every start. For development and tests only. */
import type { Acknowledgement, BreakEvent, Problem, SelfCheck, SiteCounts, Snapshot, Stage, VantageStatus } from '../shared/types.ts';

const DAY = 86_400;
export const siteNames = [
  'manila', 'cebu', 'davao', 'bogota', 'medellin', 'guadalajara', 'monterrey', 'kingston', 'casablanca', 'cairo',
  'cape-town', 'nairobi', 'cluj', 'sofia', 'lisbon', 'tampa',
];

const at = (now: number, seconds: number): string => new Date(now + seconds * 1000).toISOString();

/** One kind of trouble that a practice dialer may have. */
interface Trouble {
  code: string; service: string; stage: Stage; title: string; remedy: string;
  severity: 'critical' | 'warning'; fixedBy: Problem['fixedBy']; contact: string | null;
}

export const troubles: Trouble[] = [
  { code: 'certificate-drift-between-services', service: 'wss', stage: 'certificate', severity: 'critical', fixedBy: 'dialer-admin', contact: 'PBX team, ext. 4400',
    title: 'Asterisk still serves the old certificate', remedy: 'Copy the renewed pair to the files named in http.conf, then asterisk -rx "module reload http".' },
  { code: 'port-filtered', service: 'wss', stage: 'tcp', severity: 'critical', fixedBy: 'firewall-admin', contact: 'NetOps, +63 2 555 0100',
    title: 'Port 8089 is filtered', remedy: 'Allow TCP 8089 from anywhere to 203.0.113.10 in the site firewall.' },
  { code: 'sip-no-answer', service: 'wss', stage: 'sip', severity: 'critical', fixedBy: 'dialer-admin', contact: 'PBX team, ext. 4400',
    title: 'Nothing answers REGISTER', remedy: 'Load chan_pjsip: asterisk -rx "module load chan_pjsip.so"; see pjsip show transports.' },
  { code: 'certificate-renewal-overdue', service: 'https', stage: 'certificate', severity: 'warning', fixedBy: 'certificate-admin', contact: 'certificates@example.com',
    title: 'The certificate should have been renewed 4 days ago', remedy: 'Run certbot renew on the web server and read its log.' },
  { code: 'turn-fallback-missing', service: 'turn-tcp', stage: 'turn', severity: 'warning', fixedBy: 'turn-admin', contact: null,
    title: 'TURN works over UDP only', remedy: 'Open TCP 3478 and TLS 5349 on turn.example.com.' },
  { code: 'sip-slow', service: 'wss', stage: 'sip', severity: 'warning', fixedBy: 'dialer-admin', contact: 'PBX team, ext. 4400',
    title: 'REGISTER takes 1.8 s', remedy: 'Look for a slow database behind realtime endpoints.' },
  { code: 'dns-wrong-address', service: 'https', stage: 'dns', severity: 'critical', fixedBy: 'dns-admin', contact: 'hostmaster@example.com',
    title: 'The name leads to 198.51.100.7, not to the dialer', remedy: 'Set the A record of dialer1.example.com to 203.0.113.10.' },
];

const strips = ['rrrrrrrrrrrrrrrrrrrrrnnn', 'rrrrrrarrrrrrrraaaannnnn', 'rrrrmmrrrrrrrrrrrrrrrrrn', 'rrnrrnrrrnrrnrnrrnrnrrnn', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'rrrrrrrrrrruuu--rrrraaaa'];
const vantages: VantageStatus[] = [{ name: 'local', side: 'outside', status: 'critical' }, { name: 'manila-lan', side: 'inside', status: 'ok' }];

/** Problem number i, with trouble i. */
export function problem(now: number, i: number, more: Partial<Problem> = {}): Problem {
  const trouble = troubles[i % troubles.length]!;
  const site = siteNames[i % siteNames.length]!;
  const id = `${site}-${1 + i}`;
  return {
    key: `dialer:${id}`, dialer: id, name: id, host: `dialer${i}.example.com`, site, customer: 'acme',
    readiness: trouble.severity === 'critical' ? 'not-ready' : 'at-risk', severity: trouble.severity,
    dialers: 1, dialerNames: [id], seats: 24 + ((i * 37) % 90), service: trouble.service, stage: trouble.stage, code: trouble.code,
    title: trouble.title, remedy: trouble.remedy, fixedBy: trouble.fixedBy, contact: trouble.contact,
    since: at(now, -(i * 437 + 95)), lastResultAt: at(now, -(4 + i)), staleAfterSeconds: 90, incident: `inc-${i}`,
    acknowledgement: null, maintenance: null, flapping: false, suppressed: 0, vantages: i % 2 === 0 ? vantages : [],
    strip: strips[i % strips.length]!, ...more,
  };
}

const ack = (now: number): Acknowledgement => ({ owner: 'Maria Santos', since: at(now, -600), until: at(now, 2400), note: 'restarting Asterisk' });

export type Scenario = 'busy' | 'one' | 'calm' | 'many' | 'shared' | 'empty' | 'silent' | 'down' | `${number}`;

function problems(now: number, scenario: Scenario): Problem[] {
  const wanted = Number(scenario);
  if (wanted >= 0) return Array.from({ length: wanted }, (_, i) => problem(now, i));
  switch (scenario) {
    case 'empty':
    case 'calm': return [];
    case 'one': return [problem(now, 1)];
    case 'shared': return [
      problem(now, 1, { key: 'shared:turn', dialer: null, name: 'turn.example.com', site: null, dialers: 27, dialerNames: ['manila-1', 'manila-2', 'cebu-1', 'cebu-2', 'davao-1'],
        seats: 1840, service: 'turn-udp', stage: 'turn', code: 'turn-no-answer', title: 'TURN server does not answer', remedy: 'Start coturn: systemctl restart coturn; then look at its log.', suppressed: 27 }),
      problem(now, 3),
    ];
    case 'many': return Array.from({ length: 24 }, (_, i) => problem(now, i));
    case 'busy':
    case 'silent':
    case 'down':
    default: return [
      problem(now, 0), problem(now, 1, { suppressed: 27, name: 'manila-gateway', dialer: 'manila-gateway', key: 'dialer:manila-gateway', seats: 1280 }),
      problem(now, 2, { acknowledgement: ack(now) }), problem(now, 3), problem(now, 5, { flapping: true }),
      problem(now, 6, { lastResultAt: at(now, -400) }),
      problem(now, 4, { maintenance: { until: at(now, 5400), reason: 'Asterisk upgrade' } }),
    ];
  }
}

export function selfCheck(now: number): SelfCheck {
  return {
    schedulerLagSeconds: 0.018, checksPerMinute: 8000, alertPathProvenAt: at(now, -720), alertPathMaxAgeSeconds: DAY,
    channels: [
      { name: 'on-call', kind: 'webhook', status: 'ok', pending: 0, failingSince: null, lastDeliveredAt: at(now, -720), lastError: null },
      { name: 'slack-noc', kind: 'slack', status: 'warning', pending: 3, failingSince: at(now, -1500), lastDeliveredAt: at(now, -9000), lastError: 'HTTP 500' },
    ],
    tlsNotAfter: at(now, 41 * DAY), nodes: 1, nodesExpected: 1,
    vantages: [{ name: 'local', side: 'outside', status: 'ok' }, { name: 'manila-lan', side: 'inside', status: 'ok' }],
    configReloadedAt: at(now, -86_000), configReloadSuccessful: true, findings: [],
  };
}

export function nextEvents(now: number): BreakEvent[] {
  const event = (days: number, i: number, kind: BreakEvent['kind'], title: string, consequence: string): BreakEvent => ({
    at: at(now, days * DAY), kind, severity: days < 3 ? 'critical' : 'warning', dialer: `${siteNames[i]!}-1`, site: siteNames[i]!, service: 'wss',
    title, consequence, remedy: 'Run certbot renew on the web server and read its log.', fixedBy: 'certificate-admin', contact: 'certificates@example.com', seats: 84,
  });
  return [
    event(1.2, 3, 'certificate-expires', 'certificate expires', '84 agents cannot log in any more.'),
    event(2.5, 5, 'renewal-escalates', 'on-call is paged: renewal failing for 6 days', 'A person is called.'),
    event(9, 8, 'certificate-expires', 'certificate expires', '84 agents cannot log in any more.'),
    event(14, 10, 'renewal-overdue', 'renewal becomes overdue', 'The dialer is at risk.'),
    event(27, 12, 'renewal-due', 'renewal window opens', 'Linecheck renews by itself.'),
    event(45, 1, 'certificate-expires', 'manual certificate expires', '84 agents cannot log in any more.'),
  ];
}

function sites(now: number, list: Problem[], per: number): SiteCounts[] {
  return siteNames.map((site) => {
    const here = list.filter((p) => p.site === site);
    const of = (readiness: string) => here.filter((p) => p.maintenance === null && p.readiness === readiness).length;
    const maintenance = here.filter((p) => p.maintenance !== null).length;
    const bad = of('not-ready') + of('at-risk') + of('unknown') + maintenance;
    return {
      site, dialers: per, notReady: of('not-ready'), atRisk: of('at-risk'), unknown: of('unknown'), maintenance, ready: per - bad,
      seats: per * 40, seatsNotReady: here.filter((p) => p.readiness === 'not-ready').reduce((n, p) => n + p.seats, 0),
      oldestResultAt: at(now, -28), staleAfterSeconds: 90,
    };
  });
}

/** What `/api/v1/wall` answers. */
export function snapshot(now: number, scenario: Scenario, sequence: number, version: string, label: string | null = null): Snapshot {
  const list = problems(now, scenario).filter((p) => label === null || label === `site:${p.site}`);
  const all = scenario === 'empty' ? [] : sites(now, list, 63).filter((site) => label === null || label === `site:${site.site}`);
  const sum = (pick: (site: SiteCounts) => number): number => all.reduce((n, site) => n + pick(site), 0);
  const open = (readiness: string) => list.filter((p) => p.maintenance === null && p.readiness === readiness);
  const seats = (readiness: string): number => open(readiness).reduce((n, p) => n + p.seats, 0);
  return {
    sequence, version, serverTime: at(now, 0), heartbeatSeconds: 5, label,
    totals: {
      dialers: sum((s) => s.dialers), notReady: open('not-ready').length, atRisk: open('at-risk').length, unknown: open('unknown').length,
      maintenance: list.filter((p) => p.maintenance !== null).length, ready: sum((s) => s.dialers) - list.length, seats: sum((s) => s.seats),
      seatsNotReady: seats('not-ready'), seatsAtRisk: seats('at-risk'), lastResultAt: at(now, -1),
    },
    sites: all, problems: list, moreProblems: scenario === 'many' ? 17 : 0,
    resolved: [{ key: 'dialer:cairo-2', name: 'cairo-2', dialer: 'cairo-2', title: 'Port 8089 refuses connections', resolvedAt: at(now, -240), lastedSeconds: 1260 }],
    nextToBreak: nextEvents(now).slice(0, 3),
    agents: {
      tested: 41, ready: 36, warnings: 3, notReady: 2, complaints: 1,
      latest: [
        { at: at(now, -40), agent: '1042', dialer: 'manila-1', outcome: 'not-ready', code: 'agent-microphone-blocked' },
        { at: at(now, -95), agent: '2210', dialer: 'cebu-2', outcome: 'ready', code: null },
      ],
    },
    selfCheck: selfCheck(now),
  };
}
