// What can differ between plans, and the second plan the page starts with.
import { SITE } from './site';
import type { Fields, Values } from './state/fields';
import { starts } from './state/fields';

export const LETTERS = ['a', 'b', 'c'] as const;
export type Letter = (typeof LETTERS)[number];

const { place, by, mw, cooling, redundancy, hardware, layout } = SITE;
const PLAN = { place, by, mw, cooling, redundancy, hardware, layout };
type Plan = typeof PLAN;

const prefixed = <L extends Letter>(letter: L, changes: Partial<Record<keyof Plan, string>> = {}) =>
  Object.fromEntries(
    Object.entries(PLAN).map(([key, field]) => [`${letter}.${key}`, { ...field, start: changes[key as keyof Plan] ?? field.start }]),
  );

/** Plan B differs in its cooling, so that the page has a difference to show. */
export const CHILLERS = { cooling: 'economiser-chiller' } as const;

export const SCENARIOS = {
  plans: { kind: 'choice', of: ['2', '3'], start: '2' },
  ...prefixed('a'),
  ...prefixed('b', CHILLERS),
  ...prefixed('c', { cooling: 'free-air' }),
} as Fields;

export const PLAN_KEYS = Object.keys(PLAN) as (keyof Plan)[];

export function planOf(values: Values<Fields>, letter: Letter): Values<typeof SITE> {
  const all = starts(SITE) as Record<string, unknown>;
  for (const key of PLAN_KEYS) all[key] = (values as Record<string, unknown>)[`${letter}.${key}`];
  return all as Values<typeof SITE>;
}
