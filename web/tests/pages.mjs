// The pages as addresses; kept apart from the program's own table, so that a moved page is noticed.
export const PAGES = {
  nl: { home: 'nl/', use: 'nl/mijn-gebruik/', site: 'nl/datacenter/', scenarios: 'nl/scenarios/', method: 'nl/hoe-rekenen-we/', sources: 'nl/bronnen/', accuracy: 'nl/hoe-goed-klopt-het/', accessibility: 'nl/toegankelijkheid/', embed: 'nl/insluiten/' },
  en: { home: 'en/', use: 'en/my-use/', site: 'en/data-centre/', scenarios: 'en/scenarios/', method: 'en/method/', sources: 'en/sources/', accuracy: 'en/accuracy/', accessibility: 'en/accessibility/', embed: 'en/embed/' },
};
export const ALL = Object.entries(PAGES).flatMap(([lang, pages]) => Object.entries(pages).map(([view, path]) => ({ lang, view, path })));
export const DOORS = ['use', 'site', 'scenarios'];
