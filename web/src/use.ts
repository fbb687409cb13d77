// What a visitor can set on My use.
import countries from './generated/countries.json';
import type { Fields } from './state/fields';
import { SIZES, TASK_IDS } from './tasks';

export const PLACES_OF_USE = ['world', ...countries.map((c) => c.id).filter((id) => id !== 'world')];

export const USE = {
  task: { kind: 'choice', of: TASK_IDS, start: 'short-question' },
  day: { kind: 'number', low: 0.1, high: 1000, start: 10 },
  model: { kind: 'choice', of: SIZES, start: 'typical' },
  place: { kind: 'choice', of: PLACES_OF_USE, start: 'world' },
  making: { kind: 'choice', of: ['with', 'without'], start: 'with' },
  people: { kind: 'maybe', low: 1, high: 8e9, start: null },
} as const satisfies Fields;
