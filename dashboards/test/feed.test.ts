import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { problem, snapshot } from '../mock/fleet.ts';
import type { Change, Snapshot } from '../shared/types.ts';
import { Feed, type Way } from '../wall/feed.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server that answers as told, a feed on it, and what the feed said. */
async function fed(answer: Answer, work: (said: Said) => Promise<void>): Promise<void> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const said = new Said();
  const feed = new Feed(['site:manila'], said, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const end = feed.run();
  try {
    await work(said);
  } finally {
    feed.stop();
    server.closeAllConnections();
    await end;
    await new Promise((resolve) => server.close(resolve));
  }
}

class Said {
  readonly ways: Way[] = [];
  readonly pictures: Snapshot[] = [];
  private waiting: (() => void)[] = [];

  data(picture: Snapshot): void {
    this.pictures.push(picture);
    this.tell();
  }

  way(way: Way): void {
    this.ways.push(way);
    this.tell();
  }

  /** Waits until it holds; fails after ten seconds. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!holds()) {
      assert.ok(Date.now() < deadline, `waited in vain: ${what}; ways ${this.ways.join(' ')}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        this.waiting.push(() => { clearTimeout(timer); resolve(); });
      });
    }
  }

  private tell(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }
}

const stream = (response: ServerResponse): void => void response.writeHead(200, { 'Content-Type': 'text/event-stream' });
const send = (response: ServerResponse, type: string, data: Snapshot | Change): void =>
  void response.write(`id: ${data.sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
const picture = (sequence: number): Snapshot => snapshot(Date.now(), 'one', sequence, 'abc');

test('a snapshot and a change make one picture', async () => {
  await fed((request, response) => {
    assert.equal(request.url, '/api/v1/events?label=site%3Amanila');
    stream(response);
    send(response, 'snapshot', picture(1));
    send(response, 'change', { sequence: 2, version: 'abc', serverTime: new Date().toISOString(), upserted: [problem(Date.now(), 3)] });
  }, async (said) => {
    await said.until('two pictures', () => said.pictures.length === 2);
    assert.equal(said.pictures[1]!.problems.length, 2);
    assert.deepEqual(said.ways, ['live', 'live']);
  });
});

test('a stream that ends is resumed after its last event', async () => {
  const resumed: string[] = [];
  await fed((request, response) => {
    resumed.push(String(request.headers['last-event-id']));
    stream(response);
    if (resumed.length === 1) {
      send(response, 'snapshot', picture(41));
      response.end();
    } else {
      send(response, 'change', { sequence: 42, version: 'abc', serverTime: new Date().toISOString(), moreProblems: 5 });
    }
  }, async (said) => {
    await said.until('the change', () => said.pictures.at(-1)?.moreProblems === 5);
    assert.deepEqual(resumed, ['undefined', '41']);
    assert.deepEqual(said.ways, ['live', 'lost', 'live']);
  });
});

test('where no stream passes, the wall polls', async () => {
  await fed((request, response) => {
    if (request.url?.startsWith('/api/v1/wall') !== true) return;
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(picture(7)));
  }, async (said) => {
    await said.until('a polled picture', () => said.pictures.length > 0);
    assert.equal(said.ways.at(-1), 'polling');
    assert.equal(said.pictures[0]!.sequence, 7);
  });
});

test('a refused token is said, and tried again', async () => {
  let requests = 0;
  await fed((_request, response) => {
    requests++;
    response.writeHead(401, { 'Content-Type': 'application/problem+json' });
    response.end('{"type":"about:blank","title":"No token","status":401}');
  }, async (said) => {
    await said.until('two tries', () => requests >= 2);
    assert.ok(said.ways.every((way) => way === 'refused'));
    assert.equal(said.pictures.length, 0);
  });
});

test('nonsense in the stream ends it, and the next one is read', async () => {
  let streams = 0;
  await fed((request, response) => {
    if (request.url?.startsWith('/api/v1/wall') === true) return void response.writeHead(503).end();
    stream(response);
    if (++streams === 1) response.write('event: snapshot\ndata: {"sequence": \n\n');
    else send(response, 'snapshot', picture(3));
  }, async (said) => {
    await said.until('a picture', () => said.pictures.length > 0);
    assert.equal(streams, 2);
  });
});
