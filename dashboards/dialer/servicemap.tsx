/** The written map of a dialer's doors, certificates, firewall rules and owners. */
import { saveAs } from '../shared/file.ts';
import { clock, day } from '../shared/time.ts';
import type { DialerDetail } from '../shared/types.ts';
import { Scroll } from '../shared/view.tsx';
import { serviceMapMarkdown } from './markdown.ts';

export function ServiceMapPanel({ dialer }: { dialer: DialerDetail }) {
  const map = dialer.serviceMap;
  return (
    <section class="panel map" aria-labelledby="map">
      <h2 id="map">Service map<span class="paper"> of {dialer.id} ({dialer.host})</span></h2>
      <p class="row">
        <button type="button" class="quiet" onClick={() => save(dialer)}>Save as Markdown</button>
        <button type="button" class="quiet" onClick={() => print()}>Print</button>
        <span class="faint">As of {day(dialer.serverTime)} {clock(dialer.serverTime)}</span>
      </p>
      <Table
        caption="Doors" head={['Service', 'Name', 'Port', 'Addresses outside', 'Addresses inside', 'Certificate', 'Renewed by', 'Renewal log', 'Software']}
        rows={map.doors.map((door) => [
          `${door.service}${door.required ? '' : ' (optional)'}`, door.host, `${door.port}/${door.transport} ${door.paths.join(' ')}`,
          door.addressesOutside.join(', ') || '–', door.addressesInside.join(', ') || '–',
          door.certificate == null ? '–' : `${door.certificate.subject}, to ${day(door.certificate.notAfter)}`,
          door.certificate == null ? '–' : door.renewedBy ?? 'not told', door.certificate == null ? '–' : door.renewalLog ?? 'not told', door.software ?? '–',
        ])}
      />
      <Table
        caption="Firewall rules needed" head={['Direction', 'Protocol', 'Ports', 'From', 'To', 'Why']}
        rows={map.firewall.map((rule) => [rule.direction, rule.protocol, rule.ports, rule.from, rule.to, rule.why])}
      />
      <h3>Owners</h3>
      <dl class="owners">{Object.entries(map.owners).map(([part, owner]) => <div key={part}><dt>{part}</dt><dd>{owner ?? <b>nobody is named</b>}</dd></div>)}</dl>
      <h3>Rollback</h3>
      <ol class="steps">{map.rollback.map((step) => <li key={step}>{step}</li>)}</ol>
      <p>Renewal scripts backed up: <b>{map.renewalScriptsBackedUp}</b>.</p>
      {map.notes.length > 0 && <h3>Good to know</h3>}
      <ul class="notes">{map.notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </section>
  );
}

function Table({ caption, head, rows }: { caption: string; head: string[]; rows: string[][] }) {
  return (
    <Scroll label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead><tr>{head.map((name) => <th scope="col" key={name}>{name}</th>)}</tr></thead>
        <tbody>{rows.map((cells, i) => <tr key={i}>{cells.map((cell, j) => <td key={j}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </Scroll>
  );
}

function save(dialer: DialerDetail): void {
  saveAs(`service-map-${dialer.id}.md`, 'text/markdown', serviceMapMarkdown(dialer));
}
