import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

declare const REPOSITORY: string;

const sheet = readFileSync(`${REPOSITORY}/dashboards/shared/base.css`, 'utf8');

/** The colours of a block of the sheet, `--name: #rrggbb`. */
function colours(from: string): Record<string, string> {
  const start = sheet.indexOf(from);
  assert.ok(start >= 0, from);
  const block = sheet.slice(start, sheet.indexOf('}', start));
  return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name!, value!]));
}

function luminance(colour: string): number {
  const full = colour.length === 4 ? [...colour.slice(1)].map((c) => c + c).join('') : colour.slice(1);
  const [r, g, b] = [0, 2, 4].map((i) => {
    const part = parseInt(full.slice(i, i + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** WCAG 2.2, 1.4.3. */
function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

const light = colours(':root {');
const themes: [string, Record<string, string>][] = [['light', light], ['dark', { ...light, ...colours(':root[data-theme="dark"]') }]];

const readable: [string, string][] = [
  ['ink', 'page'], ['ink', 'panel'], ['soft', 'page'], ['soft', 'panel'], ['accent', 'page'], ['accent', 'panel'], ['on-accent', 'accent'],
  ['on-critical', 'critical'], ['on-risk', 'risk'], ['on-maintenance', 'maintenance'],
  ['ink', 'critical-soft'], ['ink', 'risk-soft'], ['ink', 'unknown-soft'], ['ink', 'maintenance-soft'], ['ink', 'ready-soft'],
  ['critical-ink', 'page'], ['risk-ink', 'page'], ['unknown-ink', 'page'], ['maintenance-ink', 'page'], ['ready-ink', 'page'],
  ['critical-ink', 'panel'], ['risk-ink', 'panel'], ['unknown-ink', 'panel'], ['ready-ink', 'panel'],
];
const visible: [string, string][] = [
  ['critical', 'page'], ['ready', 'page'], ['maintenance', 'page'], ['unknown', 'page'], ['on-unknown', 'unknown'], ['on-ready', 'ready'], ['critical', 'panel'], ['unknown', 'panel'],
];

for (const [theme, palette] of themes) {
  test(`every text can be read in the ${theme} theme (4.5 to 1)`, () => {
    for (const [a, b] of readable) assert.ok(contrast(palette[a]!, palette[b]!) >= 4.5, `${a} on ${b}: ${contrast(palette[a]!, palette[b]!).toFixed(2)}`);
  });
  test(`every shape can be seen in the ${theme} theme (3 to 1)`, () => {
    for (const [a, b] of visible) assert.ok(contrast(palette[a]!, palette[b]!) >= 3, `${a} on ${b}: ${contrast(palette[a]!, palette[b]!).toFixed(2)}`);
  });
}

test('the dark theme of the system and of the button are the same', () => {
  assert.deepEqual(colours(':root:not([data-theme="light"])'), colours(':root[data-theme="dark"]'));
});
