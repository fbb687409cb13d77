// What a visitor can do with AI, and the document the core gets for it. How many turns, tokens and tools a task takes
// is in the core's catalogue of tasks, with sources: here are only the ids a page offers, the most common first.

export const TASK_IDS = [
  'short-question', 'long-chat', 'write-text', 'summarise-document', 'translate', 'reasoning-question', 'search-answer',
  'voice-assistant', 'code-completion', 'coding-agent', 'deep-research',
] as const;

export type TaskId = (typeof TASK_IDS)[number];

/** Open models that stand for a size: nobody outside knows what the closed ones run on. */
export const MODELS = {
  typical: {},
  large: { model: 'deepseek-v3' },
  medium: { model: 'llama-3.3-70b' },
  small: { model: 'llama-3.1-8b' },
} as const;

export type ModelSize = keyof typeof MODELS;
export const SIZES = Object.keys(MODELS) as ModelSize[];

/** What stands beside the task in the table `alternatives`. */
const COMPARE = ['smaller-model', 'on-device', 'without-ai'];

const DAYS_PER_YEAR = 365;

export interface Use { task: TaskId; perDay: number; model: ModelSize; place: string }

/** A year of one kind of use. */
export function useDocument({ task, perDay, model, place }: Use, samples = SAMPLES): object {
  return { task, ...MODELS[model], sessions: perDay * DAYS_PER_YEAR, place, compare: COMPARE, run: { seed: SEED, samples } };
}

/** Enough for two digits of the 5th and 95th percentile. */
export const SAMPLES = 1000;
/** The same draws for every question, so that two answers differ only by what was asked. */
export const SEED = 1;
