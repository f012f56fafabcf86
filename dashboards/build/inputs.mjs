// Which files the pages are made of, and a fingerprint of them that costs no reading.
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder `dashboards`. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const apart = new Set(['node_modules', 'grafana', 'prometheus', '.out']);

function files(folder, found = []) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (apart.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files(path, found);
    else found.push(path);
  }
  return found;
}

/** Changes whenever a file is added, removed, or written; `more` are further things it depends on. */
export function fingerprint(...more) {
  const hash = createHash('sha256');
  for (const path of files(root).sort()) {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  }
  return hash.update(more.join('\0')).digest('hex');
}
