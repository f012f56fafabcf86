/** The page of one dialer as a function of what the API says. */
import type { Signal } from '@preact/signals';
import { Prose } from '../shared/prose.tsx';
import { ago, clock, day, duration, ageSeconds, fromNow, moment, timing } from '../shared/time.ts';
import type { AgentReport, Check, DialerDetail, FailingTranscript, Finding, History, Incident } from '../shared/types.ts';
import { Scroll, Shape, Verdict } from '../shared/view.tsx';
import {
  count, fixedByWord, lookOfOutcome, lookOfSeverity, lookOfStatus, lookWord, ownerKey, platformWord, stageWord, statusWord,
} from '../shared/words.ts';
import { Actions } from './actions.tsx';
import { HistoryPanel, type Span } from './history.tsx';
import { ServiceMapPanel } from './servicemap.tsx';
import { contactFor, paths, sideBySide } from './state.ts';

export interface DialerProps {
  dialer: DialerDetail;
  now: number;
  api: string;
  span: Signal<Span>;
  history: History | null;
  /** The last request failed: what is shown is old. */
  stale: boolean;
  refresh: () => void;
  refreshHistory: () => void;
}

export function Dialer(props: DialerProps) {
  const { dialer, now } = props;
  return (
    <div class={props.stale ? 'stale' : ''}>
      <Head {...props} />
      <section class="panel" aria-labelledby="path">
        <h2 id="path">The agent's path</h2>
        {paths(dialer.checks).map((path) => (
          <div class="service" key={path.service}>
            {path.checks.map((check) => <Walk key={check.vantage} check={check} host={otherHost(dialer, check.service)} now={now} alone={path.checks.length === 1} />)}
          </div>
        ))}
        {dialer.untried.length > 0 && <p class="faint">Not tried: {dialer.untried.join('; ')}.</p>}
      </section>
      <section aria-labelledby="findings">
        <h2 id="findings" class="between">{dialer.findings.length === 0 ? 'No findings' : count(dialer.findings.length, 'finding')}</h2>
        {dialer.findings.map((finding, i) => (
          <FindingCard key={finding.code + finding.service} finding={finding} owner={contactFor(finding, dialer.owners, ownerKey)} platform={dialer.platform} open={i < 3} />
        ))}
      </section>
      <Certificates dialer={dialer} now={now} />
      <HistoryPanel history={props.history} span={props.span} refresh={props.refreshHistory} now={now} />
      <Incidents incidents={dialer.incidents} now={now} />
      <Transcripts transcripts={dialer.transcripts} now={now} />
      {dialer.agentReports.length > 0 && <AgentReports reports={dialer.agentReports} now={now} />}
      <ServiceMapPanel dialer={dialer} />
    </div>
  );
}

function Head(props: DialerProps) {
  const { dialer, now } = props;
  const look = dialer.maintenance == null ? dialer.readiness : 'maintenance';
  const age = dialer.lastResultAt == null ? null : ageSeconds(dialer.lastResultAt, now);
  const old = age != null && age > dialer.staleAfterSeconds;
  return (
    <header class={`head look-${old ? 'unknown' : look}`}>
      <Shape look={old ? 'unknown' : look} />
      <div class="who">
        <h1>{dialer.id}</h1>
        <p class="lead"><Verdict look={old ? 'unknown' : look} /> {dialer.headline}</p>
        <p class="faint">
          {dialer.host} · {platformWord[dialer.platform] ?? dialer.platform}
          {dialer.seats > 0 && ` · ${count(dialer.seats, 'seat')}`}
          {Object.entries(dialer.labels).map(([key, value]) => ` · ${key} ${value}`)}
          {dialer.since && ` · since ${moment(dialer.since, now)} (${duration(ageSeconds(dialer.since, now))})`}
          {dialer.flapping && ' · flapping'}
        </p>
        <p class={old ? 'old' : 'faint'}>
          {age == null ? 'No result yet.' : `Last result ${duration(age)} ago${old ? `: older than ${duration(dialer.staleAfterSeconds)}, so it counts as unknown` : ''}.`}
          {dialer.parent && <> Behind <a href={`/dialers/${encodeURIComponent(dialer.parent)}`}>{dialer.parent}</a>.</>}
          {dialer.children.length > 0 && ` ${count(dialer.children.length, 'dialer')} behind it.`}
          {dialer.acknowledgement && <> <b>{dialer.acknowledgement.owner}</b> has it until {moment(dialer.acknowledgement.until, now)}{dialer.acknowledgement.note && `: ${dialer.acknowledgement.note}`}.</>}
          {dialer.maintenance && <> In maintenance until {moment(dialer.maintenance.until, now)}{dialer.maintenance.reason && `: ${dialer.maintenance.reason}`}.</>}
        </p>
      </div>
      <Actions dialer={dialer} api={props.api} refresh={props.refresh} />
    </header>
  );
}

/** The name of a door that is not the dialer's own. */
function otherHost(dialer: DialerDetail, service: string): string | null {
  const host = dialer.serviceMap.doors.find((door) => door.service === service)?.host;
  return host === undefined || host === dialer.host ? null : host;
}

function Walk({ check, host, now, alone }: { check: Check; host: string | null; now: number; alone: boolean }) {
  const look = lookOfStatus(check.status);
  return (
    <div class={`walk look-${look}`}>
      <p class="door">
        <Shape look={look} label={statusWord[check.status]} /> <b>{check.service}</b>
        {!check.required && <span class="faint">optional</span>}
        {host && <span>{host}</span>}
        <span class="faint">{check.address || 'no address reached'}</span>
        {(!alone || check.vantage !== 'local') && <span class="faint">from {check.vantage} ({check.side})</span>}
        <span class="faint" title={check.checkedAt}>{timing(check.durationSeconds)}, {ago(check.checkedAt, now)}</span>
      </p>
      <ol class="stages" aria-label={`Stages of ${check.service} from ${check.vantage}`}>
        {check.stages.map((stage) => (
          <li key={stage.stage} class={`look-${lookOfStatus(stage.status)}`} title={stage.note ?? ''}>
            <Shape look={lookOfStatus(stage.status)} label={statusWord[stage.status]} />
            <b>{stageWord[stage.stage]}</b>
            <span>{stage.status === 'skipped' || stage.status === 'unknown' ? stage.note ?? statusWord[stage.status].toLowerCase() : timing(stage.seconds)}</span>
          </li>
        ))}
      </ol>
      {Object.keys(check.facts).length > 0 && (
        <details class="facts">
          <summary>What was seen</summary>
          <dl>{Object.entries(check.facts).map(([name, value]) => <div key={name}><dt>{name}</dt><dd class="mono">{value}</dd></div>)}</dl>
        </details>
      )}
    </div>
  );
}

function FindingCard({ finding, owner, platform, open }: { finding: Finding; owner: string | null; platform: string; open: boolean }) {
  const look = lookOfSeverity(finding.severity);
  return (
    <article class={`panel finding look-${look}`}>
      <h3><Shape look={look} label={finding.severity} /> {finding.title}</h3>
      <p class="faint">{finding.severity} · {finding.service} · {stageWord[finding.stage]} · <a href={`/findings/${finding.code}`}>{finding.code}</a></p>
      <dl class="texts">
        <dt>Seen</dt><dd class="evidence">{finding.evidence}</dd>
        <dt>Why</dt><dd>{finding.cause}</dd>
        <dt>Who</dt><dd>{fixedByWord[finding.fixedBy]}{owner ? <>: <b>{owner}</b></> : ownerKey[finding.fixedBy] && <span class="faint"> (nobody is named)</span>}</dd>
      </dl>
      <details open={open}>
        <summary>What to do{platformWord[platform] ? ` on ${platformWord[platform]}` : ''}</summary>
        <Prose text={finding.remedy} />
      </details>
    </article>
  );
}

function Certificates({ dialer, now }: { dialer: DialerDetail; now: number }) {
  if (dialer.certificates.length === 0) return null;
  const { columns, rows } = sideBySide(dialer.certificates);
  return (
    <section class="panel" aria-labelledby="certificates">
      <h2 id="certificates">Certificates of every door</h2>
      <Scroll label="Table of certificates">
        <table class="certificates">
          <thead>
            <tr><th scope="col"><span class="hidden">Field</span></th>{columns.map((column) => <th scope="col" key={column.title}>{column.title}</th>)}</tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Verdict</th>
              {columns.map(({ title, doors }) => {
                const worst = doors.find((door) => door.verdict === 'critical') ?? doors.find((door) => door.verdict === 'warning') ?? doors[0]!;
                return (
                  <td key={title}>
                    <Verdict look={worst.verdict === 'ok' ? 'ready' : worst.verdict === 'warning' ? 'at-risk' : 'not-ready'} word={worst.verdict === 'ok' ? 'accepted' : worst.verdict === 'warning' ? 'accepted, warned' : 'refused'} />
                    {[...new Set(doors.flatMap((door) => door.codes))].map((code) => <div key={code}><a href={`/findings/${code}`}>{code}</a></div>)}
                  </td>
                );
              })}
            </tr>
            <tr><th scope="row">Next</th>{columns.map(({ title, doors }) => <td key={title}>{eventWord[doors[0]!.nextEvent.kind]} {fromNow(doors[0]!.nextEvent.at, now)}</td>)}</tr>
            {rows.map((row) => (
              <tr key={row.name} class={row.differs ? 'differs' : ''}>
                <th scope="row">{row.name}{row.differs && <span class="hidden"> (differs)</span>}</th>
                {row.values.map((value, i) => <td key={columns[i]!.title} class={row.name === 'SHA-256' || row.name === 'Serial' ? 'mono break' : ''}>{/^\d{4}-\d\d-\d\dT/.test(value) ? `${day(value)} ${clock(value)}` : value}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export const eventWord: Record<string, string> = {
  'renewal-due': 'renewal due', 'renewal-overdue': 'overdue', expiring: 'expiring soon', 'on-call': 'on-call is paged', expires: 'expires', expired: 'expired',
};

function Incidents({ incidents, now }: { incidents: Incident[]; now: number }) {
  if (incidents.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="incidents">
      <h2 id="incidents">Incidents</h2>
      {incidents.map((incident) => (
        <details key={incident.id} class="incident" open={incident.state === 'open' && incidents.length < 4}>
          <summary>
            {incident.state === 'open'
              ? <Verdict look={lookOfSeverity(incident.finding.severity)} word="OPEN" />
              : <Verdict look="skipped" word="RESOLVED" />} {incident.finding.title}
            <span class="faint"> {moment(incident.openedAt, now)}{incident.resolvedAt ? `, lasted ${duration((Date.parse(incident.resolvedAt) - Date.parse(incident.openedAt)) / 1000)}` : `, ${duration(ageSeconds(incident.openedAt, now))}`}
              {incident.dialerCount > 1 && ` · ${count(incident.dialerCount, 'dialer')}`}{incident.suppressedBy && ` · behind ${incident.suppressedBy}`}{incident.inMaintenance && ' · in maintenance'}</span>
          </summary>
          <ol class="events">{incident.events.map((event) => <li key={event.at + event.kind}><time>{moment(event.at, now)}</time> <b>{event.kind.replace(/-/g, ' ')}</b> {event.by && `by ${event.by} `}{event.text}</li>)}</ol>
        </details>
      ))}
    </section>
  );
}

function Transcripts({ transcripts, now }: { transcripts: FailingTranscript[]; now: number }) {
  if (transcripts.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="transcripts">
      <h2 id="transcripts">Last failing transcripts</h2>
      {transcripts.map((transcript) => (
        <details key={transcript.service + transcript.vantage + transcript.at}>
          <summary><b>{transcript.service}</b> from {transcript.vantage}, {moment(transcript.at, now)} · {transcript.code}</summary>
          <Scroll label={`Transcript of ${transcript.service}`}>
            <table class="transcript">
              <tbody>
                {transcript.lines.map((line, i) => (
                  <tr key={i} class={line.direction}>
                    <td>{timing(line.seconds)}</td><td>{stageWord[line.stage]}</td>
                    <td><span aria-label={line.direction}>{line.direction === 'sent' ? '→' : line.direction === 'received' ? '←' : '·'}</span></td>
                    <td><pre>{line.text}</pre></td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        </details>
      ))}
    </section>
  );
}

function AgentReports({ reports, now }: { reports: AgentReport[]; now: number }) {
  return (
    <section class="panel" aria-labelledby="agents">
      <h2 id="agents">Agents</h2>
      <Scroll label="Self-tests of agents">
        <table>
          <thead><tr>{['When', 'Agent', 'Outcome', 'Findings', 'Browser', 'Network', 'Code'].map((name) => <th scope="col" key={name}>{name}</th>)}</tr></thead>
          <tbody>
            {reports.map((report) => (
              <tr key={report.id}>
                <td>{ago(report.at, now)}</td><td><a href={`/agents?dialer=${encodeURIComponent(report.dialer)}&agent=${encodeURIComponent(report.agent)}`}>{report.agent}</a></td>
                <td>{report.kind === 'complaint' ? `"${report.word ?? "couldn't hear"}"` : report.outcome && <Verdict look={lookOfOutcome(report.outcome)} word={lookWord[lookOfOutcome(report.outcome)]} />}</td>
                <td>{report.findings.map((code) => <div key={code}><a href={`/findings/${code}`}>{code}</a></div>)}{report.joined}</td>
                <td>{report.browser} {report.browserMajor}</td><td>{report.network}{report.mos != null && `, MOS ${report.mos.toFixed(1)}`}</td><td class="mono">{report.shortCode}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
