/** The words of the page, by language. */
import en from './en.json';
import es from './es.json';

export type Words = typeof en;
export const languages: Record<string, Words> = { en, es };

/** The first of the wanted languages that is there, English else. */
export function pick(wanted: readonly string[]): string {
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag in languages) ?? 'en';
}

/** Puts values into the places of a text. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
