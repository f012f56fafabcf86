import { computed, effect, signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { load } from '../shared/load.ts';
import { applyTheme } from '../shared/theme.ts';
import type { DialerDetail, History } from '../shared/types.ts';
import { Page } from '../shared/view.tsx';
import { TokenForm } from '../shared/tokenform.tsx';
import { lookWord } from '../shared/words.ts';
import { Dialer } from './view.tsx';
import { spans } from './history.tsx';
import { knownSeconds } from './state.ts';
import '../shared/base.css';
import './dialer.css';

enter();
applyTheme();

const id = decodeURIComponent(location.pathname.split('/').pop() ?? '');
const api = `/api/v1/dialers/${encodeURIComponent(id)}`;
const tick = signal(Date.now());
const span = signal(spans.find((one) => one.hours === 24)!);
const dialer = load<DialerDetail>(() => api, 5);
const history = load<History>(() => {
  const to = Date.now();
  const from = new Date(to - span.value.hours * 3_600_000).toISOString();
  return `${api}/history?from=${encodeURIComponent(from)}&to=${encodeURIComponent(new Date(to).toISOString())}`;
}, 60);
const now = computed(() => {
  const at = dialer.at.value;
  const known = dialer.value.value;
  return at == null || known == null ? tick.value : tick.value + Date.parse(known.serverTime) - at;
});

// A dialer that is known for less than an hour shows its hour first.
let chosen = false;
effect(() => {
  const known = history.value.value;
  if (chosen || known == null) return;
  chosen = true;
  if (knownSeconds(known) < 3600) {
    span.value = spans[0]!;
    void history.reload();
  }
});

setInterval(() => (tick.value = Date.now()), 1000);

function Main() {
  const error = dialer.error.value;
  const known = dialer.value.value;
  if (known != null) document.title = `${known.id} ${lookWord[known.readiness]} · Linecheck`;
  return (
    <Page here="/dialers">
      {error != null && (error.status === 401 || error.status === 403)
        ? <TokenForm why={error.message} onToken={() => { void dialer.reload(); void history.reload(); }} />
        : error != null && <p class="panel bad" role="alert"><strong>{known == null ? id : 'This page is not up to date.'}</strong> {error.message}</p>}
      {known == null && error == null && <p class="panel">Loading {id}…</p>}
      {known != null && (
        <Dialer
          dialer={known} now={now.value} api={api} span={span} history={history.value.value} stale={error != null}
          refresh={() => void dialer.reload()} refreshHistory={() => void history.reload()}
        />
      )}
    </Page>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
