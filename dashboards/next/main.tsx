import { computed, signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { load } from '../shared/load.ts';
import { oneLine } from '../shared/prose.tsx';
import { applyTheme } from '../shared/theme.ts';
import { day, clock, fromNow } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { BreakEvent, Timeline } from '../shared/types.ts';
import { Page, Shape } from '../shared/view.tsx';
import { count, fixedByWord, lookOfSeverity } from '../shared/words.ts';
import { grouped } from './state.ts';
import '../shared/base.css';
import './next.css';

const address = enter();
applyTheme();
const days = signal(60);
const timeline = load<Timeline>(() => `/api/v1/next-to-break?days=${days.value}${address.labels.map((label) => `&label=${encodeURIComponent(label)}`).join('')}`, 60);
const now = computed(() => (timeline.value.value == null ? Date.now() : Date.parse(timeline.value.value.serverTime)));

function Main() {
  const error = timeline.error.value;
  const list = timeline.value.value;
  return (
    <Page here="/next">
      <h1>Next to break</h1>
      <p class="faint">What fails, or gets worse, if nobody acts.</p>
      <p class="row" role="group" aria-label="How far ahead">
        {[7, 30, 60, 400].map((n) => <button key={n} type="button" class="quiet" aria-pressed={days.value === n} onClick={() => { days.value = n; void timeline.reload(); }}>{n} days</button>)}
      </p>
      {error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => void timeline.reload()} />
        : <p class="panel" role="alert">{error.message}</p>)}
      {list != null && list.events.length === 0 && <p class="panel"><Shape look="ready" /> Nothing is due in the next {days.value} days.</p>}
      {list != null && grouped(list.events, now.value).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h2 class="when">{group.title} <span class="faint">{count(group.events.length, 'event')}</span></h2>
          <ol class="timeline">{group.events.map((event) => <Event key={event.at + event.dialer + event.service + event.kind} event={event} />)}</ol>
        </section>
      ))}
    </Page>
  );
}

function Event({ event }: { event: BreakEvent }) {
  const look = lookOfSeverity(event.severity);
  return (
    <li class={`look-${look}`}>
      <p class="at"><b>{fromNow(event.at, now.value)}</b><br /><time class="faint" dateTime={event.at}>{day(event.at)} {clock(event.at)}</time></p>
      <div>
        <h3><Shape look={look} label={event.severity} /> {event.dialer ? <a href={`/dialers/${encodeURIComponent(event.dialer)}`}>{event.dialer}</a> : 'Linecheck'}{event.service && ` ${event.service}`}: {event.title}</h3>
        <p>{event.consequence}{event.seats > 0 && <span class="faint"> {count(event.seats, 'seat')}{event.site && `, ${event.site}`}.</span>}</p>
        <p>→ {oneLine(event.remedy)} <span class="faint">{event.contact ?? fixedByWord[event.fixedBy]}</span></p>
      </div>
    </li>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
