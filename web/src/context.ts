// What every component of a page may ask for: its language, its texts, its names.
import { getContext, setContext } from 'svelte';
import type { Messages } from './i18n/nl';
import { link, type Lang, type View } from './routes';

export interface Names {
  figures: Record<string, { title: string; boundary: string; unit: string }>;
  places: Record<string, string>;
  countries: Record<string, string>;
}

export interface Page { lang: Lang; view: View; t: Messages; names: Names }

const KEY = 'page';

export function providePage(page: Page): void {
  setContext(KEY, page);
}

export function page(): Page & { href: (to: View) => string } {
  const here = getContext<Page>(KEY);
  return { ...here, href: (to) => link(here.lang, to, here.view) };
}

/** Title of a figure; those per request have that of the whole. */
export function titleOf(names: Names, id: string): string {
  const whole = id.replace(/^per_request_|^per_output_token_/, '');
  return (names.figures[id] ?? names.figures[whole])?.title ?? id;
}

export function boundaryOf(names: Names, id: string): string {
  const whole = id.replace(/^per_request_|^per_output_token_/, '');
  return (names.figures[id] ?? names.figures[whole])?.boundary ?? '';
}
