/** The wall as a function of its state. */
import { useEffect, useState } from 'preact/hooks';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { Shape, Verdict, pages } from '../shared/view.tsx';
import { toggleTheme } from '../shared/theme.ts';
import { ago, clock, duration, fromNow, ageSeconds } from '../shared/time.ts';
import { count, lookOfOutcome, lookOrder, lookWord, type Look } from '../shared/words.ts';
import type { SiteCounts, Snapshot, Totals } from '../shared/types.ts';
import type { Way } from './feed.ts';
import { grid, spanOfFirst, spread, type Room, type Spread } from './layout.ts';
import { justResolved, lights, lookOfSite, rest, type Tile } from './state.ts';
import { ProblemTile } from './tile.tsx';
import noDataIcon from './icons/no-data.svg';
import notReadyIcon from './icons/not-ready.svg';
import atRiskIcon from './icons/at-risk.svg';
import readyIcon from './icons/ready.svg';

export interface WallState {
  snapshot: ReadonlySignal<Snapshot | null>;
  way: Signal<Way>;
  reason: Signal<string>;
  receivedAt: Signal<number | null>;
  now: ReadonlySignal<number>;
  shown: ReadonlySignal<Tile[]>;
  silent: ReadonlySignal<boolean>;
  look: ReadonlySignal<Look>;
  newVersion: Signal<boolean>;
  sound: Signal<boolean>;
  soundBlocked: Signal<boolean>;
  quietNow: ReadonlySignal<boolean>;
  announced: ReadonlySignal<string>;
  kiosk: boolean;
  room: ReadonlySignal<Room>;
  unblock: () => void;
}

export function Wall({ state }: { state: WallState }) {
  const picture = state.snapshot.value;
  useIcon(state.look.value);
  const gone = state.silent.value;
  const plan = state.kiosk || picture == null ? null : planOf(state, picture);
  return (
    <div class={`wall${gone ? ' gone' : ''}`} style={plan == null ? undefined : { '--u': `${plan.unit.toFixed(2)}px` }}>
      {picture == null ? <Waiting state={state} /> : <Picture state={state} picture={picture} plan={plan} />}
      {gone && state.receivedAt.value != null && (
        <div class="nodata" role="alert">
          <Shape look="no-data" />
          <strong>NO DATA SINCE {clock(state.receivedAt.value)}</strong>
          <span>{state.reason.value || 'The server is silent.'} Trying again.</span>
        </div>
      )}
    </div>
  );
}

function planOf(state: WallState, picture: Snapshot): Spread {
  return spread(state.shown.value, { sites: picture.sites.length, agentLines: picture.agents.latest.length }, state.room.value);
}

function Waiting({ state }: { state: WallState }) {
  const refused = state.way.value === 'refused';
  return (
    <main class="waiting">
      <Heading state={state} picture={null} />
      <Shape look={refused ? 'not-ready' : 'no-data'} />
      <p><strong>{refused ? 'NOT ALLOWED' : 'WAITING FOR THE SERVER'}</strong></p>
      <p>{state.reason.value}</p>
    </main>
  );
}

/** What a screen reader needs of the whole. */
function Heading({ state, picture }: { state: WallState; picture: Snapshot | null }) {
  return (
    <>
      <h1 class="hidden">Linecheck wall{picture?.label ? `, ${picture.label}` : ''}</h1>
      <p class="hidden" role="status" aria-live="polite">{state.announced.value}</p>
    </>
  );
}

function Picture({ state, picture, plan }: { state: WallState; picture: Snapshot; plan: Spread | null }) {
  const now = state.now.value;
  return (
    <>
      <Top state={state} picture={picture} />
      <main>
        <Heading state={state} picture={picture} />
        <Tiles shown={state.shown.value} picture={picture} now={now} plan={plan} />
        <Sites sites={picture.sites} now={now} kiosk={state.kiosk} rows={state.shown.value.length > 4 ? 1 : 2} />
      </main>
      <Bottom state={state} picture={picture} now={now} />
    </>
  );
}

function Top({ state, picture }: { state: WallState; picture: Snapshot }) {
  const totals = picture.totals;
  return (
    <header class="top">
      <Counts totals={totals} />
      <div class="clock">
        <time dateTime={picture.serverTime}>{clock(state.now.value, true)}</time>
        <span class={`way way-${state.way.value}`}>
          {picture.label && <b>{state.kiosk ? picture.label : <a href="/" title="All sites">{picture.label} ✕</a>}</b>}
          {state.way.value === 'live' ? 'live' : state.way.value === 'polling' ? 'polling' : 'stream lost'}
          {totals.lastResultAt && ` · result ${duration(Math.max(0, ageSeconds(totals.lastResultAt, state.now.value)))} ago`}
        </span>
      </div>
      {!state.kiosk && <Controls state={state} />}
    </header>
  );
}

function Counts({ totals }: { totals: Totals }) {
  const items: [Look, number, number][] = [
    ['not-ready', totals.notReady, totals.seatsNotReady],
    ['at-risk', totals.atRisk, totals.seatsAtRisk],
    ['unknown', totals.unknown, 0],
    ['maintenance', totals.maintenance, 0],
    ['ready', totals.ready, 0],
  ];
  return (
    <ul class="counts" aria-label="All dialers">
      {items.filter(([look, n]) => n > 0 || look === 'not-ready' || look === 'ready').map(([look, n, seats]) => (
        <li key={look} class={`look-${look}${n === 0 ? ' none' : ''}`}>
          <Shape look={look} /><b>{n}</b>
          <span>{lookWord[look]}{seats > 0 && <em>{count(seats, 'seat')}</em>}</span>
        </li>
      ))}
    </ul>
  );
}

function Controls({ state }: { state: WallState }) {
  const on = state.sound.value;
  return (
    <div class="controls">
      <Warnings state={state} />
      <button type="button" class="quiet" aria-pressed={on} onClick={() => { state.sound.value = !on; state.unblock(); }}>
        {on ? 'Sound on' : 'Sound off'}
      </button>
      <button type="button" class="quiet" onClick={toggleTheme} title="Light or dark">◐<span class="hidden"> Light or dark</span></button>
      <nav aria-label="Pages">{pages.slice(1).map(([href, text]) => <a key={href} href={href}>{text}</a>)}</nav>
    </div>
  );
}

/** What keeps the wall itself from doing its work. */
function Warnings({ state }: { state: WallState }) {
  return (
    <>
      {state.soundBlocked.value && <button type="button" class="blocked" onClick={state.unblock}>SOUND BLOCKED – click once</button>}
      {state.sound.value && state.quietNow.value && <span class="blocked">QUIET HOURS</span>}
      {state.newVersion.value && <span class="blocked">NEW VERSION – reload</span>}
    </>
  );
}

/** Sites that have room to say how many of how many are ready. */
const FEW_SITES = 6;

/** Names that fit into the tile of the rest. */
const REST_NAMES = 11;

/** Rows of tiles that fit between the counts and the sites of a kiosk. */
const KIOSK_ROWS = 3;

/** Sites of a kiosk that stand beside each other. */
const SITES_ABREAST = 7;

function Tiles({ shown, picture, now, plan }: { shown: Tile[]; picture: Snapshot; now: number; plan: Spread | null }) {
  if (shown.length === 0) return <Calm picture={picture} now={now} />;
  const kiosk = plan == null ? grid(shown.length, picture.moreProblems, KIOSK_ROWS) : null;
  const own = kiosk == null ? shown : shown.slice(0, kiosk.shown);
  const hidden = shown.slice(own.length);
  const more = hidden.length + picture.moreProblems > 0;
  const cells = own.length + (more ? 1 : 0);
  const span = spanOfFirst(cells, (plan ?? kiosk)?.columns ?? 1);
  return (
    <ol
      class={`tiles${cells === 1 ? ' only' : ''}${kiosk == null ? '' : ` columns-${kiosk.columns} rows-${kiosk.rows}`}`}
      style={plan == null ? undefined : { gridTemplateColumns: `repeat(${plan.columns}, minmax(0, 1fr))` }}
      aria-label="Dialers that need someone"
    >
      {own.map((tile, i) => <ProblemTile key={tile.problem.key} tile={tile} now={now} span={i === 0 ? span : 1} />)}
      {more && <RestTile hidden={hidden} more={picture.moreProblems} />}
    </ol>
  );
}

function Calm({ picture, now }: { picture: Snapshot; now: number }) {
  const { totals } = picture;
  const none = totals.dialers === 0;
  const lately = picture.resolved[0];
  return (
    <section class="calm">
      <Shape look={none ? 'no-data' : 'ready'} />
      <p><strong>{none ? 'NO DIALERS' : totals.ready === totals.dialers ? 'ALL READY' : 'NOTHING BROKEN'}</strong></p>
      <p>{none ? 'Nothing is configured for this view.' : `${count(totals.dialers, 'dialer')}, ${count(totals.seats, 'seat')}`}</p>
      {lately && <p class="lately">{lately.name} is back, {ago(lately.resolvedAt, now)} ({lately.title})</p>}
    </section>
  );
}

function RestTile({ hidden, more }: { hidden: Tile[]; more: number }) {
  const sum = rest(hidden, more);
  return (
    <li class={`tile rest${sum.notReady > 0 ? ' look-not-ready held' : ''}`}>
      <div class="head">
        <h2>+ {sum.tiles} more</h2>
        {sum.notReady > 0 && <span class="state">{sum.notReady} NOT READY</span>}
        {sum.seats > 0 && <span class="seats">{count(sum.seats, 'seat')}</span>}
      </div>
      <ul class="names">
        {hidden.slice(0, REST_NAMES).map((tile) => (
          <li key={tile.problem.key}>
            <Shape look={tile.look} label={lookWord[tile.look]} /> <b>{tile.problem.name}</b>{tile.problem.seats > 0 && ` ${tile.problem.seats}`}
          </li>
        ))}
        {hidden.length + more > REST_NAMES && <li>…</li>}
      </ul>
    </li>
  );
}

function Sites({ sites, now, kiosk, rows }: { sites: SiteCounts[]; now: number; kiosk: boolean; rows: number }) {
  const room = kiosk ? SITES_ABREAST * rows : sites.length;
  const shown = sites.length > room ? sites.slice(0, room - 1) : sites;
  const other = sites.slice(shown.length);
  return (
    <ul class={`sites${sites.length <= FEW_SITES ? ' few' : ''}`} aria-label="Sites: ready dialers">
      {shown.map((site) => <Site key={site.site} name={site.site} href={kiosk || sites.length < 2 ? null : siteLink(site.site)} look={lookOfSite(site, now)} ready={site.ready} all={site.dialers} />)}
      {other.length > 0 && (
        <Site
          name={`+${other.length}`}
          href={null}
          look={worst(other.map((site) => lookOfSite(site, now)))}
          ready={other.reduce((n, site) => n + site.ready, 0)}
          all={other.reduce((n, site) => n + site.dialers, 0)}
        />
      )}
    </ul>
  );
}

function siteLink(site: string): string | null {
  return /^[(…]/.test(site) ? null : `/?label=${encodeURIComponent(`site:${site}`)}`;
}

function Site({ name, href, look, ready, all }: { name: string; href: string | null; look: Look; ready: number; all: number }) {
  return (
    <li class={`site look-${look}`} title={`${name}: ${ready} of ${all} ready`}>
      <Shape look={look} label={lookWord[look]} />
      <span class="site-name">{href == null ? name : <a href={href}>{name}</a>}</span>
      <b>{ready}{ready !== all && <span class="of">/{all}</span>}</b>
    </li>
  );
}

function Bottom({ state, picture, now }: { state: WallState; picture: Snapshot; now: number }) {
  const next = picture.nextToBreak[0];
  const { agents } = picture;
  const back = state.shown.value.length === 0 ? undefined : justResolved(picture.resolved, now);
  const strip = lights(picture.selfCheck, now, duration);
  const shown = [...strip].sort((a, b) => lookOrder.indexOf(a.look) - lookOrder.indexOf(b.look));
  return (
    <footer class="bottom">
      <div class="soon">
        {back && <span class="next"><Shape look="ready" label="resolved" /> <b>{back.name} is back</b> after {duration(back.lastedSeconds)}: {back.title}</span>}
        {next && !(back && state.kiosk) && (
          <a class="next" href="/next">
            <b>Next to break {fromNow(next.at, now)}:</b> {next.dialer} {next.title}
          </a>
        )}
        {agents.tested + agents.complaints > 0 && (
          <span class="agents">
            <b>Agents, 1 h:</b> {agents.ready} ready, {agents.warnings} warned, {agents.notReady} not ready
            {agents.complaints > 0 && `, ${agents.complaints} couldn't hear`}
          </span>
        )}
      </div>
      <div class="self">
        {state.kiosk && <Warnings state={state} />}
        <ul aria-label="Linecheck itself">
          {shown.map((light) => (
            <li key={light.name} class={`look-${light.look}`} title={light.detail}>
              <Shape look={light.look} label={lookWord[light.look]} /> <b>{light.name}</b> {light.text}
            </li>
          ))}
        </ul>
      </div>
      {!state.kiosk && agents.latest.length > 0 && (
        <ul class="agent-lines" aria-label="Latest self-tests of agents">
          {agents.latest.map((line) => (
            <li key={line.at + line.agent}>
              <Verdict look={lookOfOutcome(line.outcome)} /> agent {line.agent} on {line.dialer}
              {line.code && <> · <a href={`/findings/${line.code}`}>{line.code}</a></>} · {ago(line.at, now)}
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}

function worst(looks: Look[]): Look {
  return lookOrder.find((look) => looks.includes(look)) ?? 'ready';
}

/** The tab's icon tells the worst state too. */
function useIcon(look: Look): void {
  const [icon] = useState(() => document.querySelector<HTMLLinkElement>('link[rel="icon"]'));
  useEffect(() => {
    if (icon == null) return;
    icon.href = look === 'not-ready' ? notReadyIcon : look === 'ready' ? readyIcon : look === 'no-data' ? noDataIcon : atRiskIcon;
  }, [icon, look]);
}
