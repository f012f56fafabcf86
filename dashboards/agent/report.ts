/** Tells the server as each test ends; keeps what it cannot tell and tells it later. */
import { authorization } from '../shared/api.ts';
import type { Verdict } from './types.ts';

const KEY = 'linecheck-agent-unsent';
const KEPT = 10;

interface Unsent { path: string; run: string; body: Record<string, unknown>; token: string }

/** Pure: the newest part of each run, the newest runs only. */
export function keep(unsent: Unsent[], one: Unsent): Unsent[] {
  return [...unsent.filter((other) => other.run !== one.run), one].slice(-KEPT);
}

function read(): Unsent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as Unsent[]) : [];
  } catch {
    return [];
  }
}

function write(unsent: Unsent[]): void {
  try {
    if (unsent.length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(unsent));
  } catch {
    // Storage is off or full: the code on the page says it all.
  }
}

/** Sends a part of a run; undefined where the server cannot be reached, then it is kept; null where it is refused for good. */
export async function tell(body: Record<string, unknown> & { run: string }): Promise<Verdict | null | undefined> {
  const path = '/api/v1/agents/reports';
  const verdict = await post(path, body, authorization()).catch(() => undefined);
  if (verdict === undefined) {
    write(keep(read(), { path, run: body.run, body, token: authorization().Authorization ?? '' }));
    return undefined;
  }
  write(read().filter((one) => one.run !== body.run));
  return verdict;
}

/** Sends what was kept. */
export async function tellLater(): Promise<void> {
  for (const one of read()) {
    const sent = await post(one.path, one.body, { Authorization: one.token }).catch(() => undefined);
    if (sent === undefined) return;
    write(read().filter((other) => other.run !== one.run));
  }
}

/** The answer; null where the server refuses the report for good; throws where it should be sent again. */
async function post(path: string, body: unknown, headers: Record<string, string>): Promise<Verdict | null> {
  const answer = await fetch(path, {
    method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body), keepalive: true,
    signal: AbortSignal.timeout(6000), cache: 'no-store',
  });
  if (answer.ok) return (await answer.json()) as Verdict;
  if (answer.status === 429 || answer.status >= 500) throw new Error(String(answer.status));
  return null;
}
