export { en as t } from './i18n/en';
export { default as names } from './generated/names.en.json';
