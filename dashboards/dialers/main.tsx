import { signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { load } from '../shared/load.ts';
import { applyTheme } from '../shared/theme.ts';
import { ageSeconds, ago, duration } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { DialerList, DialerSummary, Readiness } from '../shared/types.ts';
import { Page, Scroll, Strip, Verdict } from '../shared/view.tsx';
import { count, lookWord, stageWord } from '../shared/words.ts';
import '../shared/base.css';

const address = enter();
applyTheme();
const words = signal(address.parameters.get('q') ?? '');
const readiness = signal<Readiness | ''>('');
const limit = signal(200);
const labels = address.labels.map((label) => `&label=${encodeURIComponent(label)}`).join('');
const list = load<DialerList>(() =>
  `/api/v1/dialers?limit=${limit.value}${labels}${words.value.trim() === '' ? '' : `&q=${encodeURIComponent(words.value.trim())}`}${readiness.value === '' ? '' : `&readiness=${readiness.value}`}`, 15);

let typing: ReturnType<typeof setTimeout> | undefined;

function Main() {
  const error = list.error.value;
  const value = list.value.value;
  return (
    <Page here="/dialers">
      <h1>Dialers{address.labels.length > 0 && <span class="faint"> {address.labels.join(', ')}</span>}</h1>
      <p class="row">
        <label>Search <input
          type="search" value={words.value} placeholder="id or host"
          onInput={(event) => { words.value = event.currentTarget.value; clearTimeout(typing); typing = setTimeout(() => void list.reload(), 200); }}
        /></label>
        <label>Show <select onChange={(event) => { readiness.value = event.currentTarget.value as Readiness | ''; void list.reload(); }}>
          <option value="">all</option>{(['not-ready', 'at-risk', 'unknown', 'ready'] as Readiness[]).map((one) => <option key={one} value={one}>{lookWord[one].toLowerCase()}</option>)}
        </select></label>
        {value != null && <span role="status" class="faint">{count(value.total, 'dialer')}</span>}
      </p>
      {error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => void list.reload()} />
        : <p class="panel bad" role="alert">{value != null && <b>This list is not up to date. </b>}{error.message}</p>)}
      {value != null && (
        <Scroll label="Dialers">
          <table class="cards">
            <thead><tr>{['Readiness', 'Dialer', 'Site', 'Seats', 'What', 'Since', 'Last result', 'Last 24 blocks'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
            <tbody>{value.dialers.map((dialer) => <Row key={dialer.id} dialer={dialer} now={list.at.value ?? Date.now()} />)}</tbody>
          </table>
          {value.next != null && limit.value < 1000 && <p><button type="button" class="quiet" onClick={() => { limit.value = Math.min(1000, limit.value + 400); void list.reload(); }}>Show more</button></p>}
        </Scroll>
      )}
    </Page>
  );
}

function Row({ dialer, now }: { dialer: DialerSummary; now: number }) {
  const old = dialer.lastResultAt != null && ageSeconds(dialer.lastResultAt, now) > dialer.staleAfterSeconds;
  const look = dialer.maintenance != null ? 'maintenance' : old ? 'unknown' : dialer.readiness;
  return (
    <tr>
      <td data-name="Readiness"><Verdict look={look} />{dialer.flapping && <div>flapping</div>}</td>
      <td data-name="Dialer"><a href={`/dialers/${encodeURIComponent(dialer.id)}`}>{dialer.id}</a><div class="faint">{dialer.host}</div></td>
      <td data-name="Site">{dialer.labels['site'] ?? ''}</td>
      <td data-name="Seats">{dialer.seats > 0 ? dialer.seats : ''}</td>
      <td data-name="What">{dialer.readiness !== 'ready' && <div>{dialer.firstBroken && <b>{dialer.firstBroken.service} · {stageWord[dialer.firstBroken.stage]}: </b>}{dialer.headline}</div>}
        {dialer.acknowledgement && <div class="faint">{dialer.acknowledgement.owner} has it</div>}</td>
      <td data-name="Since">{dialer.since && duration(ageSeconds(dialer.since, now))}</td>
      <td data-name="Last result">{dialer.lastResultAt == null ? 'none yet' : ago(dialer.lastResultAt, now)}</td>
      <td data-name="Last 24 blocks"><Strip strip={dialer.strip} label={dialer.id} /></td>
    </tr>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
