import assert from 'node:assert/strict';
import test from 'node:test';
import { problem } from '../mock/fleet.ts';
import { decide, isQuiet, readQuiet, silence, type Settings } from '../wall/sound.ts';
import { tiles } from '../wall/state.ts';

const now = Date.parse('2026-11-21T04:00:00Z');
const on: Settings = { on: true, quiet: null, repeatSeconds: 60 };
const critical = (key: string, more = {}) => problem(now, 0, { key, lastResultAt: new Date(now + 300_000).toISOString(), ...more });

test('a new critical group sounds once, not at every look', () => {
  const first = decide(tiles([critical('a')], now), silence, on, now, 0);
  assert.equal(first.kind, 'new');
  assert.equal(decide(tiles([critical('a')], now), first.heard, on, now + 1000, 0).kind, 'none');
  assert.equal(decide(tiles([critical('a'), critical('b')], now), first.heard, on, now + 2000, 0).kind, 'new');
});

test('it sounds again after a minute while nobody has it', () => {
  const first = decide(tiles([critical('a')], now), silence, on, now, 0);
  assert.equal(decide(tiles([critical('a')], now), first.heard, on, now + 60_000, 0).kind, 'again');
  const acknowledgement = { owner: 'Maria', since: '2026-11-21T03:59:00Z', until: '2026-11-21T05:00:00Z', note: null };
  assert.equal(decide(tiles([critical('a', { acknowledgement })], now), first.heard, on, now + 60_000, 0).kind, 'none');
});

test('a warning, maintenance and a stale result make no sound', () => {
  const list = [
    problem(now, 3), critical('m', { maintenance: { until: '2026-11-21T05:00:00Z', reason: null } }),
    critical('s', { lastResultAt: '2026-11-21T03:50:00Z' }),
  ];
  assert.equal(decide(tiles(list, now), silence, on, now, 0).kind, 'none');
});

test('a group that comes back sounds anew', () => {
  const first = decide(tiles([critical('a')], now), silence, on, now, 0);
  const gone = decide([], first.heard, on, now + 1000, 0);
  assert.equal(decide(tiles([critical('a')], now), gone.heard, on, now + 2000, 0).kind, 'new');
});

test('quiet hours keep silent, also over midnight', () => {
  const quiet = readQuiet('22:00-06:00');
  assert.deepEqual(quiet, [1320, 360]);
  assert.equal(isQuiet(quiet, 1380), true);
  assert.equal(isQuiet(quiet, 300), true);
  assert.equal(isQuiet(quiet, 720), false);
  assert.equal(decide(tiles([critical('a')], now), silence, { ...on, quiet }, now, 0).kind, 'none');
});

test('what is no time range is no quiet time', () => {
  for (const text of [null, '', '22-06', '25:00-06:00', '22:00-22:00']) assert.equal(readQuiet(text), null);
});
