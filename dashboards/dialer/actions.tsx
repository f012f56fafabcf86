/** What an operator does here: check now, take it, plan maintenance. */
import { useState } from 'preact/hooks';
import { ApiError, post, remove } from '../shared/api.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { CheckReport, DialerDetail, Incident, MaintenanceWindow } from '../shared/types.ts';
import { tell } from '../shared/view.tsx';
import { lookWord } from '../shared/words.ts';

type Open = 'nothing' | 'acknowledge' | 'maintenance' | 'token';

export function Actions({ dialer, api, refresh }: { dialer: DialerDetail; api: string; refresh: () => void }) {
  const [open, setOpen] = useState<Open>('nothing');
  const [busy, setBusy] = useState('');
  const [why, setWhy] = useState('');

  const run = async (name: string, work: () => Promise<string>): Promise<void> => {
    setBusy(name);
    try {
      tell(await work());
      setOpen('nothing');
      refresh();
    } catch (cause) {
      if (cause instanceof ApiError && (cause.status === 401 || cause.status === 403)) {
        setWhy(cause.message);
        setOpen('token');
      } else tell((cause as Error).message, true);
    } finally {
      setBusy('');
    }
  };
  const checkNow = (): Promise<void> => run('check', async () => {
    const report = await post<CheckReport>(`${api}/check`, {}, 60_000);
    return `Checked just now: ${lookWord[report.readiness]}, ${report.findings.length} findings.`;
  });
  const incidents = dialer.incidents.filter((incident) => incident.state === 'open');
  const windows = dialer.maintenanceWindows.filter((window) => window.source === 'api');
  return (
    <div class="actions">
      <p class="row">
        <button type="button" disabled={busy !== ''} onClick={() => void checkNow()}>{busy === 'check' ? 'Checking…' : 'Check now'}</button>
        {incidents.length > 0 && <button type="button" class="quiet" aria-expanded={open === 'acknowledge'} onClick={() => setOpen(open === 'acknowledge' ? 'nothing' : 'acknowledge')}>Acknowledge</button>}
        <button type="button" class="quiet" aria-expanded={open === 'maintenance'} onClick={() => setOpen(open === 'maintenance' ? 'nothing' : 'maintenance')}>Maintenance</button>
      </p>
      {open === 'token' && <TokenForm why={why} onToken={() => setOpen('nothing')} />}
      {open === 'acknowledge' && <AcknowledgeForm incidents={incidents} busy={busy !== ''} run={run} />}
      {open === 'maintenance' && <MaintenanceForm dialer={dialer} windows={windows} busy={busy !== ''} run={run} />}
    </div>
  );
}

type Run = (name: string, work: () => Promise<string>) => Promise<void>;

const LENGTHS: [string, number][] = [['30 minutes', 1800], ['1 hour', 3600], ['2 hours', 7200], ['4 hours', 14_400], ['8 hours', 28_800], ['1 day', 86_400]];

function Lengths({ name, value }: { name: string; value: number }) {
  return <select name={name}>{LENGTHS.map(([text, seconds]) => <option key={seconds} value={seconds} selected={seconds === value}>{text}</option>)}</select>;
}

function text(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim();
}

function AcknowledgeForm({ incidents, busy, run }: { incidents: Incident[]; busy: boolean; run: Run }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const owner = text(form, 'owner');
        void run('acknowledge', async () => {
          if (incidents.length === 0) throw new Error('Nothing is open here any more.');
          for (const incident of incidents) {
            await post(`/api/v1/incidents/${encodeURIComponent(incident.id)}/acknowledge`, { owner, forSeconds: Number(form.get('for')), note: text(form, 'note') });
          }
          return `${owner} has it.`;
        });
      }}
    >
      <label>Who has it <input name="owner" required maxLength={100} autocomplete="name" /></label>
      <label>For <Lengths name="for" value={3600} /></label>
      <label>Note <input name="note" maxLength={500} /></label>
      <button disabled={busy}>I have it</button>
    </form>
  );
}

function MaintenanceForm({ dialer, windows, busy, run }: { dialer: DialerDetail; windows: MaintenanceWindow[]; busy: boolean; run: Run }) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        void run('maintenance', async () => {
          await post('/api/v1/maintenance', { dialers: [dialer.id], forSeconds: Number(form.get('for')), reason: text(form, 'reason'), by: text(form, 'by') });
          return `${dialer.id} is in maintenance: it goes on being checked, nobody is called.`;
        });
      }}
    >
      <label>From now for <Lengths name="for" value={3600} /></label>
      <label>Why <input name="reason" maxLength={500} /></label>
      <label>Who <input name="by" maxLength={100} autocomplete="name" /></label>
      <button disabled={busy}>Begin maintenance</button>
      {windows.map((window) => (
        <button
          key={window.id} type="button" class="quiet" disabled={busy}
          onClick={() => void run('end', async () => {
            await remove(`/api/v1/maintenance/${encodeURIComponent(window.id)}`);
            return 'Maintenance ended.';
          })}
        >
          End maintenance{window.reason ? ` (${window.reason})` : ''}
        </button>
      ))}
    </form>
  );
}
