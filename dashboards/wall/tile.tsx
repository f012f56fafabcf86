/** One problem on the wall: who cannot work, the broken layer, what to do, since when, who has it. */
import { Shape, Strip } from '../shared/view.tsx';
import { oneLine } from '../shared/prose.tsx';
import { ageSeconds, duration, moment } from '../shared/time.ts';
import { count, fixedByWord, lookOfStatus, lookWord, stageWord } from '../shared/words.ts';
import type { Problem, VantageSide } from '../shared/types.ts';
import { shortTitle, type Tile } from './state.ts';

/** Letters of layer and title that fit into one line of a kiosk's tile. */
const ONE_LINE = 40;

export function ProblemTile({ tile, now, span }: { tile: Tile; now: number; span: number }) {
  const { problem, look, held, stale } = tile;
  const fresh = ageSeconds(problem.since, now) < 60 && look === 'not-ready' && !held;
  const title = shortTitle(problem);
  const layer = problem.stage ? `${problem.service} · ${stageWord[problem.stage]}` : '';
  return (
    <li class={`tile look-${look}${held ? ' held' : ''}${fresh ? ' fresh' : ''}`} style={{ gridColumn: `span ${span}` }}>
      <div class="head">
        <Shape look={look} />
        <h2>{problem.dialer ? <a href={`/dialers/${encodeURIComponent(problem.dialer)}`}>{problem.name}</a> : problem.name}</h2>
        <span class="state">{lookWord[look]}</span>
        <Vantages problem={problem} />
        <span class="seats">
          {problem.dialers > 1 && `${count(problem.dialers, 'dialer')} · `}
          {problem.seats > 0 && count(problem.seats, 'seat')}
        </span>
      </div>
      <p class={`what${layer.length + title.length > ONE_LINE ? ' long' : ''}`}>
        {layer && <span class="layer">{layer}</span>}
        {stale && `no result for ${duration(ageSeconds(problem.lastResultAt!, now))}`}
        {stale && problem.code !== 'monitor-result-stale' && `; before: ${title}`}
        {!stale && title}
      </p>
      <p class="fix">
        {problem.flapping && <span class="badge">FLAPPING</span>}
        {problem.suppressed > 0 && <span class="badge">+{problem.suppressed} behind it</span>}
        {look === 'maintenance' && problem.maintenance
          ? <>until {moment(problem.maintenance.until, now)}{problem.maintenance.reason && `: ${problem.maintenance.reason}`}</>
          : <><span aria-hidden="true">→ </span><span class="hidden">Remedy: </span>{oneLine(problem.remedy)}</>}
      </p>
      <div class="foot">
        <span class="since" title={problem.since}>{duration(ageSeconds(problem.since, now))}<span class="wide">, since {moment(problem.since, now)}</span></span>
        <Who problem={problem} held={held} now={now} />
        <Strip strip={problem.strip} label="last 24 blocks" />
      </div>
    </li>
  );
}

function Who({ problem, held, now }: { problem: Problem; held: boolean; now: number }) {
  const ack = problem.acknowledgement;
  if (held && ack) {
    return <span class="who"><b>{ack.owner}</b> has it until {moment(ack.until, now)}</span>;
  }
  return (
    <span class="who nobody">
      <b>{ack ? `${ack.owner}'s time is up` : 'nobody has it'}</b> <span aria-hidden="true">·</span><span class="hidden">call</span> {problem.contact ?? fixedByWord[problem.fixedBy]}
    </span>
  );
}

function Vantages({ problem }: { problem: Problem }) {
  if (problem.vantages.length === 0) return null;
  return (
    <span class="vantages">
      {problem.vantages.map((vantage) => {
        const look = lookOfStatus(vantage.status);
        return (
          <span key={vantage.name} class="vantage" title={`${vantage.name}: ${lookWord[look]}`}>
            <Place side={vantage.side} /><b aria-hidden="true">{look === 'ready' ? '✓' : look === 'not-ready' ? '✗' : look === 'at-risk' ? '!' : '?'}</b>
            <span class="hidden">seen from {vantage.side}: {lookWord[look]}</span>
          </span>
        );
      })}
    </span>
  );
}

/** A house for the dialer's own network, a globe for everywhere else. */
function Place({ side }: { side: VantageSide }) {
  return (
    <svg class="place" viewBox="0 0 24 24" aria-hidden="true">
      {side === 'inside'
        ? <path d="M3 12L12 4l9 8M6 10.5V20h12v-9.500M10 20v-5h4v5" />
        : <><circle cx="12" cy="12" r="9.500" /><path d="M2.500 12h19M12 2.500c-6.500 6-6.500 13 0 19M12 2.500c6.500 6 6.500 13 0 19" /></>}
    </svg>
  );
}
