// From little to much in one hue: no colour here means good or bad, and light alone tells the order.

const STOPS = {
  light: [[235, 244, 250], [158, 200, 229], [58, 131, 184], [6, 42, 74]],
  dark: [[24, 42, 56], [33, 86, 126], [91, 169, 221], [226, 243, 254]],
} as const;

export type Scheme = keyof typeof STOPS;

/** Colour of a share from 0 to 1. */
export function colour(scheme: Scheme, share: number): [number, number, number] {
  const stops = STOPS[scheme];
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  return [0, 1, 2].map((c) => Math.round(stops[i][c] + (at - i) * (stops[i + 1][c] - stops[i][c]))) as [number, number, number];
}

export const css = (rgb: readonly number[]) => `rgb(${rgb.join(' ')})`;
