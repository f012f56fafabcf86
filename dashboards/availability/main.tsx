import { signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { getText } from '../shared/api.ts';
import { saveAs } from '../shared/file.ts';
import { load } from '../shared/load.ts';
import { applyTheme } from '../shared/theme.ts';
import { duration } from '../shared/time.ts';
import { TokenForm } from '../shared/tokenform.tsx';
import type { Availability, AvailabilityRow } from '../shared/types.ts';
import { Page, Scroll, tell } from '../shared/view.tsx';
import { months, percent } from './state.ts';
import '../shared/base.css';

const address = enter();
applyTheme();
const labels = address.labels.map((label) => `&label=${encodeURIComponent(label)}`).join('');
const choices = months(Date.now(), 13);
const month = signal(address.parameters.get('month') ?? choices[0]!);
const path = (): string => `/api/v1/availability?month=${encodeURIComponent(month.value)}${labels}`;
const report = load<Availability>(path);

async function csv(): Promise<void> {
  try {
    saveAs(`availability-${month.value}.csv`, 'text/csv', await getText(`${path()}&format=csv`, 'text/csv'));
  } catch (cause) {
    tell((cause as Error).message, true);
  }
}

function Main() {
  const error = report.error.value;
  const value = report.value.value;
  return (
    <Page here="/availability">
      <h1>Availability</h1>
      <p class="row">
        <label>Month <select onChange={(event) => { month.value = event.currentTarget.value; void report.reload(); }}>{choices.map((one) => <option key={one} selected={one === month.value}>{one}</option>)}</select></label>
        <button type="button" class="quiet" onClick={() => void csv()}>Save as CSV</button>
        <button type="button" class="quiet" onClick={() => print()}>Print</button>
      </p>
      {error != null && (error.status === 401 || error.status === 403
        ? <TokenForm why={error.message} onToken={() => void report.reload()} />
        : <p class="panel" role="alert">{error.message}</p>)}
      {value != null && <><Rows title="Sites" rows={value.sites} site={false} /><Rows title="Dialers" rows={value.dialers} site /></>}
    </Page>
  );
}

function Rows({ title, rows, site }: { title: string; rows: AvailabilityRow[]; site: boolean }) {
  if (rows.length === 0) return <p class="panel">{title}: nothing is known about {month.value}.</p>;
  return (
    <section class="panel">
      <h2>{title}</h2>
      <Scroll label={title}>
        <table class="cards">
          <thead><tr>{[title.slice(0, -1), ...(site ? ['Site'] : []), 'Seats', 'Agents could work', 'Not ready', 'At risk', 'Unknown', 'Maintenance', 'Incidents', 'Longest', 'Seat hours lost'].map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <td data-name={title.slice(0, -1)}>{site ? <a href={`/dialers/${encodeURIComponent(row.name)}`}>{row.name}</a> : row.name}</td>
                {site && <td data-name="Site">{row.site}</td>}
                <td data-name="Seats">{row.seats}</td><td data-name="Agents could work"><b>{percent(row.availabilityRatio)}</b></td>
                <td data-name="Not ready">{duration(row.notReadySeconds)}</td><td data-name="At risk">{duration(row.atRiskSeconds)}</td>
                <td data-name="Unknown">{duration(row.unknownSeconds)}</td><td data-name="Maintenance">{duration(row.maintenanceSeconds)}</td>
                <td data-name="Incidents">{row.incidents}</td><td data-name="Longest">{duration(row.longestNotReadySeconds)}</td><td data-name="Seat hours lost">{(row.seatSecondsLost / 3600).toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

const place = document.getElementById('app');
if (place) render(<Main />, place);
