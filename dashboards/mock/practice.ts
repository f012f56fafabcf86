/** Answers of the practice server, by path. For development and tests only. */
import { availability, certificates, dialer, dialers, notifications, findings, findingText, history, incident, timeline } from './dialer.ts';
import { snapshot, type Scenario } from './fleet.ts';

export { snapshot };

export interface Practice {
  scenario: Scenario;
  sequence: number;
  version: string;
}

interface Answer {
  status: number;
  body: unknown;
}

export function answer(method: string, url: URL, text: string, practice: Practice): Answer {
  const now = Date.now();
  const [, , , resource, id = '', action] = url.pathname.split('/');
  const query = url.searchParams;
  switch (`${method} ${resource}${id === '' ? '' : '/id'}${action === undefined ? '' : `/${action}`}`) {
    case 'GET wall': return ok(snapshot(now, practice.scenario, practice.sequence, practice.version, query.get('label')));
    case 'GET dialers': return ok(dialers(now, query));
    case 'GET notifications': return ok(notifications(now));
    case 'POST notifications/id': return ok({ channel: 'slack-noc', outcome: 'failed', status: 500, seconds: 0.31, error: 'HTTP 500: internal error' });
    case 'POST notifications/id/replay': return ok(notifications(now).notifications[0]);
    case 'GET dialers/id': return ok(dialer(now, decodeURIComponent(id)));
    case 'GET dialers/id/history': return ok(history(id, query.get('from')!, query.get('to')!));
    case 'POST dialers/id/check': return ok({ target: id, profile: 'vicidial', vantage: 'local', checkedAt: new Date(now).toISOString(), durationSeconds: 0.4, readiness: 'not-ready', checks: [], findings });
    case 'GET certificates': return ok(certificates(now));
    case 'GET next-to-break': return ok(timeline(now));
    case 'GET availability': return ok(query.get('format') === 'csv' ? 'kind,name,site\r\n' : availability(query.get('month')!));
    case 'GET incidents/id': return ok(incident(now, id));
    case 'POST incidents/id/acknowledge': {
      const asked = JSON.parse(text) as { owner: string; forSeconds: number; note?: string };
      return ok({ ...incident(now, id), acknowledgement: { owner: asked.owner, since: new Date(now).toISOString(), until: new Date(now + asked.forSeconds * 1000).toISOString(), note: asked.note ?? null } });
    }
    case 'POST maintenance': return { status: 403, body: { type: 'about:blank', title: 'Not allowed', status: 403, detail: 'this token has the role viewer; maintenance needs operator' } };
    case 'GET findings/id': {
      const found = findingText(id);
      return found === null ? nothing() : ok(found);
    }
    default: return nothing();
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function nothing(): Answer {
  return { status: 404, body: { type: 'about:blank', title: 'Not found', status: 404, detail: 'there is nothing of that name' } };
}
