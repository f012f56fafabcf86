/** What a screen on a wall needs besides its picture: stay awake, no cursor, no burnt-in pixels. */

/** Keeps the screen awake; asks again whenever the page comes back into view. */
export function stayAwake(): void {
  const ask = (): void => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', ask);
  ask();
}

/** Pure: where the picture stands in minute n; a slow round of two pixels each way. */
export function shiftOf(minute: number): { x: number; y: number } {
  const round = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2], [2, -2]] as const;
  const [x, y] = round[((minute % round.length) + round.length) % round.length]!;
  return { x, y };
}

/** Moves the picture a little every three minutes. */
export function shiftPixels(place: HTMLElement): void {
  const move = (): void => {
    const { x, y } = shiftOf(Math.floor(Date.now() / 180_000));
    place.style.transform = `translate(${x}px, ${y}px)`;
  };
  setInterval(move, 60_000);
  move();
}

/** Reloads once for a new version of the pages; walls spread out over ten seconds. */
export function reloadFor(version: string): 'reloading' | 'tried' {
  const key = 'linecheck-reloaded-for';
  try {
    if (sessionStorage.getItem(key) === version) return 'tried';
    sessionStorage.setItem(key, version);
  } catch {
    return 'tried';
  }
  setTimeout(() => location.reload(), Math.random() * 10_000);
  return 'reloading';
}

/** Version of these pages, from their shell. */
export function ownVersion(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="linecheck-version"]')?.content ?? '';
}
