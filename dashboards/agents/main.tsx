/** What agents' self-tests say together, and one agent's history. */
import { signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { load } from '../shared/load.ts';
import { applyTheme } from '../shared/theme.ts';
import { clock, day } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { AgentFleet, AgentGroup, AgentReport, AgentReportList } from '../shared/types.ts';
import { Page, Scroll, Shape, Verdict } from '../shared/view.tsx';
import { count, lookOfOutcome, lookWord } from '../shared/words.ts';
import { share, worst } from './state.ts';
import '../shared/base.css';
import './agents.css';

enter();
applyTheme();
const asked = new URLSearchParams(location.search);
const dialer = signal(asked.get('dialer') ?? '');
const agent = signal(asked.get('agent') ?? '');
const query = (names: Record<string, string>) => Object.entries(names).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
const fleet = load<AgentFleet>(() => `/api/v1/agents/fleet?${query({ dialer: dialer.value })}`, 30);
const reports = load<AgentReportList>(() => `/api/v1/agents/reports?${query({ dialer: dialer.value, agent: agent.value, limit: '100' })}`, 15);

/** Shows some reports only; the address can be kept and shared. */
function choose(event: SubmitEvent): void {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  dialer.value = String(form.get('dialer') ?? '').trim();
  agent.value = String(form.get('agent') ?? '').trim();
  history.replaceState(null, '', `/agents?${query({ dialer: dialer.value, agent: agent.value })}${location.hash}`);
  void fleet.reload();
  void reports.reload();
}

function Main() {
  const error = reports.error.value ?? fleet.error.value;
  const all = fleet.value.value;
  return (
    <Page here="/agents">
      <h1>Agents</h1>
      <form class="row" onSubmit={choose}>
        <label>Dialer <input name="dialer" defaultValue={dialer.value} maxLength={128} autocomplete="off" /></label>
        <label>Agent <input name="agent" defaultValue={agent.value} maxLength={64} autocomplete="off" /></label>
        <button type="submit" class="quiet">Show</button>
      </form>
      {error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => { void fleet.reload(); void reports.reload(); }} />
        : <p class="panel" role="alert">{error.message}</p>)}
      {all != null && agent.value === '' && <Fleet all={all} />}
      {reports.value.value != null && <Reports list={reports.value.value.reports} />}
    </Page>
  );
}

function Fleet({ all }: { all: AgentFleet }) {
  return (
    <>
      {all.findings.map((finding) => <p class="panel bad" key={finding.evidence} role="alert"><b>{finding.title}</b><br />{finding.evidence} <a href={`/findings/${finding.code}`}>What to do</a></p>)}
      {all.hardphones.length > 0 && (
        <section class="panel" aria-labelledby="hardphones">
          <h2 id="hardphones">A phone on the desk would help</h2>
          <ul>{all.hardphones.map((one) => <li key={one.dialer + one.agent}><a href={`/agents?${query({ dialer: one.dialer, agent: one.agent })}`}>Agent {one.agent}</a> on {one.dialer}: {one.evidence}</li>)}</ul>
        </section>
      )}
      <p class="faint">Self-tests of the last 24 hours: {all.reports}. A bar is the share that was not ready.</p>
      <div class="groups">
        <Groups title="By browser" groups={all.byBrowser} />
        <Groups title="By network" groups={all.byNetwork} />
        <Groups title="By router (NAT)" groups={all.byNat} />
      </div>
    </>
  );
}

function Groups({ title, groups }: { title: string; groups: AgentGroup[] }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {groups.length === 0 ? <p class="faint">No finished self-test told it.</p> : (
        <table>
          <thead class="hidden"><tr><th scope="col">Group</th><th scope="col">Share not ready</th><th scope="col">Count</th></tr></thead>
          <tbody>
            {worst(groups).map((group) => (
              <tr key={group.name}>
                <th scope="row">{group.name}</th>
                <td class="bar"><span style={{ inlineSize: `${share(group) * 100}%` }} /></td>
                <td>{group.failed} of {group.reports}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Reports({ list }: { list: AgentReport[] }) {
  const title = agent.value === '' ? 'Latest reports' : `Reports of agent ${agent.value}`;
  return (
    <section class="panel" aria-labelledby="reports">
      <h2 id="reports">{title} <span class="faint">{count(list.length, 'report')}</span></h2>
      {list.length === 0 ? <p><Shape look="no-data" /> None yet.</p> : (
        <Scroll label={title}>
          <table class="cards">
            <thead><tr>{['When', 'Agent', 'Dialer', 'Outcome', 'Findings', 'Browser', 'Network', 'Voice', 'Code'].map((name) => <th scope="col" key={name}>{name}</th>)}</tr></thead>
            <tbody>{list.map((report) => <Line key={report.id} report={report} />)}</tbody>
          </table>
        </Scroll>
      )}
    </section>
  );
}

function Line({ report }: { report: AgentReport }) {
  return (
    <tr>
      <td data-name="When"><time dateTime={report.at}>{day(report.at)} {clock(report.at)}</time></td>
      <td data-name="Agent"><a href={`/agents?${query({ dialer: report.dialer, agent: report.agent })}`}>{report.agent}</a></td>
      <td data-name="Dialer"><a href={`/dialers/${encodeURIComponent(report.dialer)}`}>{report.dialer}</a></td>
      <td data-name="Outcome">{report.kind === 'complaint' ? `“${report.word ?? "couldn't hear them"}”` : report.outcome != null && <Verdict look={lookOfOutcome(report.outcome)} word={lookWord[lookOfOutcome(report.outcome)]} />}</td>
      <td data-name="Findings">{report.findings.map((code) => <div key={code}><a href={`/findings/${code}`}>{code}</a></div>)}</td>
      <td data-name="Browser"><span>{report.browser} {report.browserMajor} {report.system != null && <span class="faint">{report.system}</span>}</span></td>
      <td data-name="Network">{[report.network, report.nat].filter((word) => word != null && word !== 'unknown').join(', ')}</td>
      <td data-name="Voice">{report.mos != null && `MOS ${report.mos.toFixed(1)}`}</td>
      <td data-name="Code" class="mono">{report.shortCode}</td>
    </tr>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
