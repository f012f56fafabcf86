/**
 * The JSON of `/api/v1`, as pages read it. The same shapes stand in
 * `src/main/resources/openapi.yaml`; a unit test holds the practice data of `mock/` against both.
 *
 * Times are RFC 3339 in UTC; durations are seconds; what is not known is `null`, never a sentinel.
 */

export type Readiness = 'not-ready' | 'at-risk' | 'ready' | 'unknown';
export type Status = 'ok' | 'warning' | 'critical' | 'unknown' | 'skipped';
export type Severity = 'critical' | 'warning' | 'info';
export type Stage =
  | 'dns' | 'tcp' | 'tls' | 'certificate' | 'http' | 'websocket' | 'sip'
  | 'stun' | 'turn' | 'relay' | 'ice' | 'dtls' | 'media';
export type FixedBy =
  | 'dialer-admin' | 'web-admin' | 'dns-admin' | 'firewall-admin' | 'turn-admin'
  | 'certificate-admin' | 'agent' | 'agent-network' | 'browser-vendor' | 'linecheck-admin';
/** `inside` is in the dialer's own network, `outside` is where agents at home are. */
export type VantageSide = 'inside' | 'outside';

// ---------------------------------------------------------------------------------- shared parts

export interface Acknowledgement {
  owner: string;
  since: string;
  /** When it lapses by itself. */
  until: string;
  note: string | null;
}

export interface MaintenanceNow {
  until: string;
  reason: string | null;
}

export interface VantageStatus {
  name: string;
  side: VantageSide;
  status: Status;
}

export interface Finding {
  code: string;
  severity: Severity;
  service: string;
  stage: Stage;
  title: string;
  evidence: string;
  cause: string;
  remedy: string;
  fixedBy: FixedBy;
}

// ------------------------------------------------------------------------- /api/v1/events, /wall

/** Event `snapshot`: everything a wall shows, of a size that does not grow with the fleet. */
export interface Snapshot {
  /** Grows with each event; a change that is not newer is only a sign of life. */
  sequence: number;
  /** Version of the pages the server has; a page of another version reloads itself. */
  version: string;
  serverTime: string;
  /** An event comes at least this often, an empty change if nothing else. */
  heartbeatSeconds: number;
  /** The `label` this view is limited to, `site:manila`. */
  label: string | null;
  totals: Totals;
  /** At most 48, by name; further ones are summed up in one whose site is `…`. */
  sites: SiteCounts[];
  /** At most 24, most urgent first: not-ready, at-risk, unknown, in maintenance; then the oldest. */
  problems: Problem[];
  /** How many problems are not in the list. */
  moreProblems: number;
  /** At most 5, newest first, of the last ten minutes. */
  resolved: Resolved[];
  /** At most 3, soonest first. */
  nextToBreak: BreakEvent[];
  agents: AgentActivity;
  selfCheck: SelfCheck;
}

/** Event `change`: members that are there replace those of the snapshot. */
export interface Change {
  sequence: number;
  version: string;
  serverTime: string;
  totals?: Totals;
  sites?: SiteCounts[];
  /** New or changed ones; a problem's place follows from its own members. */
  upserted?: Problem[];
  /** Keys. */
  removed?: string[];
  moreProblems?: number;
  resolved?: Resolved[];
  nextToBreak?: BreakEvent[];
  agents?: AgentActivity;
  selfCheck?: SelfCheck;
}

export interface Totals {
  dialers: number;
  notReady: number;
  atRisk: number;
  ready: number;
  unknown: number;
  /** Counted here and not by their readiness. */
  maintenance: number;
  seats: number;
  seatsNotReady: number;
  seatsAtRisk: number;
  /** The newest result of any dialer in view. */
  lastResultAt: string | null;
}

export interface SiteCounts {
  /** The label `site`; `(no site)` where a dialer has none. */
  site: string;
  dialers: number;
  notReady: number;
  atRisk: number;
  ready: number;
  unknown: number;
  maintenance: number;
  seats: number;
  seatsNotReady: number;
  /** The oldest of the newest results of its dialers: how fresh the whole site is. */
  oldestResultAt: string | null;
  staleAfterSeconds: number;
}

/** One tile: a dialer that is not ready, or one shared cause that takes several down. */
export interface Problem {
  /** Stable while it lasts. */
  key: string;
  /** The dialer, or null where several share the cause. */
  dialer: string | null;
  /** What stands large: the dialer's id, or the shared cause (`turn.example.com`). */
  name: string;
  host: string | null;
  site: string | null;
  customer: string | null;
  readiness: Exclude<Readiness, 'ready'>;
  severity: Severity;
  /** How many dialers it stands for. */
  dialers: number;
  /** At most 5 ids of them. */
  dialerNames: string[];
  /** Seats of those dialers; 0 where not told. */
  seats: number;
  /** The first broken layer. */
  service: string | null;
  stage: Stage | null;
  code: string;
  title: string;
  /** One line. */
  remedy: string;
  fixedBy: FixedBy;
  /** Whom to call, from the dialer's owners. */
  contact: string | null;
  since: string;
  lastResultAt: string | null;
  /** Age of the last result from which on it counts as unknown. */
  staleAfterSeconds: number;
  /** Id of the open incident; null while the fault has not lasted long enough. */
  incident: string | null;
  acknowledgement: Acknowledgement | null;
  maintenance: MaintenanceNow | null;
  flapping: boolean;
  /** Dialers whose notices this one swallows. */
  suppressed: number;
  /** At most 6. */
  vantages: VantageStatus[];
  /** 24 letters, oldest first: see `StripLetter`. */
  strip: string;
}

/** Letters of a strip: r ready, a at-risk, n not-ready, u unknown, m maintenance, - no data. */
export type StripLetter = 'r' | 'a' | 'n' | 'u' | 'm' | '-';

export interface Resolved {
  key: string;
  name: string;
  dialer: string | null;
  title: string;
  resolvedAt: string;
  lastedSeconds: number;
}

export interface AgentActivity {
  /** Self-tests of the last hour. */
  tested: number;
  ready: number;
  warnings: number;
  notReady: number;
  /** "I couldn't hear them", of the last hour. */
  complaints: number;
  /** At most 5, newest first. */
  latest: AgentLine[];
}

export interface AgentLine {
  at: string;
  agent: string;
  dialer: string;
  outcome: AgentOutcome;
  /** The leading finding's code. */
  code: string | null;
}

/** Linecheck's look at itself. */
export interface SelfCheck {
  schedulerLagSeconds: number | null;
  checksPerMinute: number;
  /** When a drill last went through every channel; null: never. */
  alertPathProvenAt: string | null;
  /** Age from which on the proof is too old. */
  alertPathMaxAgeSeconds: number;
  channels: ChannelState[];
  /** End of Linecheck's own certificate; null where it has none. */
  tlsNotAfter: string | null;
  nodes: number;
  nodesExpected: number;
  vantages: VantageStatus[];
  configReloadedAt: string | null;
  configReloadSuccessful: boolean;
  /** Findings about Linecheck itself: monitor-…. */
  findings: Finding[];
}

export interface ChannelState {
  name: string;
  /** webhook, alertmanager, pagerduty, slack, teams, email. */
  kind: string;
  status: Status;
  /** Notices that wait, those that failed before included. */
  pending: number;
  failingSince: string | null;
  lastDeliveredAt: string | null;
  lastError: string | null;
}

// ------------------------------------------------------------------------------------ dialers

export interface DialerList {
  total: number;
  /** For `cursor` of the next request; null at the end. */
  next: string | null;
  dialers: DialerSummary[];
}

export interface DialerSummary {
  id: string;
  host: string;
  profile: string;
  platform: string;
  seats: number;
  labels: Record<string, string>;
  parent: string | null;
  readiness: Readiness;
  /** The verdict in words. */
  headline: string;
  /** Since when it has this readiness. */
  since: string | null;
  firstBroken: { service: string; stage: Stage } | null;
  /** Codes of the leading findings. */
  findings: string[];
  lastResultAt: string | null;
  staleAfterSeconds: number;
  acknowledgement: Acknowledgement | null;
  maintenance: MaintenanceNow | null;
  flapping: boolean;
  strip: string;
}

export interface DialerDetail extends Omit<DialerSummary, 'findings'> {
  serverTime: string;
  /** What could not be tried and why. */
  untried: string[];
  /** The newest check of every service from every vantage. */
  checks: Check[];
  /** The diagnosis, most urgent first. */
  findings: Finding[];
  certificates: CertificateDoor[];
  /** Open ones, then the last 20 resolved. */
  incidents: Incident[];
  owners: Record<string, string>;
  /** Dialers this one is parent of. */
  children: string[];
  serviceMap: ServiceMap;
  /** The last failing transcript of each service, newest first, at most 12. */
  transcripts: FailingTranscript[];
  maintenanceWindows: MaintenanceWindow[];
  agentReports: AgentReport[];
}

/** One check as in `check --json`, with what the server adds. */
export interface Check {
  service: string;
  kind: string;
  required: boolean;
  vantage: string;
  side: VantageSide;
  address: string;
  status: Status;
  checkedAt: string;
  durationSeconds: number;
  intervalSeconds: number;
  stages: StageTiming[];
  facts: Record<string, string>;
  findings: string[];
}

export interface StageTiming {
  stage: Stage;
  status: Status;
  seconds: number;
  /** Why it was skipped or unknown. */
  note?: string;
}

/** What `check --json` prints for one target, and what POST …/check answers. */
export interface CheckReport {
  target: string;
  profile: string;
  vantage: string;
  checkedAt: string;
  durationSeconds: number;
  readiness: Readiness;
  checks: {
    service: string;
    address: string;
    status: Status;
    durationSeconds: number;
    stages: StageTiming[];
    facts: Record<string, string>;
    findings: string[];
  }[];
  findings: Finding[];
}

export interface FailingTranscript {
  service: string;
  vantage: string;
  at: string;
  code: string;
  lines: TranscriptLine[];
}

export interface TranscriptLine {
  /** Since the check began. */
  seconds: number;
  stage: Stage;
  direction: 'sent' | 'received' | 'note';
  text: string;
}

// -------------------------------------------------------------------------------- service map

export interface ServiceMap {
  doors: ServiceMapDoor[];
  firewall: FirewallRule[];
  /** pbx, firewall, dns, web, turn, certificate → person or team; null where nobody is named. */
  owners: Record<string, string | null>;
  /** Steps that put the old certificate back, worded for the platform. */
  rollback: string[];
  /** As the owner stated it: are renewal scripts and hooks backed up? */
  renewalScriptsBackedUp: 'yes' | 'no' | 'not stated';
  notes: string[];
}

export interface ServiceMapDoor {
  service: string;
  kind: string;
  host: string;
  port: number;
  transport: 'tcp' | 'udp';
  paths: string[];
  required: boolean;
  addressesInside: string[];
  addressesOutside: string[];
  certificate: { subject: string; issuer: string; serial: string; notAfter: string } | null;
  renewedBy: string | null;
  renewalLog: string | null;
  software: string | null;
}

export interface FirewallRule {
  /** Seen from the dialer's network. */
  direction: 'in' | 'out';
  protocol: 'tcp' | 'udp';
  /** `8089`, `10000-20000`. */
  ports: string;
  from: string;
  to: string;
  why: string;
}

// ------------------------------------------------------------------------------------ history

export interface History {
  dialer: string;
  from: string;
  to: string;
  resolutionSeconds: number;
  /** Unbroken, oldest first. */
  readiness: ReadinessSpan[];
  series: HistorySeries[];
  marks: HistoryMark[];
}

export interface ReadinessSpan {
  from: string;
  to: string;
  state: Readiness | 'maintenance' | 'no-data';
  /** The leading finding's code. */
  code: string | null;
}

export interface HistorySeries {
  service: string;
  vantage: string;
  /** A stage, `total`, or a measure of the synthetic call. */
  name: Stage | 'total' | 'mos' | 'loss' | 'jitter' | 'rtt';
  unit: 'seconds' | 'ratio' | 'mos';
  /** Value i is of the time `from` + i × `resolutionSeconds`; null: no result. */
  mean: (number | null)[];
  max: (number | null)[];
}

export interface HistoryMark {
  at: string;
  kind: 'incident-opened' | 'incident-resolved' | 'acknowledged' | 'acknowledgement-taken-back'
    | 'escalated' | 'certificate-changed' | 'address-changed' | 'agent-complaint' | 'maintenance' | 'deployment';
  text: string;
}

// ------------------------------------------------------- incidents, maintenance, notifications

export interface IncidentList {
  next: string | null;
  incidents: Incident[];
}

export interface Incident {
  id: string;
  state: 'open' | 'resolved';
  finding: Finding;
  /** At most 50; `dialerCount` tells how many. */
  dialers: IncidentDialer[];
  dialerCount: number;
  seats: number;
  /** The shared cause where it groups several dialers. */
  sharedCause: string | null;
  contact: string | null;
  openedAt: string;
  resolvedAt: string | null;
  escalatedAt: string | null;
  acknowledgement: Acknowledgement | null;
  flapping: boolean;
  inMaintenance: boolean;
  /** The parent whose failure swallows its notices. */
  suppressedBy: string | null;
  suppressed: number;
  events: IncidentEvent[];
  /** Address of the dialer's page. */
  link: string;
}

export interface IncidentDialer {
  id: string;
  name: string;
  labels: Record<string, string>;
  seats: number;
}

export interface IncidentEvent {
  at: string;
  kind: 'opened' | 'escalated' | 'acknowledged' | 'acknowledgement-lapsed' | 'reminded'
    | 'flapping' | 'suppressed' | 'resolved' | 'changed';
  by: string | null;
  text: string;
}

export interface AcknowledgeRequest {
  owner: string;
  /** 60 to 604,800. */
  forSeconds: number;
  note?: string;
}

export interface MaintenanceList {
  windows: MaintenanceWindow[];
}

export interface MaintenanceWindow {
  id: string;
  source: 'configuration' | 'api';
  /** Ids, or every dialer that has all these labels. */
  dialers: string[];
  labels: Record<string, string>;
  active: boolean;
  /** This one or the next one. */
  from: string | null;
  to: string | null;
  cron: string | null;
  zone: string | null;
  forSeconds: number;
  reason: string | null;
  by: string | null;
}

export interface MaintenanceRequest {
  dialers?: string[];
  labels?: Record<string, string>;
  /** Now where not given. */
  from?: string;
  forSeconds: number;
  reason?: string;
  by?: string;
}

export interface NotificationList {
  next: string | null;
  channels: ChannelState[];
  notifications: Notification[];
}

export interface Notification {
  id: string;
  channel: string;
  /** incident.opened, … */
  type: string;
  incident: string | null;
  /** One sentence of what it says. */
  text: string;
  /** Ids of the first few dialers it is about. */
  dialers: string[];
  createdAt: string;
  state: 'pending' | 'delivered' | 'failed' | 'disabled';
  attempts: number;
  nextAttemptAt: string | null;
  deliveredAt: string | null;
  lastStatus: number | null;
  lastError: string | null;
}

export interface NotificationTest {
  channel: string;
  outcome: 'delivered' | 'failed';
  status: number | null;
  seconds: number;
  error: string | null;
}

// -------------------------------------------------------------------------------- certificates

export interface CertificateList {
  serverTime: string;
  next: string | null;
  total: number;
  certificates: CertificateDoor[];
}

/** What one address of one door serves. */
export interface CertificateDoor {
  dialer: string;
  site: string | null;
  service: string;
  host: string;
  /** `203.0.113.10:8089`. */
  address: string;
  /** How it was asked for: default, no-sni, rsa, ecdsa. */
  offer: string;
  verdict: 'ok' | 'warning' | 'critical';
  codes: string[];
  subject: string;
  issuer: string;
  names: string[];
  serial: string;
  sha256: string;
  keyAlgorithm: string;
  notBefore: string;
  notAfter: string;
  /** 1 is the newest among the dialer's doors of this host. */
  generation: number;
  /** linecheck, certbot, 3cx, manual; null where not told. */
  renewedBy: string | null;
  nextEvent: CertificateEvent;
  renewal: RenewalState | null;
  lastSeenAt: string;
}

export interface CertificateEvent {
  at: string;
  kind: 'renewal-due' | 'renewal-overdue' | 'expiring' | 'on-call' | 'expires' | 'expired';
}

export interface RenewalState {
  state: 'idle' | 'due' | 'ordered' | 'challenged' | 'issued' | 'staged' | 'installed' | 'reloaded'
    | 'served' | 'committed' | 'rolled-back' | 'failed';
  since: string;
  nextAttemptAt: string | null;
  /** Why it is or will be due. */
  reason?: string | null;
  lastError: string | null;
  failures?: number;
  steps: { at: string; state: string; text: string }[];
  /** Renewals, deployments and rehearsals, newest first. */
  history?: { id: string; purpose: string; state: string; startedAt: string; changedAt: string; by: string; serial: string | null; doors: string[] }[];
}

// --------------------------------------------------------- agents, timeline, availability, rest

export type AgentOutcome = 'ready' | 'ready-with-warnings' | 'not-ready' | 'incomplete';

export interface AgentGroup {
  name: string;
  reports: number;
  failed: number;
}

/** What many reports of a day say together. */
export interface AgentFleet {
  reports: number;
  byBrowser: AgentGroup[];
  byNetwork: AgentGroup[];
  byNat: AgentGroup[];
  findings: Finding[];
  hardphones: { dialer: string; agent: string; evidence: string }[];
}

export interface AgentReportList {
  next: string | null;
  reports: AgentReport[];
}

export interface AgentReport {
  id: string;
  kind: 'self-test' | 'complaint';
  at: string;
  dialer: string;
  agent: string;
  outcome: AgentOutcome | null;
  shortCode: string | null;
  browser: string | null;
  browserMajor: number | null;
  system: string | null;
  network: string | null;
  nat: string | null;
  findings: string[];
  mos: number | null;
  rttSeconds: number | null;
  lossRatio: number | null;
  /** What the agent wrote, at most 40 characters. */
  word: string | null;
  /** The verdict joined with what the server saw in the same minute. */
  joined: string | null;
}

export interface Timeline {
  serverTime: string;
  events: BreakEvent[];
}

/** Something that will fail, or get worse, if nobody acts. */
export interface BreakEvent {
  at: string;
  kind: 'certificate-expires' | 'renewal-overdue' | 'renewal-escalates' | 'renewal-due'
    | 'incident-escalates' | 'acknowledgement-lapses' | 'maintenance-ends' | 'token-expires';
  severity: Severity;
  dialer: string | null;
  site: string | null;
  service: string | null;
  title: string;
  /** What follows if nobody acts. */
  consequence: string;
  remedy: string;
  fixedBy: FixedBy;
  contact: string | null;
  seats: number;
}

export interface Availability {
  /** `2026-10`. */
  month: string;
  from: string;
  to: string;
  dialers: AvailabilityRow[];
  sites: AvailabilityRow[];
}

export interface AvailabilityRow {
  /** Dialer id, or the site's name. */
  name: string;
  site: string | null;
  seats: number;
  readySeconds: number;
  atRiskSeconds: number;
  notReadySeconds: number;
  unknownSeconds: number;
  maintenanceSeconds: number;
  /** (ready + at-risk) ÷ (ready + at-risk + not-ready); null where nothing is known. */
  availabilityRatio: number | null;
  incidents: number;
  longestNotReadySeconds: number;
  /** Seats × seconds not ready. */
  seatSecondsLost: number;
}

/** The texts of one finding, as `explain` prints them. */
export interface FindingText {
  code: string;
  family: string;
  /** The default; a case may give another. */
  severity: Severity;
  fixedBy: FixedBy;
  title: string;
  meaning: string;
  recognised: string;
  cause: string;
  /** By platform; `generic` is always there. */
  confirm: Record<string, string>;
  remedies: Record<string, string>;
  prevention: string;
  /** Dialers that have it now, at most 50. */
  activeOn: string[];
}

/** Who the token belongs to. */
export interface Me {
  name: string;
  role: 'viewer' | 'operator' | 'kiosk';
  version: string;
}

/** RFC 9457. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail?: string;
  instance?: string;
}
