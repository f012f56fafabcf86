// Bundles the pages into the folder given (default ../target/classes/web): assets with hashed names,
// one HTML shell a page, and manifest.json, which tells the server what belongs to what.
// Does nothing, in a few milliseconds, when nothing changed since the last time.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { root, fingerprint } from './inputs.mjs';
import { install } from './install.mjs';

const out = resolve(process.argv[2] ?? join(root, '..', 'target', 'classes', 'web'));
const stamp = join(out, '..', '..', `${basename(out)}.stamp`);
const print = fingerprint(out);
if (existsSync(stamp) && existsSync(join(out, 'manifest.json')) && readFileSync(stamp, 'utf8') === print) {
  process.exit(0);
}
install();
const { build } = await import('esbuild');
const { pages } = await import('./pages.mjs');
const { shell } = await import('./shell.mjs');

const present = pages.filter((page) => existsSync(join(root, page.entry)));
rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
cpSync(join(root, 'shared', 'favicon.svg'), join(out, 'favicon.svg'));
const result = await build({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(present.map((page) => [page.name, page.entry])),
  outdir: join(out, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: 'shared-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: ['chrome109', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'file', '.worker.js': 'file', '.woff2': 'file' },
  publicPath: '/assets',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const outputs = Object.entries(result.metafile.outputs);
const version = createHash('sha256')
  .update(outputs.map(([path]) => basename(path)).sort().join('\n'))
  .update(readFileSync(join(root, 'build', 'shell.mjs')))
  .digest('hex')
  .slice(0, 12);
const entries = {};
for (const page of present) {
  const [path, output] = outputs.find(([, candidate]) => candidate.entryPoint === page.entry);
  const entry = {
    html: `${page.name}.html`,
    script: `assets/${basename(path)}`,
    imports: output.imports.filter((i) => i.kind === 'import-statement').map((i) => `assets/${basename(i.path)}`),
    style: output.cssBundle ? `assets/${basename(output.cssBundle)}` : null,
    routes: page.routes,
  };
  entries[page.name] = entry;
  writeFileSync(join(out, entry.html), shell(page, entry, version));
}
writeFileSync(join(out, 'manifest.json'), JSON.stringify({ version, entries }, null, 2) + '\n');
writeFileSync(stamp, print);
