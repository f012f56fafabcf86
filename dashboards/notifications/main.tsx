import { signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { ApiError, post } from '../shared/api.ts';
import { load } from '../shared/load.ts';
import { applyTheme } from '../shared/theme.ts';
import { ago, fromNow, moment } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { ChannelState, Notification, NotificationList, NotificationTest } from '../shared/types.ts';
import { Page, Scroll, Verdict, tell } from '../shared/view.tsx';
import { lookOfStatus, statusWord, type Look } from '../shared/words.ts';
import '../shared/base.css';

enter();
applyTheme();
const state = signal('');
const busy = signal('');
const refused = signal('');
const log = load<NotificationList>(() => `/api/v1/notifications?limit=200${state.value === '' ? '' : `&state=${state.value}`}`, 10);

async function act(name: string, work: () => Promise<void>): Promise<void> {
  busy.value = name;
  try {
    await work();
    await log.reload();
  } catch (cause) {
    if (cause instanceof ApiError && (cause.status === 401 || cause.status === 403)) refused.value = cause.message;
    else tell((cause as Error).message, true);
  } finally {
    busy.value = '';
  }
}

function test(channel: string): Promise<void> {
  return act(`test ${channel}`, async () => {
    const result = await post<NotificationTest>('/api/v1/notifications/test', { channel }, 60_000);
    const took = `${result.seconds.toFixed(1)} s${result.status == null ? '' : `, status ${result.status}`}`;
    tell(result.outcome === 'delivered' ? `${channel}: delivered in ${took}.` : `${channel}: failed after ${took}: ${result.error ?? 'no reason given'}`, result.outcome !== 'delivered');
  });
}

function replay(notification: Notification): Promise<void> {
  return act(notification.id, async () => {
    await post(`/api/v1/notifications/${encodeURIComponent(notification.id)}/replay`);
    tell(`${notification.id} will be sent again through ${notification.channel}.`);
  });
}

function Main() {
  const error = log.error.value;
  const value = log.value.value;
  const why = refused.value || (error != null && (error.status === 401 || error.status === 403) ? error.message : '');
  return (
    <Page here="/notifications">
      <h1>Notices</h1>
      {why !== '' ? <TokenForm why={why} onToken={() => { refused.value = ''; void log.reload(); }} /> : error != null && <p class="panel bad" role="alert">{error.message}</p>}
      {value != null && (
        <>
          <section class="panel"><h2>Channels</h2>{value.channels.length === 0 ? <p>No channel is configured: nobody is told.</p> : <Channels channels={value.channels} />}</section>
          <section class="panel">
            <h2>Delivery log</h2>
            <p><label>Show <select onChange={(event) => { state.value = event.currentTarget.value; void log.reload(); }}>
              <option value="">all</option>{['pending', 'failed', 'delivered', 'disabled'].map((one) => <option key={one}>{one}</option>)}
            </select></label></p>
            <Scroll label="Delivery log"><table>
              <thead><tr>{['State', 'Notice', 'Channel', 'Written', 'Attempts', 'Last answer'].map((name) => <th key={name} scope="col">{name}</th>)}<th scope="col"><span class="hidden">Again</span></th></tr></thead>
              <tbody>{value.notifications.map((one) => <Row key={one.id} one={one} />)}</tbody>
            </table></Scroll>
          </section>
        </>
      )}
    </Page>
  );
}

function Channels({ channels }: { channels: ChannelState[] }) {
  const now = Date.now();
  return (
    <Scroll label="Channels"><table>
      <thead><tr>{['State', 'Channel', 'Waiting', 'Last delivered', 'Last error'].map((name) => <th key={name} scope="col">{name}</th>)}<th scope="col"><span class="hidden">Test</span></th></tr></thead>
      <tbody>
        {channels.map((channel) => (
          <tr key={channel.name}>
            <td><Verdict look={lookOfStatus(channel.status)} word={statusWord[channel.status]} /></td>
            <td>{channel.name} <span class="faint">{channel.kind}</span></td><td>{channel.pending}</td>
            <td>{channel.lastDeliveredAt == null ? 'never' : ago(channel.lastDeliveredAt, now)}</td>
            <td>{channel.lastError}{channel.failingSince && <span class="faint"> since {moment(channel.failingSince, now)}</span>}</td>
            <td><button type="button" class="quiet" disabled={busy.value !== ''} onClick={() => void test(channel.name)}>{busy.value === `test ${channel.name}` ? 'Sending…' : 'Send test'}</button></td>
          </tr>
        ))}
      </tbody>
    </table></Scroll>
  );
}

const looks: Record<Notification['state'], Look> = { delivered: 'ready', pending: 'at-risk', failed: 'not-ready', disabled: 'skipped' };

function Row({ one }: { one: Notification }) {
  const now = Date.now();
  return (
    <tr>
      <td><Verdict look={looks[one.state]} word={one.state} /></td>
      <td>
        <b>{one.type}</b> <span class="faint">{one.dialers.length === 0 ? '' : one.dialers.map((dialer, i) => <>{i > 0 && ', '}<a href={`/dialers/${encodeURIComponent(dialer)}`}>{dialer}</a></>)}</span>
        <div>{one.text}</div>
      </td><td>{one.channel}</td><td>{moment(one.createdAt, now)}</td>
      <td>{one.attempts}{one.nextAttemptAt && <div class="faint">next {fromNow(one.nextAttemptAt, now)}</div>}</td>
      <td>{one.lastStatus}{one.lastError && <div>{one.lastError}</div>}</td>
      <td>{one.state !== 'pending' && <button type="button" class="quiet" disabled={busy.value !== ''} onClick={() => void replay(one)}>Send again</button>}</td>
    </tr>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
