// What a visitor can do with AI, and the document the core gets for it.
//
// The token counts are ours and rough; each is a range. When the core knows sessions, `document` becomes
// `{ kind: 'session', … }` and this table keeps its shape.

export interface Range { low: number; mid: number; high: number }

export const TASKS = {
  question: { input: { low: 200, mid: 800, high: 2500 }, output: { low: 200, mid: 450, high: 1200 }, model: 'large' },
  text: { input: { low: 300, mid: 1000, high: 4000 }, output: { low: 800, mid: 1500, high: 3000 }, model: 'large' },
  summary: { input: { low: 3000, mid: 10000, high: 30000 }, output: { low: 200, mid: 500, high: 1200 }, model: 'large' },
  reasoning: { input: { low: 300, mid: 1000, high: 3000 }, output: { low: 2000, mid: 6000, high: 20000 }, model: 'large' },
  agent: {
    input: { low: 8000, mid: 20000, high: 50000 }, cached: { low: 6000, mid: 15000, high: 40000 },
    output: { low: 300, mid: 800, high: 2000 }, requests: { low: 5, mid: 15, high: 40 }, model: 'large',
  },
  search: { input: { low: 1000, mid: 3000, high: 8000 }, output: { low: 80, mid: 150, high: 300 }, model: 'medium' },
} as const satisfies Record<string, TaskSpec>;

interface TaskSpec {
  input: Range;
  cached?: Range;
  output: Range;
  /** How often the model is called for one such task. */
  requests?: Range;
  model: ModelSize;
}

export type TaskId = keyof typeof TASKS;
export const TASK_IDS = Object.keys(TASKS) as TaskId[];

/** Open models that stand for a size: nobody outside knows what the closed ones run on. */
export const MODELS = {
  large: { model: 'deepseek-v3', accelerator: 'h200-sxm', accelerators: 8 },
  medium: { model: 'llama-3.3-70b', accelerator: 'h100-sxm', accelerators: 4 },
  small: { model: 'llama-3.1-8b', accelerator: 'h100-sxm', accelerators: 1 },
} as const;

export type ModelSize = keyof typeof MODELS;
export const SIZES = Object.keys(MODELS) as ModelSize[];

const DAYS_PER_YEAR = 365;
/** How fast the answer should come: what services of today aim at. */
const LATENCY_MS: Range = { low: 20, mid: 40, high: 80 };

export interface Use { task: TaskId; perDay: number; model: ModelSize; place: string }

/** A year of one kind of use. */
export function useDocument({ task, perDay, model, place }: Use, samples = SAMPLES): object {
  const spec: TaskSpec = TASKS[task];
  const times = perDay * DAYS_PER_YEAR;
  const requests = spec.requests
    ? { low: spec.requests.low * times, mid: spec.requests.mid * times, high: spec.requests.high * times }
    : times;
  return {
    kind: 'inference',
    ...MODELS[model],
    input_tokens: spec.input,
    ...(spec.cached ? { cached_input_tokens: spec.cached } : {}),
    output_tokens: spec.output,
    requests,
    latency_ms: LATENCY_MS,
    place,
    run: { seed: SEED, samples },
  };
}

/** Enough for two digits of the 5th and 95th percentile. */
export const SAMPLES = 1000;
/** The same draws for every question, so that two answers differ only by what was asked. */
export const SEED = 1;
