// What the build writes into pages, by language.
import { aboutEn } from './about.en';
import { aboutNl } from './about.nl';

export const ABOUT = { nl: aboutNl, en: aboutEn } as const;
