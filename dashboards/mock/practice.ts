/** Answers of the practice server, by path. For development and tests only. */
import { snapshot, type Scenario } from './fleet.ts';

export { snapshot };

export interface Practice {
  scenario: Scenario;
  sequence: number;
  version: string;
}

export function answer(method: string, url: URL, _body: string, practice: Practice): { status: number; body: unknown } {
  const now = Date.now();
  const path = url.pathname.replace('/api/v1', '');
  if (method === 'GET' && path === '/wall') return ok(snapshot(now, practice.scenario, practice.sequence, practice.version, url.searchParams.get('label')));
  return { status: 404, body: { type: 'about:blank', title: 'Not found', status: 404 } };
}

function ok(body: unknown): { status: number; body: unknown } {
  return { status: 200, body };
}
