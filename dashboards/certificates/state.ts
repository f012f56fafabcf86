/** The certificates page: order and search. Pure. */
import type { CertificateDoor } from '../shared/types.ts';

export type Column = 'next' | 'dialer' | 'service' | 'verdict' | 'issuer' | 'notAfter' | 'generation' | 'renewal';

const verdictRank = { critical: 0, warning: 1, ok: 2 };

/** Sorted by one column, the next event deciding between equals. */
export function sorted(doors: CertificateDoor[], column: Column, descending: boolean): CertificateDoor[] {
  const turn = descending ? -1 : 1;
  return [...doors].sort((a, b) => turn * compare(key(a, column), key(b, column)) || compare(key(a, 'next'), key(b, 'next')) || compare(a.address, b.address));
}

function key(door: CertificateDoor, column: Column): string | number {
  switch (column) {
    case 'next': return Date.parse(door.nextEvent.at);
    case 'dialer': return door.dialer;
    case 'service': return door.service;
    case 'verdict': return verdictRank[door.verdict];
    case 'issuer': return door.issuer;
    case 'notAfter': return Date.parse(door.notAfter);
    case 'generation': return door.generation;
    case 'renewal': return door.renewal?.state ?? door.renewedBy ?? '';
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Doors that contain every word somewhere. */
export function matching(doors: CertificateDoor[], words: string): CertificateDoor[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (wanted.length === 0) return doors;
  return doors.filter((door) => {
    const text = [door.dialer, door.site, door.service, door.host, door.address, door.issuer, door.serial, door.sha256, door.renewedBy, door.renewal?.state, door.verdict, ...door.codes, ...door.names].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** A certificate at a door, and to which offers of a client (SNI, kinds of keys) the door shows it. */
export interface Shown {
  door: CertificateDoor;
  offers: string[];
}

/** The same certificate with the same verdict at the same door once, in the order in which it first stands. */
export function folded(doors: CertificateDoor[]): Shown[] {
  const places = new Map<string, Shown>();
  for (const door of doors) {
    const place = [door.dialer, door.service, door.address, door.sha256, door.verdict, ...door.codes].join(' ');
    const before = places.get(place);
    if (before === undefined) places.set(place, { door, offers: [door.offer] });
    else {
      before.offers.push(door.offer);
      if (door.offer === 'default') before.door = door;
    }
  }
  return [...places.values()];
}

/** `also no-sni, ecdsa`; nothing where every client is meant. */
export function offersText(offers: string[]): string {
  const special = offers.filter((offer) => offer !== 'default').join(', ');
  return special !== '' && offers.includes('default') ? `also ${special}` : special;
}
