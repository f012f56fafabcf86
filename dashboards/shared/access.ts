/** The token of this tab: taken from the address once, then out of sight. */

const KEY = 'linecheck-token';

/** What the address says about how a page is to be shown. */
export interface Address {
  /** A token it carried; the rest of the address without it. */
  token: string | null;
  cleaned: string;
  kiosk: boolean;
  labels: string[];
  parameters: URLSearchParams;
}

/** Pure: reads an address; the token may stand in the query or, better, in the fragment. */
export function readAddress(href: string): Address {
  const url = new URL(href);
  const fragment = new URLSearchParams(url.hash.replace(/^#/, ''));
  const token = fragment.get('token') ?? url.searchParams.get('token');
  if (token !== null) {
    fragment.delete('token');
    url.searchParams.delete('token');
    url.hash = fragment.toString();
  }
  return {
    token: token?.trim() || null,
    cleaned: url.href,
    kiosk: url.searchParams.get('kiosk') === '1',
    labels: url.searchParams.getAll('label').filter((label) => /^[^:]+:.+$/.test(label)),
    parameters: url.searchParams,
  };
}

/** Reads the address of this tab, keeps its token for the tab's life, and removes it from view. */
export function enter(): Address {
  const address = readAddress(location.href);
  if (address.token !== null) {
    keepToken(address.token);
    history.replaceState(history.state, '', address.cleaned);
  }
  return address;
}

export function keepToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Storage is off: the token lasts until the next reload.
    memory = token;
  }
}

export function findToken(): string | null {
  try {
    return sessionStorage.getItem(KEY) ?? memory;
  } catch {
    return memory;
  }
}

export function forgetToken(): void {
  memory = null;
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

let memory: string | null = null;
