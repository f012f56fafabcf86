/** The service map as Markdown: the written map that belongs into every runbook. Pure. */
import type { DialerDetail } from '../shared/types.ts';

export function serviceMapMarkdown(dialer: DialerDetail): string {
  const map = dialer.serviceMap;
  const lines = [
    `# Service map of ${dialer.id} (${dialer.host})`,
    '',
    `As of ${dialer.serverTime}. Profile ${dialer.profile}${dialer.seats > 0 ? `, ${dialer.seats} seats` : ''}${labels(dialer)}.`,
    '',
    '## Doors',
    '',
    row(['Service', 'Name', 'Port', 'Path', 'Required', 'Addresses outside', 'Addresses inside', 'Software']),
    row(Array.from({ length: 8 }, () => '---')),
    ...map.doors.map((door) => row([
      door.service, door.host, `${door.port}/${door.transport}`, door.paths.join(' ') || '–', door.required ? 'yes' : 'no',
      list(door.addressesOutside), list(door.addressesInside), door.software ?? '–',
    ])),
    '',
    '## Certificates',
    '',
    row(['Service', 'Subject', 'Issuer', 'Serial', 'Valid to', 'Renewed by', 'Renewal log']),
    row(Array.from({ length: 7 }, () => '---')),
    ...map.doors.filter((door) => door.certificate != null).map((door) => row([
      door.service, door.certificate!.subject, door.certificate!.issuer, door.certificate!.serial, door.certificate!.notAfter,
      door.renewedBy ?? 'not told', door.renewalLog ?? 'not told',
    ])),
    '',
    `Renewal scripts backed up: ${map.renewalScriptsBackedUp}.`,
    '',
    '## Firewall',
    '',
    row(['Direction', 'Protocol', 'Ports', 'From', 'To', 'Why']),
    row(Array.from({ length: 6 }, () => '---')),
    ...map.firewall.map((rule) => row([rule.direction, rule.protocol, rule.ports, rule.from, rule.to, rule.why])),
    '',
    '## Owners',
    '',
    ...Object.entries(map.owners).map(([part, owner]) => `- ${part}: ${owner == null ? '**nobody is named**' : plain(owner)}`),
    '',
    '## Rollback',
    '',
    ...map.rollback.map((step, i) => `${i + 1}. ${plain(step)}`),
    ...(map.notes.length === 0 ? [] : ['', '## Notes', '', ...map.notes.map((note) => `- ${plain(note)}`)]),
    '',
  ];
  return lines.join('\n');
}

function labels(dialer: DialerDetail): string {
  const parts = Object.entries(dialer.labels).map(([key, value]) => `${key} ${value}`);
  return parts.length === 0 ? '' : `, ${parts.join(', ')}`;
}

function list(addresses: string[]): string {
  return addresses.length === 0 ? '–' : addresses.join(', ');
}

function row(cells: string[]): string {
  return `| ${cells.map(plain).join(' | ')} |`;
}

/** A bar would end the cell, a line break the row, a bracket begin markup. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/([\\|<>])/g, '\\$1');
}
