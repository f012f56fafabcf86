/** The signed link of a notice. Pure. */
import type { Address } from '../shared/access.ts';

/**
 * The incident and what proves the link: `/incidents/{id}/acknowledge?expires=…&token=…`, or
 * `/acknowledge?incident={id}&expires=…#token=…`.
 */
export function readLink(path: string, address: Address): { id: string; query: string } {
  const inPath = /^\/incidents\/([^/]+)\/acknowledge$/.exec(path)?.[1];
  const id = inPath === undefined ? address.parameters.get('incident') ?? '' : decodeURIComponent(inPath);
  const expires = address.parameters.get('expires');
  if (address.token == null || expires == null) return { id, query: '' };
  return { id, query: `?expires=${encodeURIComponent(expires)}&token=${encodeURIComponent(address.token)}` };
}
