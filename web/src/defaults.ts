// The questions the pages start with. Bundled apart: their answers must exist before the pages are built.
import { LETTERS, planOf, SCENARIOS } from './scenarios';
import { SITE, siteDocument, type SiteValues } from './site';
import { starts } from './state/fields';
import { SIZES, useDocument } from './tasks';
import { USE } from './use';

const use = starts(USE);
const plans = starts(SCENARIOS);

export const uses = Object.fromEntries(SIZES.map((size) => [size, useDocument({ task: use.task, perDay: use.day, model: size, place: use.place })]));
export const site = siteDocument(starts(SITE) as SiteValues);
export const scenarios = Object.fromEntries(LETTERS.map((letter) => [letter, siteDocument(planOf(plans, letter) as SiteValues)]));
