/** What the agent sees. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { keepToken } from '../shared/access.ts';
import { ApiError, get, post } from '../shared/api.ts';
import { Shape } from '../shared/view.tsx';
import type { Look } from '../shared/words.ts';
import { instructions } from './decide.ts';
import { browser } from './tests/browser.ts';
import { Steps } from './steps.tsx';
import { answerHeard, complain, open, replay, report, run, set, stop } from './run.ts';
import * as state from './state.ts';
import { type Watch, watchCadence } from './tests/awake.ts';
import { chooseDevice, chosenDevice } from './tests/microphone.ts';
import { fill, languages, type Words } from './texts/index.ts';
import type { Outcome, TestName, TestVerdict } from './types.ts';

type Finding = Words['finding'][keyof Words['finding']];

const outcomeLook: Record<Outcome, Look> = { ready: 'ready', 'ready-with-warnings': 'at-risk', 'not-ready': 'not-ready', incomplete: 'unknown' };
const verdictLook: Record<TestVerdict, Look> = { ok: 'ready', warning: 'at-risk', failed: 'not-ready', timeout: 'unknown', skipped: 'skipped', cancelled: 'skipped' };

export function AgentPage() {
  const t = state.words.value;
  const session = state.session.value;
  const phase = state.phase.value;
  return (
    <main id="content" class="agent" tabIndex={-1}>
      <header>
        <h1>{t.title}</h1>
        <label class="tongue"><span class="hidden">Language · Idioma</span>
          <select value={state.language.value} onChange={(event) => state.chooseLanguage(event.currentTarget.value)}>
            {Object.entries(languages).map(([tag, words]) => <option key={tag} value={tag}>{words.language}</option>)}
          </select>
        </label>
      </header>
      {session !== null && <p class="faint">{fill(t.agentOn, { agent: session.agent, dialer: session.dialer })}</p>}
      {phase === 'opening' && <p>{t.loading}</p>}
      {(phase === 'no-link' || phase === 'expired' || phase === 'wrong' || phase === 'unreachable') && <Closed />}
      {phase === 'idle' && <Start />}
      {phase === 'running' && <Running />}
      {phase === 'over' && <Result />}
      {(phase === 'running' || phase === 'over') && <Tests />}
      {session !== null && (phase === 'idle' || phase === 'over') && <Shift />}
    </main>
  );
}

function Closed() {
  const t = state.words.value;
  const why = { 'no-link': t.noLink, expired: t.linkExpired, wrong: t.linkWrong, unreachable: t.unreachable }[state.phase.value as 'no-link' | 'expired' | 'wrong' | 'unreachable'];
  const retry = async () => { if (await open()) state.phase.value = 'idle'; };
  return (
    <>
      <p class="panel" role="alert"><Shape look="unknown" /> {why}</p>
      {state.phase.value === 'unreachable' ? <button type="button" onClick={() => void retry()}>{t.tryAgain}</button> : <SiteEntry />}
    </>
  );
}

function SiteEntry() {
  const t = state.words.value;
  const [error, setError] = useState('');
  const [admitted, setAdmitted] = useState(false);
  // Only where the server takes codes: elsewhere the box would lead an agent nowhere.
  useEffect(() => void get<{ byCode: boolean }>('/api/v1/agents/entry').then(({ byCode }) => setAdmitted(byCode), () => undefined), []);
  const enter = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    try {
      const given = await post<{ dialer: string; token: string }>('/api/v1/agents/entry', { code: form.get('code'), agent: form.get('agent') });
      keepToken(given.token);
      if (await open()) state.phase.value = 'idle';
    } catch (cause) {
      setError(cause instanceof ApiError ? cause.message : String(cause));
    }
  };
  if (!admitted) return null;
  return (
    <details class="panel">
      <summary>{t.siteEntry}</summary>
      <form class="fields" onSubmit={(event) => void enter(event)}>
        <label>{t.siteCode}<input name="code" required maxLength={64} autocomplete="off" /></label>
        <label>{t.yourId}<input name="agent" required maxLength={64} autocomplete="off" /></label>
        <button type="submit">{t.enter}</button>
        {error !== '' && <p role="alert">{error}</p>}
      </form>
    </details>
  );
}

let phone: { user: string; password: string } | null = null;

function Start() {
  const t = state.words.value;
  const lent = state.session.value?.phone?.password !== undefined;
  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const user = String(form.get('extension') ?? '').trim();
    phone = user === '' ? null : { user, password: String(form.get('secret') ?? '') };
    void run(phone);
  };
  return (
    <form onSubmit={start}>
      <p class="intro">{t.intro}</p>
      <button class="big" type="submit">{t.start}</button>
      <h2 class="first">{t.first}</h2>
      <ol class="happens">{t.happens.map((step) => <li key={step}>{step}</li>)}</ol>
      {!lent && (
        <details class="panel">
          <summary>{t.phoneAsk}</summary>
          <div class="fields">
            <label>{t.extension}<input name="extension" maxLength={64} autocomplete="off" /></label>
            <label>{t.password}<input name="secret" type="password" maxLength={128} autocomplete="off" /></label>
          </div>
        </details>
      )}
    </form>
  );
}

/** The tests of a run; the one in the background is asked for by itself. */
const TESTED = state.ORDER.filter((name) => name !== 'awake');

function Running() {
  const t = state.words.value;
  const done = TESTED.filter((name) => state.results.value[name] !== undefined).length;
  const asking = state.asking.value;
  const place = useRef<HTMLElement>(null);
  const question = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone: by keyboard, the next step is to be near.
  useEffect(() => (asking === 'heard' ? question : place).current?.focus(), [asking === 'heard']);
  return (
    <section ref={place} tabIndex={-1} class="panel now" aria-label={t.running} aria-live="polite">
      <div class="running">
        <span class="spin" aria-hidden="true" /> <p>{t.running} <span class="faint">{fill(t.progress, { done, all: TESTED.length })}</span></p>
        <button type="button" class="quiet" onClick={stop}>{t.cancel}</button>
      </div>
      <div class="track" aria-hidden="true"><div style={{ inlineSize: `${(100 * done) / TESTED.length}%` }} /></div>
      {asking === 'microphone' && <><p class="ask">{t.allowMicrophone}</p><Steps kind="ask" browser={browser().name} words={t} /></>}
      {asking === 'speak' && <><p class="ask">{t.speak}</p><Meter /></>}
      {asking === 'heard' && (
        <div ref={question} tabIndex={-1} class="question" role="group" aria-label={t.heard}>
          <p class="ask">{t.heard}</p>
          <button type="button" class="big" onClick={() => answerHeard(true)}>{t.yes}</button>
          <button type="button" class="big" onClick={() => answerHeard(false)}>{t.no}</button>
          <button type="button" class="quiet" onClick={() => void replay()}>{t.replay}</button>
        </div>
      )}
      {asking === 'echo' && <p class="ask">{t.echoHear}</p>}
    </section>
  );
}

/** From −60 dBFS to full scale; too quiet below a sixth of it, too loud at its end. */
function Meter() {
  const t = state.words.value;
  const percent = Math.min(100, Math.max(0, Math.round((1 + Math.log10(Math.max(1e-3, state.level.value)) / 3) * 100)));
  const zone = percent < 100 / 6 ? 'low' : percent < 97 ? 'good' : 'high';
  return (
    <div class={`meter ${zone}`} role="meter" aria-label={t.level} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <div style={{ inlineSize: `${percent}%` }} />
    </div>
  );
}

/** What is shown in a picture and steps for the browser at hand. */
const DRAWN: Record<string, 'ask' | 'unblock'> = { 'agent-microphone-blocked': 'unblock', 'agent-microphone-unanswered': 'ask' };

function Result() {
  const t = state.words.value;
  const outcome = state.outcome.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const socket = state.session.value?.socket;
  const todo = instructions(state.found.value).flatMap((code) => {
    const text = (t.finding as Record<string, Finding>)[code];
    return text === undefined ? [] : [{ code, ...text }];
  });
  return (
    <section class={`result look-${outcomeLook[outcome]}`} role="status">
      <div class="word">
        <h2 ref={heading} tabIndex={-1}><Shape look={outcomeLook[outcome]} /> {t.outcome[outcome]}</h2>
        <p>{t.outcomeSays[outcome]}</p>
      </div>
      {todo.length > 0 && (
        <ol class="todo">
          {todo.map((one) => (
            <li key={one.code}>
              <b>{one.title}</b>
              {one.code in DRAWN
                ? <Steps kind={DRAWN[one.code]!} browser={browser().name} words={t} />
                : <span>{fill(one.do, { host: socket?.host ?? '', port: socket?.port ?? '' })}</span>}
              <small>{t.whoActs} <b>{t.who[one.who as keyof Words['who']]}</b></small>
            </li>
          ))}
        </ol>
      )}
      {state.offline.value && <p>{t.offline}</p>}
      <p class="code"><span>{outcome === 'ready' ? t.code : t.readOut}</span> <strong>{state.code.value}</strong></p>
      <button type="button" class="big" onClick={() => void run(phone)}>{t.again}</button>
    </section>
  );
}

function Tests() {
  const t = state.words.value;
  return (
    <section aria-labelledby="tests">
      <h2 id="tests">{t.tests}</h2>
      <ul class="tests">
        {state.ORDER.filter((name) => name !== 'awake' || state.results.value.awake !== undefined).map((name) => <Line key={name} name={name} />)}
      </ul>
      {state.phase.value === 'over' && <Devices />}
      {state.phase.value === 'over' && <Awake />}
      {state.phase.value === 'over' && (
        <details class="panel">
          <summary>{t.details}</summary>
          <dl class="support">
            {state.list.value.map((one) => <div key={one.test}><dt>{one.test} · {one.verdict} · {one.seconds.toFixed(1)} s {one.codes.join(' ')}</dt><dd>{one.evidence}</dd></div>)}
          </dl>
          {state.details.value.map((line) => <p key={line} class="mono">{line}</p>)}
          {state.verdict.value !== null && <p>{state.verdict.value.joined}</p>}
        </details>
      )}
    </section>
  );
}

function Line({ name }: { name: TestName }) {
  const t = state.words.value;
  const result = state.results.value[name];
  const running = state.running.value.includes(name);
  const ended = state.phase.value === 'over';
  const look: Look = result !== undefined && !running ? verdictLook[result.verdict] : ended ? 'skipped' : 'no-data';
  const word = running ? t.verdict.running : result !== undefined ? t.verdict[result.verdict] : ended ? t.verdict.skipped : t.verdict.waiting;
  const number = state.facts.value[name];
  return (
    <li class={running ? 'running' : undefined}>
      {running ? <span class="spin" aria-hidden="true" /> : <Shape look={look} />} <span>{t.test[name]}</span> {number !== undefined && !running && <small>{number}</small>} <em>{word}</em>
    </li>
  );
}

function Devices() {
  const t = state.words.value;
  if (state.recording.value === null && state.devices.value.length < 2) return null;
  return (
    <div class="panel sound">
      {state.recording.value !== null && <label>{t.listen}<audio controls src={state.recording.value} /></label>}
      {state.devices.value.length > 1 && (
        <label>{t.device}
          <select defaultValue={chosenDevice()} onChange={(event) => chooseDevice(event.currentTarget.value)}>
            {state.devices.value.map((one) => <option key={one.id} value={one.id}>{one.label || one.id.slice(0, 8)}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

let watch: Watch | null = null;

function Awake() {
  const t = state.words.value;
  const [on, setOn] = useState(watch !== null);
  const [holds, setHolds] = useState('');
  const toggle = async () => {
    if (watch === null) {
      watch = watchCadence(state.session.value?.socket?.url ?? null);
      setOn(true);
      return;
    }
    const running = watch;
    watch = null;
    setOn(false);
    const { code, holds, evidence } = await running.stop();
    setHolds(holds === 'nothing' ? '' : holds === null ? t.awakeHolds.none : t.awakeHolds[holds]);
    set({ test: 'awake', verdict: code === null ? 'ok' : 'warning', codes: code === null ? [] : [code], evidence, seconds: 0 });
    void report(true);
  };
  return (
    <div class="panel awake">
      <p>{on ? t.awakeOn : t.awakeAsk}</p>
      <button type="button" class="quiet" onClick={() => void toggle()}>{on ? t.awakeEnd : t.awakeStart}</button>
      {holds !== '' && <p role="status">{holds}</p>}
    </div>
  );
}

function Shift() {
  const t = state.words.value;
  const [noted, setNoted] = useState<{ run: string; time: string; sent: boolean; word: boolean } | null>(null);
  const tap = async () => {
    const id = crypto.randomUUID();
    const time = new Date().toLocaleTimeString(state.language.value, { hour: '2-digit', minute: '2-digit' });
    setNoted({ run: id, time, sent: await complain(id, null), word: false });
  };
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const word = String(new FormData(event.currentTarget as HTMLFormElement).get('word') ?? '').trim();
    if (noted === null || word === '') return;
    setNoted({ ...noted, sent: await complain(noted.run, word.slice(0, 40)), word: true });
  };
  return (
    <section class="panel shift" aria-labelledby="shift">
      <h2 id="shift">{t.shift}</h2>
      <button type="button" class="quiet" onClick={() => void tap()}>{t.couldNotHear}</button>
      <div role="status">{noted !== null && <p>{noted.sent ? fill(t.noted, { time: noted.time }) : t.notedOffline}</p>}</div>
      {noted !== null && !noted.word && (
        <form class="row" onSubmit={(event) => void add(event)}>
          <label>{t.word} <input name="word" maxLength={40} autocomplete="off" /></label>
          <button type="submit" class="quiet">{t.send}</button>
        </form>
      )}
    </section>
  );
}
