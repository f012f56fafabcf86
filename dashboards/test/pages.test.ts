import assert from 'node:assert/strict';
import test from 'node:test';
import { readLink } from '../acknowledge/state.ts';
import { months, percent } from '../availability/state.ts';
import { folded, matching, offersText, sorted } from '../certificates/state.ts';
import { serviceMapMarkdown } from '../dialer/markdown.ts';
import { availability, chart, contactFor, firstBroken, paths, sideBySide, stripSpans, withoutHoles } from '../dialer/state.ts';
import { certificates, dialer, door, findings, history, timeline } from '../mock/dialer.ts';
import { grouped } from '../next/state.ts';
import { readAddress } from '../shared/access.ts';
import { blocks, oneLine } from '../shared/prose.tsx';
import { ownerKey } from '../shared/words.ts';

const now = Date.parse('2026-11-21T04:00:00Z');
const one = dialer(now, 'manila-1');
const told = history('manila-1', '2026-11-20T04:00:00Z', '2026-11-21T04:00:00Z');

test('a service is one path, its worst vantage first', () => {
  const list = paths(one.checks);
  assert.deepEqual(list.map((path) => `${path.service} ${path.look} ${path.checks.length}`),
    ['https ready 1', 'wss not-ready 2', 'stun ready 1', 'turn-udp ready 1', 'turn-tcp at-risk 1']);
  assert.equal(firstBroken(list[1]!.checks[0]!), 'certificate');
  assert.equal(firstBroken(list[0]!.checks[0]!), null);
});

test('a door that shows every client the same certificate is told once', () => {
  const place = { dialer: 'd', service: 'wss', address: '1:8089', sha256: 'a' };
  const list = folded([
    door(now, 1, { ...place, offer: 'no-sni' }), door(now, 1, { ...place, offer: 'default' }),
    door(now, 1, { ...place, offer: 'ecdsa', sha256: 'b' }), door(now, 1, { ...place, service: 'https' }),
  ]);
  assert.deepEqual(list.map(({ door: { offer, service }, offers }) => `${service} ${offer} ${offersText(offers)}`),
    ['wss default also no-sni', 'wss ecdsa ecdsa', 'https default ']);
});

test('the owner to call follows from who fixes it', () => {
  assert.equal(contactFor(findings[0]!, one.owners, ownerKey), 'PBX team, ext. 4400');
  assert.equal(contactFor(findings[1]!, one.owners, ownerKey), null);
});

test('doors that serve the same share a column; what differs on one host is marked', () => {
  const same = { dialer: 'd', host: 'h', sha256: 'a', serial: '1', names: ['h'], issuer: 'i', keyAlgorithm: 'k', renewedBy: null };
  const { columns, rows } = sideBySide([
    door(now, 1, { ...same, service: 'https', address: '1:443', notAfter: 'x', notBefore: 'w' }),
    door(now, 1, { ...same, service: 'turn-tls', address: '1:5349', notAfter: 'x', notBefore: 'w' }),
    door(now, 1, { ...same, service: 'wss', address: '1:8089', sha256: 'b', serial: '2', notAfter: 'y', notBefore: 'w', generation: 2 }),
    door(now, 1, { ...same, service: 'other', host: 'another', address: '2:443', sha256: 'c', serial: '3', notBefore: 'v' }),
  ]);
  assert.deepEqual(columns.map((column) => column.title), ['other 2:443', 'https 1:443, turn-tls 1:5349', 'wss 1:8089']);
  assert.deepEqual(rows.filter((row) => row.differs).map((row) => row.name), ['Serial', 'Valid to', 'SHA-256']);
});

test('a chart has one column of times and one for each stage, gaps left open', () => {
  const drawn = chart(told, 'wss', 'stages')!;
  assert.deepEqual(drawn.names, ['tcp', 'tls', 'websocket', 'sip', 'total']);
  assert.equal(drawn.data[0][0], Date.parse(told.from) / 1000);
  assert.equal(drawn.data[0][1]! - drawn.data[0][0]!, told.resolutionSeconds);
  assert.equal(drawn.data[1]![92], null);
  assert.equal(chart(told, 'wss', 'mos'), null);
});

test('the readiness strip covers its span and counts what is known', () => {
  const spans = stripSpans(told);
  assert.equal(spans[0]!.x, 0);
  const last = spans[spans.length - 1]!;
  assert.ok(Math.abs(last.x + last.width - 1000) < 0.01);
  assert.ok(Math.abs(availability(told)! - (1 - 0.06 / 0.955)) < 0.001);
  assert.equal(availability({ ...told, readiness: [] }), null);
});

test('the service map is Markdown that a name cannot break', () => {
  const odd = { ...one, owners: {}, serviceMap: { ...one.serviceMap, owners: { pbx: 'a | b\n<script>', dns: null } } };
  const text = serviceMapMarkdown(odd);
  assert.match(text, /^# Service map of manila-1 \(dialer1\.example\.com\)\n/);
  assert.match(text, /\| wss \| dialer1\.example\.com \| 8089\/tcp \| \/ws \| yes \| 203\.0\.113\.10 \| 10\.0\.0\.10 \| Asterisk\/20\.11\.0 \|/);
  assert.match(text, /- pbx: a \\\| b \\<script\\>/);
  assert.match(text, /- dns: \*\*nobody is named\*\*/);
  assert.match(text, /Renewal scripts backed up: not stated\./);
});

test('certificates come next event first and any column turns round', () => {
  const list = certificates(now).certificates;
  const next = sorted(list, 'next', false).map((one) => Date.parse(one.nextEvent.at));
  assert.deepEqual(next, [...next].sort((a, b) => a - b));
  assert.equal(sorted(list, 'verdict', false)[0]!.verdict, 'critical');
  assert.equal(sorted(list, 'verdict', true)[0]!.verdict, 'ok');
});

test('a search finds doors that have every word', () => {
  const list = certificates(now).certificates;
  assert.ok(matching(list, 'manila EXPIRED').every((one) => one.site === 'manila' && one.codes.includes('certificate-expired')));
  assert.equal(matching(list, '  ').length, list.length);
  assert.equal(matching(list, 'no-such-thing').length, 0);
});

test('the timeline falls into pieces, soonest first', () => {
  const groups = grouped([...timeline(now).events].reverse(), now);
  assert.deepEqual(groups.map((group) => `${group.title} ${group.events.length}`), ['Within 7 days 2', 'Within 30 days 3', 'Later 1']);
  assert.equal(grouped([{ ...timeline(now).events[0]!, at: '2026-11-21T03:00:00Z' }], now)[0]!.title, 'Overdue');
});

test('a share is never rounded up to all', () => {
  assert.deepEqual([1, 0.99999, 0.9995, 0, null].map(percent), ['100 %', '99.99 %', '99.95 %', '0.00 %', '–']);
  assert.deepEqual(months(Date.parse('2026-01-15T00:00:00Z'), 3), ['2026-01', '2025-12', '2025-11']);
});

test('indented lines and known commands are commands, the rest is text', () => {
  assert.deepEqual(blocks('1. Edit http.conf:\n     enabled=yes\n\n     tlsenable=yes\n2. Then\nasterisk -rx "module reload http"\n'), [
    { kind: 'text', text: '1. Edit http.conf:' },
    { kind: 'code', text: 'enabled=yes\n\ntlsenable=yes' },
    { kind: 'text', text: '2. Then' },
    { kind: 'code', text: 'asterisk -rx "module reload http"' },
  ]);
});

test('one line of a remedy is its first step', () => {
  assert.equal(oneLine('\n1. In `/etc/asterisk/http.conf`, section [general]:\n     enabled=yes'), 'In /etc/asterisk/http.conf, section [general]: enabled=yes');
});

test('the signed link of a notice is read in either form, and its proof goes with the request', () => {
  const proof = '?expires=1795000000&token=a-b_c';
  for (const href of ['http://h/incidents/inc%207/acknowledge?expires=1795000000&token=a-b_c', 'http://h/acknowledge?incident=inc%207&expires=1795000000#token=a-b_c']) {
    assert.deepEqual(readLink(new URL(href).pathname, readAddress(href)), { id: 'inc 7', query: proof });
  }
  assert.deepEqual(readLink('/acknowledge', readAddress('http://h/acknowledge?incident=7')), { id: '7', query: '' });
});

test('charts bridge a missing second but show an outage', () => {
  assert.deepEqual(withoutHoles([true, false, true, false, false, false, true]), [0, 2, 3, 4, 5, 6]);
  assert.deepEqual(withoutHoles([false, true, false]), [0, 1, 2]);
});
