// Installs what the lock file names, when it is not there yet.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './inputs.mjs';

/** Runs `npm ci` where `node_modules` is missing or older than the lock file. */
export function install() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const run = spawnSync('npm', ['ci', '--ignore-scripts', '--prefer-offline'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  if (run.status !== 0) {
    console.error(
      run.error?.code === 'ENOENT'
        ? 'The pages need npm (Debian: apt-get install npm).'
        : 'npm ci failed in dashboards/: the pages need the packages its lock file names.',
    );
    process.exit(1);
  }
}
