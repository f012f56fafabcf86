// Type check, then the unit tests (test/*.test.ts), bundled and run by node's own runner.
// Does nothing when nothing changed since they last passed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root, fingerprint } from './inputs.mjs';
import { install } from './install.mjs';

const openapi = join(root, '..', 'src', 'main', 'resources', 'openapi.yaml');
const target = resolve(root, '..', 'target');
const stamp = join(target, 'web-tests.stamp');
const print = fingerprint(readFileSync(openapi, 'utf8'));
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === print) process.exit(0);
install();

function run(command, ...args) {
  const { status } = spawnSync(process.execPath, [command, ...args], { cwd: root, stdio: 'inherit', timeout: 240_000 });
  if (status !== 0) process.exit(status ?? 1);
}

run(join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--noEmit');

const { build } = await import('esbuild');
mkdirSync(join(root, '.out'), { recursive: true });
const out = mkdtempSync(join(root, '.out', 'tests-'));
try {
  const tests = readdirSync(join(root, 'test')).filter((name) => name.endsWith('.test.ts'));
  await build({
    absWorkingDir: root,
    entryPoints: tests.map((name) => join('test', name)),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    packages: 'external',
    loader: { '.svg': 'file' },
    define: { REPOSITORY: JSON.stringify(resolve(root, '..')) },
    logLevel: 'warning',
  });
  run('--test', '--test-reporter=spec', ...tests.map((name) => join(out, name.replace(/\.ts$/, '.mjs'))));
} finally {
  rmSync(out, { recursive: true, force: true });
}
mkdirSync(target, { recursive: true });
writeFileSync(stamp, print);
