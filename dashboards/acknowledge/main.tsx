import { signal } from '@preact/signals';
import { render } from 'preact';
import { readAddress } from '../shared/access.ts';
import { post } from '../shared/api.ts';
import { load } from '../shared/load.ts';
import { Prose } from '../shared/prose.tsx';
import { applyTheme } from '../shared/theme.ts';
import { duration, moment, ageSeconds } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { Incident } from '../shared/types.ts';
import { Page, Shape, tell } from '../shared/view.tsx';
import { count, lookOfSeverity } from '../shared/words.ts';
import { readLink } from './state.ts';
import '../shared/base.css';
import './acknowledge.css';

// A notice's link is signed for this incident alone: its parts go with each request and are kept nowhere.
// Nothing is acknowledged by opening it.
const address = readAddress(location.href);
applyTheme();
const { id, query } = readLink(location.pathname, address);
const api = `/api/v1/incidents/${encodeURIComponent(id)}`;
const incident = load<Incident>(() => api + query);
const busy = signal(false);

async function acknowledge(form: FormData): Promise<void> {
  busy.value = true;
  try {
    incident.value.value = await post<Incident>(`${api}/acknowledge${query}`, {
      owner: String(form.get('owner')).trim(), forSeconds: Number(form.get('for')), note: String(form.get('note') ?? '').trim(),
    });
    tell('Thank you: everybody sees that you have it.');
  } catch (cause) {
    tell((cause as Error).message, true);
  } finally {
    busy.value = false;
  }
}

function Main() {
  const error = incident.error.value;
  const value = incident.value.value;
  return (
    <Page here="/acknowledge">
      {id === '' && <p class="panel" role="alert">This address names no incident: open the link of the notice.</p>}
      {id !== '' && error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => void incident.reload()} />
        : <p class="panel" role="alert">{error.message}</p>)}
      {value != null && <Take incident={value} />}
    </Page>
  );
}

function Take({ incident: one }: { incident: Incident }) {
  const now = Date.now();
  const look = lookOfSeverity(one.finding.severity);
  const ack = one.acknowledgement;
  return (
    <article class="panel take">
      <h1><Shape look={one.state === 'open' ? look : 'ready'} label={one.finding.severity} /> {one.finding.title}</h1>
      <p><b>{one.sharedCause ?? one.dialers.map((dialer) => dialer.name).slice(0, 5).join(', ')}</b>{one.dialerCount > 1 && `, ${count(one.dialerCount, 'dialer')}`}{one.seats > 0 && `, ${count(one.seats, 'seat')}`}</p>
      <p>{one.finding.evidence}</p>
      <p class="faint">Since {moment(one.openedAt, now)} ({duration(ageSeconds(one.openedAt, now))}){one.contact && ` · call ${one.contact}`}</p>
      {one.state === 'resolved' && <p><b>It is resolved since {moment(one.resolvedAt!, now)}.</b></p>}
      {ack && <p role="status"><b>{ack.owner} has it until {moment(ack.until, now)}.</b> {ack.note}</p>}
      {one.state === 'open' && (
        <form onSubmit={(event) => { event.preventDefault(); void acknowledge(new FormData(event.currentTarget)); }}>
          <label>Your name <input name="owner" required maxLength={100} autocomplete="name" /></label>
          <label>I have it for <select name="for"><option value="1800">30 minutes</option><option value="3600" selected>1 hour</option><option value="7200">2 hours</option><option value="14400">4 hours</option><option value="28800">8 hours</option></select></label>
          <label>Note <input name="note" maxLength={500} /></label>
          <button disabled={busy.value}>{ack ? 'I take it over' : 'I have it'}</button>
        </form>
      )}
      <details><summary>What to do</summary><Prose text={one.finding.remedy} /></details>
      <p><a href={one.link}>To the dialer's page</a></p>
    </article>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
