// Serves the built pages with practice data, for development and tests only: `npm run mock [PORT]`.
// POST /mock/scenario?name=busy|one|calm|many|shared|empty|silent|down, or a number of problems, switches the fleet's state.
import { createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from '../build/inputs.mjs';
import { pages } from '../build/pages.mjs';

const web = resolve(root, '..', 'target', 'classes', 'web');
const port = Number(process.argv[2] ?? 8099);
mkdirSync(join(root, '.out'), { recursive: true });
const bundle = join(root, '.out', 'practice.mjs');
await build({ entryPoints: [join(root, 'mock', 'practice.ts')], bundle: true, format: 'esm', platform: 'node', outfile: bundle });
const practice = await import(pathToFileURL(bundle).href);

let scenario = process.argv[3] ?? 'busy';
let sequence = 1;
const viewers = new Set();
const version = () => JSON.parse(readFileSync(join(web, 'manifest.json'), 'utf8')).version;
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

function send(viewer, type, data) {
  viewer.response.write(`id: ${data.sequence}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`);
}

setInterval(() => {
  if (scenario === 'silent' || scenario === 'down') return;
  sequence++;
  for (const viewer of viewers) {
    const { totals, selfCheck, problems } = practice.snapshot(Date.now(), scenario, sequence, version(), viewer.label);
    send(viewer, 'change', { sequence, version: version(), serverTime: new Date().toISOString(), totals, selfCheck, upserted: problems });
  }
}, 3000);

function page(response, path) {
  const route = pages.find(({ routes }) => routes.some((r) => new RegExp(`^${r.replace(/:\w+/g, '[^/]+')}$`).test(path)));
  const file = route ? join(web, `${route.name}.html`) : normalize(join(web, path));
  if (!file.startsWith(web) || !existsSync(file)) return json(response, 404, { type: 'about:blank', title: 'Not found', status: 404 });
  response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream', 'Content-Security-Policy': policy });
  createReadStream(file).pipe(response);
}

function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', 'Cache-Control': 'no-store' });
  response.end(JSON.stringify(body));
}

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const label = url.searchParams.get('label');
  if (url.pathname === '/mock/scenario') {
    scenario = url.searchParams.get('name');
    sequence++;
    for (const viewer of viewers) {
      if (scenario === 'down') viewer.response.destroy();
      else if (scenario !== 'silent') send(viewer, 'snapshot', practice.snapshot(Date.now(), scenario, sequence, version(), viewer.label));
    }
    return json(response, 200, { scenario });
  }
  if (!url.pathname.startsWith('/api/')) return page(response, url.pathname);
  if (scenario === 'down') return response.destroy();
  if (url.pathname === '/api/v1/events') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    const viewer = { response, label };
    viewers.add(viewer);
    request.on('close', () => viewers.delete(viewer));
    send(viewer, 'snapshot', practice.snapshot(Date.now(), scenario, sequence, version(), label));
    return;
  }
  let text = '';
  for await (const piece of request) text += piece;
  const { status, body } = practice.answer(request.method, url, text, { scenario, sequence, version: version() });
  if (typeof body === 'string') {
    response.writeHead(status, { 'Content-Type': 'text/csv; charset=utf-8' });
    return response.end(body);
  }
  return json(response, status, body);
}).listen(port, '127.0.0.1', () => console.log(`practice pages: http://127.0.0.1:${port}/`));
