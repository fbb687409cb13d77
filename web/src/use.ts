// What a visitor can set on My use, and the document the core gets for it.
import countries from './generated/countries.json';
import type { Fields, Values } from './state/fields';
import { MEDIA, MODELS, SAMPLES, SEED, SESSIONS, SIZES, TASK_IDS, isMedia, type SessionId } from './tasks';

export const PLACES_OF_USE = ['world', ...countries.map((c) => c.id).filter((id) => id !== 'world')];

/** The mix a visitor finds: an example of a day, to change. */
const EXAMPLE: Partial<Record<SessionId, number>> = {
  'short-question': 8, 'search-answer': 5, 'long-chat': 1, 'write-text': 0.4, 'summarise-document': 0.4,
  'reasoning-question': 0.2, 'deep-research': 0.05,
};

type Often = { kind: 'number'; low: number; high: number; start: number };
type OftenKey = `n.${SessionId}`;
const often = Object.fromEntries(SESSIONS.map((task) => [`n.${task}`, { kind: 'number', low: 0, high: 1000, start: EXAMPLE[task] ?? 0 }])) as Record<OftenKey, Often>;

export const USE = {
  what: { kind: 'choice', of: ['one', 'mix'], start: 'one' },
  task: { kind: 'choice', of: TASK_IDS, start: 'short-question' },
  day: { kind: 'number', low: 0.1, high: 1000, start: 10 },
  model: { kind: 'choice', of: SIZES, start: 'typical' },
  place: { kind: 'choice', of: PLACES_OF_USE, start: 'world' },
  making: { kind: 'choice', of: ['with', 'without'], start: 'with' },
  people: { kind: 'maybe', low: 1, high: 8e9, start: null },
  ...often,
} as const satisfies Fields;

export type UseValues = Values<typeof USE>;

export const oftenKey = (task: SessionId): OftenKey => `n.${task}`;

/** The tasks of the mix, in the order of the page. */
export function mixed(v: UseValues): SessionId[] {
  return SESSIONS.filter((task) => v[oftenKey(task)] > 0);
}

/** What stands beside a task in the table `alternatives`. */
const COMPARE = ['smaller-model', 'on-device', 'without-ai'];
const DAYS_PER_YEAR = 365;

/** A year of what the visitor does. */
export function useDocument(v: UseValues, samples = SAMPLES): object {
  const rest = { place: v.place, run: { seed: SEED, samples } };
  if (v.what === 'mix') {
    const tasks = mixed(v).map((task) => ({ task, per_day: v[oftenKey(task)], ...MODELS[v.model] }));
    return { tasks, days: DAYS_PER_YEAR, ...rest };
  }
  const times = v.day * DAYS_PER_YEAR;
  if (isMedia(v.task)) {
    const { asked, models } = MEDIA[v.task];
    return { ...asked, model: models[v.model], requests: times, ...rest };
  }
  return { task: v.task, ...MODELS[v.model], sessions: times, compare: COMPARE, ...rest };
}
