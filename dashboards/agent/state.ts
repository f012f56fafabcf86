/** All state of the page, in one place. */
import { computed, signal } from '@preact/signals';
import { ownOutcome } from './decide.ts';
import { shortCode } from './shortcode.ts';
import { languages, pick, type Words } from './texts/index.ts';
import type { Outcome, Quality, Result, Session, TestName, Verdict } from './types.ts';

export const ORDER: TestName[] = ['browser', 'microphone', 'speaker', 'websocket', 'register', 'network', 'quality', 'echo', 'awake'];

export type Phase = 'opening' | 'no-link' | 'expired' | 'wrong' | 'unreachable' | 'idle' | 'running' | 'over';

export const language = signal('en');
export const words = computed<Words>(() => languages[language.value] ?? languages.en!);
export const phase = signal<Phase>('opening');
export const session = signal<Session | null>(null);
export const results = signal<Partial<Record<TestName, Result>>>({});
export const running = signal<TestName[]>([]);
export const verdict = signal<Verdict | null>(null);
export const offline = signal(false);
export const clockWrong = signal(false);
export const level = signal(0);
export const asking = signal<'microphone' | 'speak' | 'heard' | 'echo' | null>(null);
export const recording = signal<string | null>(null);
export const devices = signal<{ id: string; label: string }[]>([]);
export const lastQuality = signal<Quality | null>(null);
export const details = signal<string[]>([]);
/** One number of a test for the eye, without words. */
export const facts = signal<Partial<Record<TestName, string>>>({});

const LANGUAGE_KEY = 'linecheck-language';

export function chooseLanguage(one: string): void {
  language.value = one;
  document.documentElement.lang = one;
  try {
    localStorage.setItem(LANGUAGE_KEY, one);
  } catch {
    // It lasts for this page.
  }
}

export function startLanguage(): void {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(LANGUAGE_KEY);
  } catch {
    // Storage is off.
  }
  chooseLanguage(kept !== null && kept in languages ? kept : pick(navigator.languages));
}

export const list = computed(() => ORDER.flatMap((name) => results.value[name] ?? []));

/** The big word: the server's joined one, else this browser's own. */
export const outcome = computed<Outcome>(() => {
  const own = ownOutcome(list.value, phase.value === 'over');
  // The server's word on a part of the run is no word on the whole.
  const said = verdict.value?.outcome ?? 'incomplete';
  const word = said === 'incomplete' || own === 'incomplete' ? (said === 'not-ready' ? said : own) : said;
  return clockWrong.value && word === 'ready' ? 'ready-with-warnings' : word;
});

/** What is to be done, as keys of the texts: the server's findings where it answered. */
export const found = computed<string[]>(() => {
  const own = list.value.flatMap((result) => result.codes);
  // Information for others is no instruction for an agent; the battery is.
  const told = verdict.value?.findings.filter((finding) => finding.severity !== 'info' || finding.fixedBy === 'agent').map((finding) => (finding.code in words.value.finding ? finding.code : 'dialer'));
  const codes = told ?? own;
  const extra = clockWrong.value ? ['clock'] : [];
  const stopped = codes.length === 0 && outcome.value === 'incomplete' ? ['interrupted'] : [];
  const dialer = told === undefined && session.value?.socket?.server === 'fails' && results.value.websocket?.verdict === 'failed' ? ['dialer'] : [];
  return [...dialer, ...extra, ...codes, ...stopped];
});

export const code = computed(() => verdict.value?.shortCode ?? shortCode(outcome.value, list.value.flatMap((result) => result.codes), session.value?.run ?? ''));
