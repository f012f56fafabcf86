/** What the dialer page makes of the API's answers. Pure. */
import type { CertificateDoor, Check, Finding, History, HistorySeries, Stage } from '../shared/types.ts';
import { lookOfStatus, lookOrder, type Look } from '../shared/words.ts';

/** Checks of one service, one a vantage, the worst first. */
export interface Path {
  service: string;
  look: Look;
  checks: Check[];
}

/** One path a service, in the order the server sent them. */
export function paths(checks: Check[]): Path[] {
  const services = [...new Set(checks.map((check) => check.service))];
  return services.map((service) => {
    const own = checks
      .filter((check) => check.service === service)
      .sort((a, b) => rank(lookOfStatus(a.status)) - rank(lookOfStatus(b.status)) || (a.vantage < b.vantage ? -1 : 1));
    return { service, look: own.length === 0 ? 'no-data' : lookOfStatus(own[0]!.status), checks: own };
  });
}

function rank(look: Look): number {
  return lookOrder.indexOf(look);
}

/** The stage at which a walk first broke, or null. */
export function firstBroken(check: Check): Stage | null {
  return check.stages.find((stage) => stage.status === 'critical')?.stage
    ?? check.stages.find((stage) => stage.status === 'warning')?.stage ?? null;
}

/** Whom to call for a finding, by the dialer's owners. */
export function contactFor(finding: Finding, owners: Record<string, string>, keyOf: Record<string, string | null>): string | null {
  const key = keyOf[finding.fixedBy];
  return key ? owners[key] ?? null : null;
}

/** One line of the certificates' comparison. */
export interface Comparison {
  name: string;
  values: string[];
  /** Whether doors of one host disagree here. */
  differs: boolean;
}

/** Doors side by side; one column a certificate that is served, doors that serve the same share it. */
export interface SideBySide {
  columns: { title: string; doors: CertificateDoor[] }[];
  rows: Comparison[];
}

export function sideBySide(doors: CertificateDoor[]): SideBySide {
  const groups = new Map<string, CertificateDoor[]>();
  for (const door of doors) groups.set(`${door.host} ${door.sha256}`, [...(groups.get(`${door.host} ${door.sha256}`) ?? []), door]);
  const columns = [...groups.values()]
    .sort((a, b) => (a[0]!.host < b[0]!.host ? -1 : a[0]!.host > b[0]!.host ? 1 : a[0]!.generation - b[0]!.generation))
    .map((group) => ({ title: [...new Set(group.map((door) => `${door.service} ${door.address}`))].join(', '), doors: group }));
  const fields: [string, (door: CertificateDoor) => string][] = [
    ['Host', (door) => door.host],
    ['Names', (door) => door.names.join(', ')],
    ['Issuer', (door) => door.issuer],
    ['Serial', (door) => door.serial],
    ['Valid from', (door) => door.notBefore],
    ['Valid to', (door) => door.notAfter],
    ['Key', (door) => door.keyAlgorithm],
    ['SHA-256', (door) => door.sha256],
    ['Renewed by', (door) => door.renewedBy ?? 'not told'],
  ];
  const rows = fields.map(([name, read]) => {
    const values = columns.map((column) => read(column.doors[0]!));
    const differs = columns.some((a, i) => columns.some((b, j) => a.doors[0]!.host === b.doors[0]!.host && values[i] !== values[j]));
    return { name, values, differs };
  });
  return { columns, rows };
}

/** Columns for a chart: seconds of the epoch, then one column a series, in milliseconds or as is. */
export interface Chart {
  names: string[];
  unit: 'ms' | 'ratio' | 'MOS';
  data: [number[], ...(number | null)[][]];
}

/** The stage times of one service, or its call quality. */
export function chart(history: History, service: string, kind: 'stages' | 'mos' | 'loss'): Chart | null {
  const wanted = (series: HistorySeries): boolean => series.service === service
    && (kind === 'stages' ? series.unit === 'seconds' && !['jitter', 'rtt'].includes(series.name) : series.name === kind);
  const series = history.series.filter(wanted);
  if (series.length === 0) return null;
  const start = Date.parse(history.from) / 1000;
  const length = Math.max(...series.map((one) => one.mean.length));
  const filled = Array.from({ length }, (_, i) => series.some((one) => one.mean[i] != null));
  const first = filled.indexOf(true);
  // What began lately is shown large instead of as a sliver at the end.
  const drawn = withoutHoles(filled).filter((i) => first < length / 2 || i >= first);
  const scale = kind === 'stages' ? 1000 : 1;
  return {
    names: series.map((one) => one.name),
    unit: kind === 'stages' ? 'ms' : kind === 'mos' ? 'MOS' : 'ratio',
    data: [
      drawn.map((i) => start + i * history.resolutionSeconds),
      ...series.map((one) => drawn.map((i) => {
        const value = one.mean[i];
        return value == null ? null : value * scale;
      })),
    ],
  };
}

/** Cells left empty between two results, because a check does not start on the second, are no gap. */
const HOLE = 2;

/** The cells to draw: all but short runs of empty ones between filled ones. */
export function withoutHoles(filled: boolean[]): number[] {
  const drawn: number[] = [];
  let last = -1;
  filled.forEach((full, i) => {
    if (!full) return;
    if (last < 0 || i - last - 1 > HOLE) for (let hole = last + 1; hole < i; hole++) drawn.push(hole);
    drawn.push(i);
    last = i;
  });
  for (let hole = last + 1; hole < filled.length; hole++) drawn.push(hole);
  return drawn;
}

/** Seconds of the span in which anything was known. */
export function knownSeconds(history: History): number {
  return history.readiness
    .filter((span) => span.state !== 'no-data')
    .reduce((sum, span) => sum + (Date.parse(span.to) - Date.parse(span.from)) / 1000, 0);
}

/** Services that have something to draw. */
export function chartable(history: History): string[] {
  return [...new Set(history.series.map((series) => series.service))];
}

/** Where the spans of the readiness strip stand, in parts of a thousand. */
export function stripSpans(history: History): { x: number; width: number; state: string; from: string; to: string; code: string | null }[] {
  const from = Date.parse(history.from);
  const whole = Math.max(1, Date.parse(history.to) - from);
  return history.readiness.map((span) => {
    const x = Math.max(0, ((Date.parse(span.from) - from) / whole) * 1000);
    const end = Math.min(1000, ((Date.parse(span.to) - from) / whole) * 1000);
    return { x, width: Math.max(1.2, end - x), state: span.state, from: span.from, to: span.to, code: span.code };
  });
}

/** Share of the time in which agents could work, of the time something is known about. */
export function availability(history: History): number | null {
  let able = 0;
  let known = 0;
  for (const span of history.readiness) {
    const length = Date.parse(span.to) - Date.parse(span.from);
    if (span.state === 'ready' || span.state === 'at-risk') able += length;
    if (span.state === 'ready' || span.state === 'at-risk' || span.state === 'not-ready') known += length;
  }
  return known === 0 ? null : able / known;
}
