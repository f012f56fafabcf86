import assert from 'node:assert/strict';
import test from 'node:test';
import { snapshot, type Scenario } from '../mock/fleet.ts';
import { availability, certificates, dialer, dialers, findingText, history, incident, notifications, timeline } from '../mock/dialer.ts';
import { description, faults, text } from './schema.ts';

const now = Date.parse('2026-11-21T04:00:00Z');

test('every reference of the API description leads somewhere', () => {
  const references = [...text.matchAll(/#\/components\/(\w+)\/(\w+)/g)];
  assert.ok(references.length > 50);
  for (const [reference, kind, name] of references) {
    assert.ok(description.components[kind!]?.[name!], `${reference} leads nowhere`);
  }
});

for (const scenario of ['busy', 'one', 'calm', 'many', 'shared', 'empty'] as Scenario[]) {
  test(`the practice snapshot '${scenario}' is as described`, () => {
    assert.deepEqual(faults('Snapshot', snapshot(now, scenario, 7, 'abc')), []);
  });
}

test('a value that is not as described is found out', () => {
  const wrong = { ...snapshot(now, 'one', 7, 'abc'), surprise: 1, serverTime: 'yesterday' };
  assert.equal(faults('Snapshot', wrong).length, 2);
});

const answers: [string, unknown][] = [
  ['DialerDetail', dialer(now, 'manila-1')],
  ['DialerList', dialers(now, new URLSearchParams())],
  ['NotificationList', notifications(now)],
  ['History', history('manila-1', '2026-11-20T04:00:00Z', '2026-11-21T04:00:00Z')],
  ['CertificateList', certificates(now)],
  ['Timeline', timeline(now)],
  ['Availability', availability('2026-10')],
  ['Incident', incident(now, 'inc-7')],
  ['FindingText', findingText('port-filtered')],
];
for (const [schema, value] of answers) {
  test(`the practice ${schema} is as described`, () => assert.deepEqual(faults(schema, value), []));
}
