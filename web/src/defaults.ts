// The questions the pages start with. Bundled apart: their answers must exist before the pages are built.
import { LETTERS, planOf, SCENARIOS } from './scenarios';
import { SITE, siteDocument, type SiteValues } from './site';
import { starts } from './state/fields';
import { USE, useDocument } from './use';

const plans = starts(SCENARIOS);

export const use = useDocument(starts(USE));
export const site = siteDocument(starts(SITE) as SiteValues);
export const scenarios = Object.fromEntries(LETTERS.map((letter) => [letter, siteDocument(planOf(plans, letter) as SiteValues)]));
