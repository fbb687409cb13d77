// Every page: its name in the program and its folder in each language.

export type Lang = 'nl' | 'en';
export const LANGS: readonly Lang[] = ['nl', 'en'];

export const ROUTES = {
  home: { nl: '', en: '' },
  use: { nl: 'mijn-gebruik', en: 'my-use' },
  site: { nl: 'datacenter', en: 'data-centre' },
  scenarios: { nl: 'scenarios', en: 'scenarios' },
  method: { nl: 'hoe-rekenen-we', en: 'method' },
  sources: { nl: 'bronnen', en: 'sources' },
  accuracy: { nl: 'hoe-goed-klopt-het', en: 'accuracy' },
  accessibility: { nl: 'toegankelijkheid', en: 'accessibility' },
  embed: { nl: 'insluiten', en: 'embed' },
} as const;

export type View = keyof typeof ROUTES;
export const VIEWS = Object.keys(ROUTES) as View[];

/** The folder of a page, from the root of the site. */
export function folder(lang: Lang, view: View): string {
  const slug = ROUTES[view][lang];
  return slug === '' ? `${lang}/` : `${lang}/${slug}/`;
}

/** The way from a page back to the root of the site: the site works in any folder of any server. */
export function rootFrom(view: View): string {
  return view === 'home' ? '../' : '../../';
}

export function link(lang: Lang, to: View, from: View): string {
  return rootFrom(from) + folder(lang, to);
}
