// What a visitor can do with AI. How many turns, tokens and tools a task takes is in the core's catalogue of tasks, with
// sources: here are only the ids a page offers, the most common first.

/** Tasks of words, which can also be in a mix. */
export const SESSIONS = [
  'short-question', 'long-chat', 'write-text', 'summarise-document', 'translate', 'reasoning-question', 'search-answer',
  'voice-assistant', 'code-completion', 'coding-agent', 'deep-research',
] as const;
export type SessionId = (typeof SESSIONS)[number];

const SIZES_ = ['typical', 'large', 'medium', 'small'] as const;
export const SIZES: readonly ModelSize[] = SIZES_;
export type ModelSize = (typeof SIZES_)[number];

/** Open models that stand for a size: nobody outside knows what the closed ones run on. */
export const MODELS: Record<ModelSize, { model?: string }> = {
  typical: {},
  large: { model: 'deepseek-v3' },
  medium: { model: 'llama-3.3-70b' },
  small: { model: 'llama-3.1-8b' },
};

/** Pictures and film of the size in the catalogue of tasks, with the steps that the makers of a model advise. */
export const MEDIA = {
  image: {
    asked: { kind: 'image', width: 1024, height: 1024 },
    models: { typical: 'flux.1-dev', large: 'qwen-image', medium: 'flux.1-dev', small: 'sdxl' },
  },
  video: {
    asked: { kind: 'video', width: 832, height: 480, frames: 81 },
    models: { typical: 'wan-2.1-t2v-14b', large: 'wan-2.1-t2v-14b', medium: 'cogvideox-1.5-5b', small: 'wan-2.1-t2v-1.3b' },
  },
} as const satisfies Record<string, { asked: object; models: Record<ModelSize, string> }>;
export type MediaId = keyof typeof MEDIA;

export const TASK_IDS = [...SESSIONS, ...(Object.keys(MEDIA) as MediaId[])] as const;
export type TaskId = (typeof TASK_IDS)[number];

export function isMedia(task: TaskId): task is MediaId {
  return Object.hasOwn(MEDIA, task);
}

/** Enough for two digits of the 5th and 95th percentile. */
export const SAMPLES = 1000;
/** The same draws for every question, so that two answers differ only by what was asked. */
export const SEED = 1;
