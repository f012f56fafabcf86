import assert from 'node:assert/strict';
import test from 'node:test';
import { problem, selfCheck, snapshot } from '../mock/fleet.ts';
import { duration } from '../shared/time.ts';
import { grid, spanOfFirst, spread } from '../wall/layout.ts';
import { shiftOf } from '../wall/kiosk.ts';
import { justResolved, lights, lookOfProblem, lookOfSite, narrow, rest, shortTitle, silenceLimitMillis, summary, take, tiles, turnOf } from '../wall/state.ts';

const now = Date.parse('2026-11-21T04:00:00Z');
const at = (seconds: number): string => new Date(now + seconds * 1000).toISOString();

test('a change replaces, adds and removes problems by key', () => {
  const before = snapshot(now, 'one', 7, 'abc');
  const other = problem(now, 3);
  const after = take(before, { sequence: 8, version: 'abc', serverTime: at(1), upserted: [other], removed: [before.problems[0]!.key] });
  assert.deepEqual(after.problems, [other]);
  assert.equal(after.sequence, 8);
  assert.equal(after.totals, before.totals);
});

test('a repeated or older change brings the server time alone', () => {
  const before = snapshot(now, 'one', 7, 'abc');
  const after = take(before, { sequence: 0, version: 'new', serverTime: at(5), removed: [before.problems[0]!.key] });
  assert.deepEqual(after, { ...before, serverTime: at(5), version: 'new' });
  assert.equal(take(before, { sequence: 7, version: 'old', serverTime: at(-5), removed: [] }), before);
});

test('severity leads, then age, then maintenance last', () => {
  const list = [
    problem(now, 3, { key: 'risk' }),
    problem(now, 0, { key: 'new', since: at(-10) }),
    problem(now, 0, { key: 'old', since: at(-1000) }),
    problem(now, 0, { key: 'silent', lastResultAt: at(-600) }),
    problem(now, 0, { key: 'planned', maintenance: { until: at(100), reason: null } }),
  ];
  assert.deepEqual(tiles(list, now).map((tile) => tile.problem.key), ['old', 'new', 'risk', 'silent', 'planned']);
});

test('a title loses the name that its tile has already', () => {
  const host = 'cebu-2.example.com';
  const title = (title: string): string => shortTitle(problem(now, 0, { host, name: 'cebu-2', title }));
  assert.equal(title('The WebSocket of cebu-2.example.com:8089 works'), 'The WebSocket works');
  assert.equal(title('cebu-2.example.com rejects user or password'), 'cebu-2 rejects user or password');
  assert.equal(title('The name Cebu-2.example.com does not exist'), 'The name does not exist');
  assert.equal(title('The name of cebu-2.example.com.au and xcebu-2.example.com'), 'The name of cebu-2.example.com.au and xcebu-2.example.com');
  assert.equal(title('wss on cebu-2.example.com:8089 serves turn.cebu-2.example.com'), 'wss serves turn.cebu-2.example.com');
  assert.equal(title('The agent page https://cebu-2.example.com:8443/agc/vicidial.php answers with an error'), 'The agent page answers with an error');
  assert.equal(shortTitle(problem(now, 0, { host: null, title: 'all of them' })), 'all of them');
});

test('a result older than three intervals is unknown, whatever it said', () => {
  assert.equal(lookOfProblem(problem(now, 0, { lastResultAt: at(-91) }), now), 'unknown');
  assert.equal(lookOfProblem(problem(now, 0, { lastResultAt: at(-89) }), now), 'not-ready');
});

test('maintenance that has ended no longer hides a fault', () => {
  assert.equal(lookOfProblem(problem(now, 0, { maintenance: { until: at(-1), reason: null } }), now), 'not-ready');
});

test('an acknowledgement counts until it lapses', () => {
  const acknowledgement = { owner: 'Maria', since: at(-60), until: at(60), note: null };
  assert.equal(tiles([problem(now, 0, { acknowledgement })], now)[0]!.held, true);
  assert.equal(tiles([problem(now, 0, { acknowledgement })], now + 61_000)[0]!.held, false);
});

test('few problems get the whole width, many two columns, the rest one place', () => {
  assert.deepEqual(grid(1, 0, 3), { shown: 1, columns: 1, rows: 1 });
  assert.deepEqual(grid(3, 0, 3), { shown: 3, columns: 1, rows: 3 });
  assert.deepEqual(grid(4, 0, 3), { shown: 4, columns: 2, rows: 2 });
  assert.deepEqual(grid(6, 0, 3), { shown: 6, columns: 2, rows: 3 });
  assert.deepEqual(grid(6, 1, 3), { shown: 5, columns: 2, rows: 3 });
  assert.deepEqual(grid(24, 17, 3), { shown: 5, columns: 2, rows: 3 });
});

test('the most urgent problem takes what the last row leaves over', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 8].map((cells) => spanOfFirst(cells, 2)), [2, 1, 2, 1, 2, 1, 1]);
  assert.deepEqual([7, 8, 9].map((cells) => spanOfFirst(cells, 3)), [3, 2, 1]);
});

test('a wall beside work is written as large as its problems allow, down to the size for a desk', () => {
  const frame = { sites: 5, agentLines: 0 };
  const shown = (count: number) => tiles(Array.from({ length: count }, (_, i) => problem(now, i)), now);
  const units = (room: { width: number; height: number }) => [0, 3, 8, 20, 60].map((count) => spread(shown(count), frame, room));
  const tv = { width: 1920, height: 1080 };
  assert.deepEqual(units(tv).map(({ columns }) => columns), [1, 2, 2, 4, 4]);
  const sizes = units(tv).map(({ unit }) => unit);
  assert.ok(sizes[0]! > 10 && sizes[1]! > 9.5 && sizes[2]! > 7 && sizes[3]! > 5, String(sizes));
  assert.ok(Math.abs(sizes[4]! - 4.8) < 0.001, String(sizes));
  units({ width: 3840, height: 2160 }).slice(0, 4).forEach(({ unit, columns }, i) => {
    assert.ok(Math.abs(unit / sizes[i]! - 2) < 0.01 && columns === units(tv)[i]!.columns, `${unit} beside ${sizes[i]}`);
  });
  assert.deepEqual(units({ width: 390, height: 844 }).map(({ columns }) => columns), [1, 1, 1, 1, 1]);
});

test('what found no place is counted with its seats', () => {
  const hidden = tiles([problem(now, 0, { seats: 10 }), problem(now, 3, { seats: 5 })], now);
  assert.deepEqual(rest(hidden, 4), { tiles: 6, notReady: 1, seats: 15 });
});

test('a site is as bad as its worst dialer, and unknown when its results are old', () => {
  const site = { site: 'manila', dialers: 3, notReady: 0, atRisk: 1, ready: 2, unknown: 0, maintenance: 0, seats: 9, seatsNotReady: 0, oldestResultAt: at(-10), staleAfterSeconds: 90 };
  assert.equal(lookOfSite(site, now), 'at-risk');
  assert.equal(lookOfSite({ ...site, notReady: 1 }, now), 'not-ready');
  assert.equal(lookOfSite({ ...site, oldestResultAt: at(-100) }, now), 'unknown');
  assert.equal(lookOfSite({ ...site, atRisk: 0, ready: 3 }, now), 'ready');
});

test('the summary for a screen reader is one sentence', () => {
  assert.equal(summary(snapshot(now, 'one', 7, 'abc').totals), '1 not ready, 61 seats; 1007 of 1008 ready');
});

test('silence is three heartbeats, and never under ten seconds', () => {
  assert.equal(silenceLimitMillis(5), 15_000);
  assert.equal(silenceLimitMillis(1), 10_000);
});

test('the lights tell a failing channel, an old drill and an ending certificate', () => {
  const self = { ...selfCheck(now), alertPathProvenAt: at(-100_000), tlsNotAfter: at(10 * 86_400), configReloadSuccessful: false };
  const shown = Object.fromEntries(lights(self, now, duration).map((light) => [light.name, `${light.look} ${light.text}`]));
  assert.deepEqual(shown, {
    Schedule: 'ready lag 18 ms',
    'Alert path': 'at-risk proven 1 d 3 h ago',
    Notices: 'at-risk slack-noc failing',
    Vantages: 'ready 2 online',
    'Own TLS': 'at-risk 10 d 0 h left',
    Configuration: 'at-risk reload refused',
  });
});

test('a channel that was never used is not called failing', () => {
  const self = selfCheck(now);
  const fresh = { ...self, channels: self.channels.map((channel) => ({ ...channel, status: 'unknown' as const, lastDeliveredAt: null })) };
  const notices = lights(fresh, now, duration).find((light) => light.name === 'Notices')!;
  assert.deepEqual([notices.look, notices.text], ['unknown', `${self.channels.length} channel${self.channels.length === 1 ? '' : 's'} never used`]);
});

test('the picture moves slowly and comes back', () => {
  const places = Array.from({ length: 9 }, (_, i) => shiftOf(i));
  assert.equal(new Set(places.map(({ x, y }) => `${x},${y}`)).size, 9);
  assert.deepEqual(shiftOf(9), shiftOf(0));
  assert.ok(places.every(({ x, y }) => Math.abs(x) <= 2 && Math.abs(y) <= 2));
});

test('what came back is told for a minute', () => {
  const resolved = [{ key: 'a', name: 'cairo-2', dialer: 'cairo-2', title: 'Port 8089 refuses', resolvedAt: at(-30), lastedSeconds: 60 }];
  assert.equal(justResolved(resolved, now)?.name, 'cairo-2');
  assert.equal(justResolved(resolved, now + 31_000), undefined);
});

test('a wall goes round its sites only while nothing is not ready', () => {
  const calm = snapshot(now, 'calm', 7, 'abc');
  const places = Array.from({ length: 17 }, (_, i) => turnOf(calm, 30, i * 30_000));
  assert.deepEqual(places, [null, ...calm.sites.map((site) => site.site)]);
  assert.equal(turnOf(calm, 0, 30_000), null);
  assert.equal(turnOf(snapshot(now, 'one', 7, 'abc'), 30, 30_000), null);
});

test('a narrowed view has the counts and problems of its site alone', () => {
  const all = snapshot(now, 'busy', 7, 'abc');
  const one = narrow(all, 'cebu');
  assert.equal(one.label, 'site:cebu');
  assert.equal(one.totals.dialers, 63);
  assert.equal(one.totals.notReady, 1);
  assert.ok(one.problems.length > 0 && one.problems.every((problem) => problem.site === 'cebu'));
  assert.equal(narrow(all, 'nowhere'), all);
});
