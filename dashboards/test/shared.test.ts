import assert from 'node:assert/strict';
import test from 'node:test';
import { blocks } from '../shared/prose.tsx';
import { readAddress } from '../shared/access.ts';
import { problemText } from '../shared/api.ts';
import { EventParser, reconnectDelayMillis } from '../shared/eventstream.ts';
import { ago, duration, fromNow, timing } from '../shared/time.ts';
import { stripWords } from '../shared/view.tsx';

test('the token leaves the address, the rest stays', () => {
  const address = readAddress('http://noc.example.com/?kiosk=1&token=abc&label=site:manila');
  assert.equal(address.token, 'abc');
  assert.equal(address.cleaned, 'http://noc.example.com/?kiosk=1&label=site%3Amanila');
  assert.equal(address.kiosk, true);
  assert.deepEqual(address.labels, ['site:manila']);
});

test('a token in the fragment is never sent to a server, and leaves too', () => {
  const address = readAddress('http://noc.example.com/acknowledge?incident=7#token=abc');
  assert.equal(address.token, 'abc');
  assert.equal(address.cleaned, 'http://noc.example.com/acknowledge?incident=7');
});

test('an address without a token is left as it is, and odd labels are dropped', () => {
  const address = readAddress('http://noc.example.com/?label=manila&label=customer:acme#part');
  assert.equal(address.token, null);
  assert.equal(address.cleaned, 'http://noc.example.com/?label=manila&label=customer:acme#part');
  assert.deepEqual(address.labels, ['customer:acme']);
});

test('events survive any cut and any line end', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = [': hello', 'id: 7', 'event: change', 'data: {"a":1,', 'data: "b":2}', '', 'data: x', '', ''].join(end);
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new EventParser();
      const events = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.push('\n')];
      assert.deepEqual(events, [
        { type: 'change', data: '{"a":1,\n"b":2}', id: '7' },
        { type: 'message', data: 'x', id: '7' },
      ], `cut at ${cut}`);
    }
  }
});

test('an event without end is refused', () => {
  const parser = new EventParser(1000);
  assert.throws(() => { for (let i = 0; i < 100; i++) parser.push('data: '.padEnd(50, 'x')); }, /longer than 1000/);
});

test('reconnecting waits longer and longer, up to half a minute, half by chance', () => {
  assert.equal(reconnectDelayMillis(1, 0), 500);
  assert.equal(reconnectDelayMillis(1, 1), 1000);
  assert.equal(reconnectDelayMillis(4, 0.5), 6000);
  assert.equal(reconnectDelayMillis(50, 1), 30_000);
});

test('durations are read at a glance', () => {
  assert.deepEqual([0, 59.9, 60, 3599, 3900, 86_400, 30 * 86_400].map(duration), ['0 s', '59 s', '1 min', '59 min', '1 h 05', '1 d 0 h', '30 d']);
  const now = Date.parse('2026-11-21T04:00:00Z');
  assert.equal(ago('2026-11-21T03:48:00Z', now), '12 min ago');
  assert.equal(fromNow('2026-11-24T08:00:00Z', now), 'in 3 d 4 h');
  assert.deepEqual([0.0012, 0.081, 1.24].map(timing), ['1.2 ms', '81 ms', '1.24 s']);
});

test('a strip is told in words', () => {
  assert.equal(stripWords('rrrn'), '3 of 4 ready, 1 of 4 not ready');
});

test('an error says what the server said, else what the status means', () => {
  assert.equal(problemText(409, { title: 'Already resolved', detail: 'It ended 5 minutes ago.' }), 'Already resolved: It ended 5 minutes ago.');
  assert.equal(problemText(403, null), 'This token may not do that: it needs the role operator.');
});

test('a broken sentence flows, a step hangs, what is indented further is a command', () => {
  const text = [
    '1. Deploy hook, so that it stays so: a script in /etc/hooks/', '   with', '     systemctl reload apache2', '   (chmod 755)', '2. Prove it',
  ].join('\n');
  assert.deepEqual(blocks(text), [
    { kind: 'text', text: '1. Deploy hook, so that it stays so: a script in /etc/hooks/ with' },
    { kind: 'code', text: 'systemctl reload apache2' },
    { kind: 'text', text: '   (chmod 755)\n2. Prove it' },
  ]);
  assert.deepEqual(blocks('3CX FQDN: 3CX renews it while the licence is valid and 443 outbound is open. Not\nloaded?\n  systemctl restart nginx\nShort\nlines stay'), [
    { kind: 'text', text: '3CX FQDN: 3CX renews it while the licence is valid and 443 outbound is open. Not loaded?' },
    { kind: 'code', text: 'systemctl restart nginx' },
    { kind: 'text', text: 'Short\nlines stay' },
  ]);
});
