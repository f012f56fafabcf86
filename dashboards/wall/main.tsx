import { batch, computed, effect, signal } from '@preact/signals';
import { render } from 'preact';
import { enter } from '../shared/access.ts';
import { applyTheme } from '../shared/theme.ts';
import type { Snapshot } from '../shared/types.ts';
import { lookWord } from '../shared/words.ts';
import { Feed, type Way } from './feed.ts';
import type { Room } from './layout.ts';
import { ownVersion, reloadFor, shiftPixels, stayAwake } from './kiosk.ts';
import { Player, decide, isQuiet, readQuiet, silence, type Heard, type Settings } from './sound.ts';
import { lookOfFleet, narrow, silenceLimitMillis, summary, tiles, turnOf } from './state.ts';
import { Wall, type WallState } from './view.tsx';
import '../shared/base.css';
import './wall.css';

const address = enter();
applyTheme(address.parameters.get('theme'));

const snapshot = signal<Snapshot | null>(null);
const way = signal<Way>('connecting');
const reason = signal('');
const receivedAt = signal<number | null>(null);
const offset = signal(0);
const tick = signal(Date.now());
const newVersion = signal(false);
const sound = signal(address.kiosk ? address.parameters.get('sound') !== '0' : false);
const soundBlocked = signal(false);
const size = (): Room => ({ width: innerWidth, height: innerHeight });
const room = signal(size());
addEventListener('resize', () => (room.value = size()));
const quiet = readQuiet(address.parameters.get('quiet'));

const now = computed(() => tick.value + offset.value);
/** What is drawn: the whole view, or with `?rotate=30` one site after the other while nothing is not ready. */
const rotate = Math.min(3600, Math.max(0, Number(address.parameters.get('rotate')) || 0));
const drawn = computed(() => {
  const whole = snapshot.value;
  const site = whole == null ? null : turnOf(whole, rotate, now.value);
  return whole == null || site == null ? whole : narrow(whole, site);
});
const shown = computed(() => (drawn.value == null ? [] : tiles(drawn.value.problems, now.value)));
const silent = computed(() => {
  const at = receivedAt.value;
  return at != null && tick.value - at > silenceLimitMillis(snapshot.value?.heartbeatSeconds ?? 5);
});

const player = new Player();
let heard: Heard = silence;

new Feed(address.labels, {
  data(next) {
    batch(() => {
      const arrived = Date.now();
      snapshot.value = next;
      receivedAt.value = arrived;
      tick.value = arrived;
      offset.value = Date.parse(next.serverTime) - arrived;
    });
    const own = ownVersion();
    if (own !== '' && next.version !== own) newVersion.value = reloadFor(next.version) === 'tried';
  },
  way(next, why) {
    batch(() => {
      way.value = next;
      reason.value = why;
    });
  },
}).run().catch((cause: unknown) => (reason.value = String(cause)));

setInterval(() => (tick.value = Date.now()), 1000);

effect(() => {
  if (silent.value || snapshot.value == null) return;
  const settings: Settings = { on: sound.value, quiet, repeatSeconds: 60 };
  const local = new Date(tick.value);
  const due = decide(shown.value, heard, settings, tick.value, local.getHours() * 60 + local.getMinutes());
  heard = due.heard;
  if (due.kind !== 'none') player.play(due.kind);
});

effect(() => {
  soundBlocked.value = sound.value && tick.value > 0 && player.blocked();
});

const unblock = (): void => {
  if (sound.value) void player.unblock().then(() => (soundBlocked.value = player.blocked()));
};
addEventListener('pointerdown', unblock);
addEventListener('keydown', unblock);

const look = computed(() => (silent.value || snapshot.value == null ? 'no-data' : lookOfFleet(snapshot.value.totals)));

effect(() => {
  const picture = snapshot.value;
  const label = picture?.label ? ` · ${picture.label}` : '';
  document.title = silent.value || picture == null
    ? `NO DATA${label} · Linecheck`
    : picture.totals.notReady > 0
      ? `(${picture.totals.notReady}) ${lookWord['not-ready']}${label} · Linecheck`
      : `${lookWord[look.value]}${label} · Linecheck`;
});

const state: WallState = {
  snapshot: drawn, way, reason, receivedAt, now, shown, silent, look, newVersion, sound, soundBlocked,
  kiosk: address.kiosk,
  room,
  quietNow: computed(() => {
    const local = new Date(tick.value);
    return isQuiet(quiet, local.getHours() * 60 + local.getMinutes());
  }),
  announced: computed(() => (silent.value ? 'No data: this page has lost its server.'
    : snapshot.value == null ? '' : summary(snapshot.value.totals))),
  unblock,
};

if (address.kiosk) {
  document.documentElement.classList.add('kiosk');
  stayAwake();
}
const place = document.getElementById('app');
if (place) {
  render(<Wall state={state} />, place);
  if (address.kiosk) shiftPixels(place);
}
