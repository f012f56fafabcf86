import { signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { ApiError, get } from '../shared/api.ts';
import { applyTheme } from '../shared/theme.ts';
import { ago, day, fromNow, moment } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { CertificateDoor, CertificateList, RenewalState } from '../shared/types.ts';
import { Page, Scroll, Verdict } from '../shared/view.tsx';
import { count } from '../shared/words.ts';
import { folded, matching, offersText, sorted, type Column, type Shown } from './state.ts';
import '../shared/base.css';
import './certificates.css';

const address = enter();
applyTheme();

const doors = signal<CertificateDoor[] | null>(null);
const error = signal<ApiError | null>(null);
const now = signal(Date.now());
const order = signal<{ column: Column; descending: boolean }>({ column: 'next', descending: false });
const words = signal(address.parameters.get('q') ?? '');
const shown = signal(200);

/** Reads every page of the list: at most 20 of 500. */
async function load(): Promise<void> {
  const all: CertificateDoor[] = [];
  const labels = address.labels.map((label) => `&label=${encodeURIComponent(label)}`).join('');
  let cursor: string | null = null;
  try {
    for (let page = 0; page < 20; page++) {
      const list: CertificateList = await get<CertificateList>(`/api/v1/certificates?limit=500${labels}${cursor == null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
      all.push(...list.certificates);
      now.value = Date.parse(list.serverTime);
      cursor = list.next;
      if (cursor == null) break;
    }
    doors.value = all;
    error.value = null;
  } catch (cause) {
    error.value = cause instanceof ApiError ? cause : new ApiError(0, String(cause));
  }
}

const columns: [Column, string][] = [
  ['next', 'Next event'], ['verdict', 'Verdict'], ['dialer', 'Dialer'], ['service', 'Door'], ['issuer', 'Certificate'],
  ['notAfter', 'Valid to'], ['generation', 'Generation'], ['renewal', 'Renewal'],
];

const eventWord: Record<string, string> = {
  'renewal-due': 'Renewal due', 'renewal-overdue': 'Renewal overdue', expiring: 'Expiring soon', 'on-call': 'On-call is paged', expires: 'Expires', expired: 'Expired',
};

function Main() {
  const list = doors.value;
  const found = list == null ? [] : folded(sorted(matching(list, words.value), order.value.column, order.value.descending));
  const all = list == null ? 0 : folded(list).length;
  const refused = error.value != null && (error.value.status === 401 || error.value.status === 403);
  return (
    <Page here="/certificates">
      <h1>Certificates</h1>
      {refused ? <TokenForm why={error.value!.message} onToken={() => void load()} /> : error.value && <p class="panel" role="alert">{error.value.message}</p>}
      <p class="row search">
        <label>Search <input type="search" value={words.value} placeholder="dialer, name, serial, code" onInput={(event) => { words.value = event.currentTarget.value; }} /></label>
        {list != null && <span role="status" class="faint">{count(found.length, 'door')}{found.length !== all && ` of ${all}`}</span>}
      </p>
      {list == null && error.value == null && <p>Loading…</p>}
      {list != null && (
        <Scroll label="Certificates">
          <table class="cards doors">
            <thead>
              <tr>
                {columns.map(([column, name]) => {
                  const here = order.value.column === column;
                  return (
                    <th scope="col" key={column} aria-sort={here ? (order.value.descending ? 'descending' : 'ascending') : 'none'}>
                      <button type="button" onClick={() => { order.value = { column, descending: here && !order.value.descending }; }}>{name}{here ? (order.value.descending ? ' ▼' : ' ▲') : ''}</button>
                    </th>
                  );
                })}
              </tr>
            </thead>
            <tbody>{found.slice(0, shown.value).map((one) => <Door key={`${one.door.dialer} ${one.door.service} ${one.door.address} ${one.door.offer}`} shown={one} />)}</tbody>
          </table>
          {found.length > shown.value && <p><button type="button" class="quiet" onClick={() => { shown.value += 500; }}>Show {Math.min(500, found.length - shown.value)} more</button></p>}
        </Scroll>
      )}
    </Page>
  );
}

function Door({ shown: { door, offers } }: { shown: Shown }) {
  const to = offersText(offers);
  const soon = Date.parse(door.nextEvent.at) - now.value < 3 * 86_400_000 && door.nextEvent.kind !== 'renewal-due';
  return (
    <tr>
      <td data-name="Next"><b class={soon ? 'soon' : ''}>{eventWord[door.nextEvent.kind]}</b><br />{fromNow(door.nextEvent.at, now.value)}</td>
      <td data-name="Verdict">
        <Verdict look={door.verdict === 'ok' ? 'ready' : door.verdict === 'warning' ? 'at-risk' : 'not-ready'} word={door.verdict === 'ok' ? 'accepted' : door.verdict === 'warning' ? 'warned' : 'refused'} />
        {door.codes.map((code) => <div key={code}><a href={`/findings/${code}`}>{code}</a></div>)}
      </td>
      <td data-name="Dialer"><a href={`/dialers/${encodeURIComponent(door.dialer)}`}>{door.dialer}</a>{door.site && <div class="faint">{door.site}</div>}</td>
      <td data-name="Door">{door.service} <span class="faint">{door.host}</span><div class="faint">{door.address}{to !== '' && ` (${to})`}</div>{door.offer === 'default' && now.value - Date.parse(door.lastSeenAt) > 600_000 && <div class="soon">not seen since {moment(door.lastSeenAt, now.value)}</div>}</td>
      <td data-name="Certificate"><span class="issuer">{issuerName(door.issuer)}</span> <span class="faint">{door.keyAlgorithm}</span><div class="faint mono">{door.serial.slice(0, 16)}{door.serial.length > 16 && '…'}</div></td>
      <td data-name="Valid to"><span class="date">{day(door.notAfter)}</span><div class="faint">{fromNow(door.notAfter, now.value)}</div></td>
      <td data-name="Generation">{door.generation === 1 ? 'newest' : <b class="soon">{door.generation - 1} behind</b>}</td>
      <td data-name="Renewal"><Renewal door={door} renewal={door.renewal} /></td>
    </tr>
  );
}

function Renewal({ door, renewal }: { door: CertificateDoor; renewal: RenewalState | null }) {
  if (renewal == null) return <>{door.renewedBy ?? <span class="faint">not told</span>}</>;
  return (
    <details>
      <summary><b class={renewal.state === 'failed' || renewal.state === 'rolled-back' ? 'soon' : ''}>{renewal.state}</b> <span class="faint">{ago(renewal.since, now.value)}</span></summary>
      {renewal.lastError && <p>{renewal.lastError}</p>}
      {renewal.nextAttemptAt && <p>Next attempt {moment(renewal.nextAttemptAt, now.value)}{renewal.reason ? `: ${renewal.reason}` : ''}</p>}
      <ol>{renewal.steps.map((step) => <li key={step.at + step.state}><span class="faint">{moment(step.at, now.value)}</span> {step.state}: {step.text}</li>)}</ol>
      {renewal.history && renewal.history.length > 0 && <>
        <p>Before</p>
        <ol>{renewal.history.map((past) => (
          <li key={past.id}><span class="faint">{moment(past.changedAt, now.value)}</span> {past.purpose} {past.state} by {past.by}{past.serial ? `, serial ${past.serial}` : ''}{past.doors.length > 0 ? `, on ${past.doors.join(', ')}` : ''}</li>
        ))}</ol>
      </>}
    </details>
  );
}

function issuerName(issuer: string): string {
  const name = /CN=([^,]+)/.exec(issuer)?.[1] ?? issuer;
  const organisation = /O=([^,]+)/.exec(issuer)?.[1];
  return organisation && !name.includes(organisation) ? `${organisation} ${name}` : name;
}

void load();
setInterval(() => { if (document.visibilityState === 'visible') void load(); }, 60_000);
const place = document.getElementById('app');
if (place) render(<Main />, place);
