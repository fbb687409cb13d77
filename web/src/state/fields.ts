// What a visitor can set on a page, with limits. The same table reads a link, so that no link can ask the impossible.

export type Field =
  | { kind: 'number'; low: number; high: number; start: number; step?: number }
  | { kind: 'choice'; of: readonly string[]; start: string }
  | { kind: 'maybe'; low: number; high: number; start: null };

export type Fields = Record<string, Field>;
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends { kind: 'number' } ? number : F[K] extends { kind: 'maybe' } ? number | null
    : F[K] extends { kind: 'choice'; of: readonly (infer S)[] } ? S : never;
};

export function starts<F extends Fields>(fields: F): Values<F> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.start])) as Values<F>;
}

/** Six digits: what a link keeps of a number. */
export function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function valid(field: Field, text: string): number | string | null {
  if (field.kind === 'choice') return field.of.includes(text) ? text : field.start;
  const value = text.trim() === '' ? NaN : Number(text);
  return Number.isFinite(value) ? rounded(clamp(value, field.low, field.high)) : field.start;
}

const VERSION = 'v1';
/** Longest link that is read: longer ones did not come from us. */
const LONGEST = 4000;

/** What a fragment says, with the starting value for all it does not say or says wrongly. */
export function read<F extends Fields>(fields: F, fragment: string): Values<F> {
  const values: Record<string, unknown> = starts(fields);
  const [version, ...pairs] = fragment.slice(0, LONGEST).replace(/^#/, '').split('&');
  if (version !== VERSION) return values as Values<F>;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at);
    if (at < 1 || !Object.hasOwn(fields, key)) continue;
    values[key] = valid(fields[key], decoded(pair.slice(at + 1)));
  }
  return values as Values<F>;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The fragment of values: only what differs from the start, and nothing when nothing does. */
export function write<F extends Fields>(fields: F, values: Values<F>): string {
  const pairs = changed(fields, values).map((key) => `${key}=${encodeURIComponent(String(values[key]))}`);
  return pairs.length === 0 ? '' : `#${[VERSION, ...pairs].join('&')}`;
}

export function changed<F extends Fields>(fields: F, values: Values<F>): (keyof F & string)[] {
  return Object.keys(fields).filter((key) => values[key] !== fields[key].start);
}
