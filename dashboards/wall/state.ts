/** What the wall knows and what follows from it. Pure: no clock, no network, no page. */
import type { Change, Problem, Resolved, SelfCheck, SiteCounts, Snapshot, Totals } from '../shared/types.ts';
import { ageSeconds } from '../shared/time.ts';
import { lookOrder, type Look } from '../shared/words.ts';

/**
 * The snapshot with one change taken in. An older or repeated change brings nothing but the server's time
 * and version: so it is a sign of life.
 */
export function take(snapshot: Snapshot, change: Change): Snapshot {
  if (change.sequence <= snapshot.sequence) {
    const later = Date.parse(change.serverTime) > Date.parse(snapshot.serverTime);
    return later ? { ...snapshot, serverTime: change.serverTime, version: change.version } : snapshot;
  }
  const { upserted = [], removed = [], ...replaced } = change;
  const gone = new Set([...removed, ...upserted.map((problem) => problem.key)]);
  const problems = [...snapshot.problems.filter((problem) => !gone.has(problem.key)), ...upserted];
  return { ...snapshot, ...replaced, problems };
}

/** How a problem is shown: too old a result is unknown, whatever it said; maintenance is not down. */
export function lookOfProblem(problem: Problem, now: number): Look {
  if (problem.maintenance != null && Date.parse(problem.maintenance.until) > now) return 'maintenance';
  return isStale(problem, now) ? 'unknown' : problem.readiness;
}

export function isStale(problem: Problem, now: number): boolean {
  return problem.lastResultAt != null && ageSeconds(problem.lastResultAt, now) > problem.staleAfterSeconds;
}

/** Acknowledged and not lapsed. */
export function isHeld(problem: Problem, now: number): boolean {
  return problem.acknowledgement != null && Date.parse(problem.acknowledgement.until) > now;
}

/** A problem with what it looks like now. */
export interface Tile {
  problem: Problem;
  look: Look;
  stale: boolean;
  held: boolean;
}

/** Severity first, then age: the oldest of a kind leads. */
export function tiles(problems: Problem[], now: number): Tile[] {
  return problems
    .map((problem) => ({
      problem, look: lookOfProblem(problem, now), stale: isStale(problem, now), held: isHeld(problem, now),
    }))
    .sort((a, b) =>
      lookOrder.indexOf(a.look) - lookOrder.indexOf(b.look)
      || Date.parse(a.problem.since) - Date.parse(b.problem.since)
      || (a.problem.key < b.problem.key ? -1 : 1));
}

/** What the tiles that found no place amount to. */
export interface Rest {
  tiles: number;
  notReady: number;
  seats: number;
}

export function rest(hidden: Tile[], more: number): Rest {
  return {
    tiles: hidden.length + more,
    notReady: hidden.filter((tile) => tile.look === 'not-ready').length,
    seats: hidden.reduce((sum, tile) => sum + tile.problem.seats, 0),
  };
}

/** The state of a whole site: the worst that one of its dialers has. */
export function lookOfSite(site: SiteCounts, now: number): Look {
  if (site.notReady > 0) return 'not-ready';
  if (site.oldestResultAt != null && ageSeconds(site.oldestResultAt, now) > site.staleAfterSeconds) return 'unknown';
  if (site.atRisk > 0) return 'at-risk';
  if (site.unknown > 0) return 'unknown';
  if (site.maintenance > 0 && site.ready === 0) return 'maintenance';
  return 'ready';
}

/** The worst of the fleet, for the tab's icon and title. */
export function lookOfFleet(totals: Totals): Look {
  if (totals.notReady > 0) return 'not-ready';
  if (totals.atRisk > 0) return 'at-risk';
  if (totals.unknown > 0) return 'unknown';
  return totals.dialers === 0 ? 'no-data' : 'ready';
}

/** What a screen reader says when it changes; polite and short. */
export function summary(totals: Totals): string {
  const parts = [
    totals.notReady > 0 ? `${totals.notReady} not ready, ${totals.seatsNotReady} seats` : '',
    totals.atRisk > 0 ? `${totals.atRisk} at risk` : '',
    totals.unknown > 0 ? `${totals.unknown} unknown` : '',
    totals.maintenance > 0 ? `${totals.maintenance} in maintenance` : '',
    `${totals.ready} of ${totals.dialers} ready`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * A finding's title without the name that heads its tile anyway: `The WebSocket of dialer1.example.com:8089
 * works, but …` loses ` of dialer1.example.com:8089`. A title that begins with the name gets the dialer's id; an address
 * of a page on it goes whole.
 */
export function shortTitle(problem: Problem): string {
  const { host, name, title } = problem;
  if (host == null || host === '') return title;
  const place = `(?<![\\w.-])${host.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?::\\d{1,5})?(?![\\w.-]*\\w)`;
  return title
    .replace(new RegExp(` https?://${place}\\S*`, 'gi'), '')
    .replace(new RegExp(`^${place}`, 'i'), name)
    .replace(new RegExp(`(?: (?:of|on|at))? (?:${place})`, 'gi'), '');
}

/** What came back in the last minute; the word of it goes away by itself. */
export function justResolved(resolved: Resolved[], now: number): Resolved | undefined {
  return resolved.find((one) => ageSeconds(one.resolvedAt, now) < 60);
}

/**
 * The view limited to one site, for walls that go round the sites; from the fleet's snapshot, so that no
 * further stream is needed.
 */
export function narrow(snapshot: Snapshot, site: string): Snapshot {
  const counts = snapshot.sites.find((one) => one.site === site);
  if (counts === undefined) return snapshot;
  const problems = snapshot.problems.filter((problem) => problem.site === site);
  const { dialers, notReady, atRisk, ready, unknown, maintenance, seats, seatsNotReady } = counts;
  const seatsAtRisk = problems.filter((problem) => problem.readiness === 'at-risk').reduce((sum, problem) => sum + problem.seats, 0);
  return {
    ...snapshot, label: `site:${site}`, problems, moreProblems: 0, sites: [counts],
    totals: { dialers, notReady, atRisk, ready, unknown, maintenance, seats, seatsNotReady, seatsAtRisk, lastResultAt: snapshot.totals.lastResultAt },
  };
}

/** Which site a wall that goes round shows now; null: all of them. It stays on all while anything is not ready. */
export function turnOf(snapshot: Snapshot, everySeconds: number, now: number): string | null {
  if (everySeconds <= 0 || snapshot.totals.notReady > 0 || snapshot.sites.length < 2) return null;
  const places = [null, ...snapshot.sites.map((site) => site.site)];
  return places[Math.floor(now / 1000 / everySeconds) % places.length] ?? null;
}

/** Silence after which the page says that it has no data. */
export function silenceLimitMillis(heartbeatSeconds: number): number {
  return Math.max(10, heartbeatSeconds * 3) * 1000;
}

/** One light of the strip in which Linecheck looks at itself. */
export interface Light {
  name: string;
  look: Look;
  text: string;
  detail?: string;
}

/** The lights; `says` formats an age in seconds. */
export function lights(self: SelfCheck, now: number, says: (seconds: number) => string): Light[] {
  const list: Light[] = [];
  const lag = self.schedulerLagSeconds;
  list.push({
    name: 'Schedule',
    look: lag == null ? 'unknown' : lag < 1 ? 'ready' : lag < 10 ? 'at-risk' : 'not-ready',
    text: lag == null ? 'lag unknown' : lag < 1 ? `lag ${Math.round(lag * 1000)} ms` : `lag ${lag.toFixed(1)} s`,
    detail: `${self.checksPerMinute} checks a minute`,
  });
  list.push(alertPath(self, now, says));
  const failing = self.channels.filter((channel) => channel.status === 'warning' || channel.status === 'critical');
  const untried = self.channels.filter((channel) => channel.status === 'unknown').length;
  if (failing.length > 0) {
    const first = failing[0]!;
    list.push({
      name: 'Notices',
      look: failing.some((channel) => channel.status === 'critical') ? 'not-ready' : 'at-risk',
      text: `${first.name} failing${failing.length > 1 ? ` +${failing.length - 1}` : ''}`,
      detail: `${failing.reduce((sum, channel) => sum + channel.pending, 0)} waiting`,
    });
  } else if (untried > 0) {
    list.push({ name: 'Notices', look: 'unknown', text: `${untried} channel${untried === 1 ? '' : 's'} never used` });
  } else {
    list.push({
      name: 'Notices',
      look: self.channels.length === 0 ? 'at-risk' : 'ready',
      text: self.channels.length === 0 ? 'no channel' : `${self.channels.length} channel${self.channels.length === 1 ? '' : 's'} ok`,
    });
  }
  const offline = self.vantages.filter((vantage) => vantage.status !== 'ok');
  if (self.vantages.length > 0) {
    list.push({
      name: 'Vantages',
      look: offline.length === 0 ? 'ready' : 'at-risk',
      text: offline.length === 0 ? `${self.vantages.length} online` : `${offline[0]!.name} offline`,
    });
  }
  if (self.nodesExpected > 1) {
    list.push({
      name: 'Nodes',
      look: self.nodes >= self.nodesExpected ? 'ready' : 'at-risk',
      text: `${self.nodes} of ${self.nodesExpected}`,
    });
  }
  if (self.tlsNotAfter != null) {
    const left = -ageSeconds(self.tlsNotAfter, now);
    list.push({
      name: 'Own TLS',
      look: left < 3 * 86_400 ? 'not-ready' : left < 14 * 86_400 ? 'at-risk' : 'ready',
      text: left <= 0 ? 'expired' : `${says(left)} left`,
    });
  }
  if (!self.configReloadSuccessful) {
    list.push({ name: 'Configuration', look: 'at-risk', text: 'reload refused' });
  }
  for (const finding of self.findings.slice(0, 2)) {
    list.push({ name: 'Linecheck', look: finding.severity === 'critical' ? 'not-ready' : 'at-risk', text: finding.title });
  }
  return list;
}

function alertPath(self: SelfCheck, now: number, says: (seconds: number) => string): Light {
  if (self.alertPathProvenAt == null) return { name: 'Alert path', look: 'unknown', text: 'never proven' };
  const age = ageSeconds(self.alertPathProvenAt, now);
  return {
    name: 'Alert path',
    look: age > self.alertPathMaxAgeSeconds ? 'at-risk' : 'ready',
    text: `proven ${says(age)} ago`,
  };
}
