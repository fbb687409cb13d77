export { nl as t } from './i18n/nl';
export { default as names } from './generated/names.nl.json';
