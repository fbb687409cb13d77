// The hours of a site, for pictures: what the core gives in UTC, turned to the hour at which the sun is highest at noon.

/** Columns of the core's series, in its order. */
const COLUMNS = ['dry_bulb_c', 'wet_bulb_c', 'it_power_mw', 'cooling_power_mw', 'electrical_loss_mw', 'other_power_mw', 'facility_power_mw', 'pue', 'water_withdrawal_m3', 'water_consumption_m3', 'waste_heat_mw'] as const;
export type Column = (typeof COLUMNS)[number];
export type Hours = Record<Column, Float64Array>;

export const HOURS = 8760;
export const DAYS = 365;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** First day of each month, and of the next year. */
export const MONTH_STARTS = MONTH_DAYS.reduce((starts, days) => [...starts, starts.at(-1)! + days], [0]);

/** The columns, each turned by `offset`: what runs over the year's end comes back at its start. */
export function hoursOf(series: Float64Array, offset: number): Hours {
  const turned = (column: Float64Array) => column.map((_, at) => column[(at - offset + HOURS) % HOURS]);
  return Object.fromEntries(COLUMNS.map((name, i) => [name, turned(series.subarray(i * HOURS, (i + 1) * HOURS))])) as Hours;
}

/** Rows for a file: the hour in UTC, then each column as the core gave it. */
export function hourTable(series: Float64Array, year: number): (string | number)[][] {
  const start = Date.UTC(2025, 0, 1);
  const stamp = (at: number) => `${year}${new Date(start + at * 3.6e6).toISOString().slice(4, 19)}Z`;
  const rows = Array.from({ length: HOURS }, (_, at) => [stamp(at), ...COLUMNS.map((_, i) => series[i * HOURS + at])]);
  return [['time_utc', ...COLUMNS], ...rows];
}

const sum = (values: ArrayLike<number>, from: number, to: number) => {
  let total = 0;
  for (let at = from; at < to; at += 1) total += values[at];
  return total;
};

export const mean = (values: ArrayLike<number>, from = 0, to = values.length) => sum(values, from, to) / (to - from);

/** Lowest and highest value. */
export function ends(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at += 1) {
    low = Math.min(low, values[at]);
    high = Math.max(high, values[at]);
  }
  return [low, high];
}

/** Quarters of a day. */
export const PARTS = [0, 6, 12, 18] as const;

/** A total for each month and quarter of the day. */
export function byMonthAndPart(values: ArrayLike<number>): number[][] {
  return MONTH_DAYS.map((days, month) =>
    PARTS.map((hour) => {
      let total = 0;
      for (let day = MONTH_STARTS[month]; day < MONTH_STARTS[month] + days; day += 1) total += sum(values, day * 24 + hour, day * 24 + hour + 6);
      return total;
    }),
  );
}

export const WEEK = 7 * 24;

/** First hour of the week of a season that is most like the season: its mean outside air is nearest. */
export function typicalWeek(air: Float64Array, months: readonly number[]): number {
  const days = months.flatMap((m) => Array.from({ length: MONTH_DAYS[m] }, (_, d) => MONTH_STARTS[m] + d));
  const season = days.reduce((total, day) => total + mean(air, day * 24, day * 24 + 24), 0) / days.length;
  const starts = days.filter((day) => days.includes(day + 6) && day + 7 <= DAYS);
  const off = (day: number) => Math.abs(mean(air, day * 24, day * 24 + WEEK) - season);
  return starts.reduce((best, day) => (off(day) < off(best) ? day : best)) * 24;
}

/** Round numbers on a scale from `low` to `high`, three or four of them. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 3 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((s) => s >= rough) ?? rough;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

/** The value below which a share of the values lies. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))];
}

/** The three months in a row with the lowest or the highest mean of the air. */
export function season(air: Float64Array, which: 'cold' | 'warm'): number[] {
  const three = (m: number) => [m, (m + 1) % 12, (m + 2) % 12];
  const warmth = (m: number) => three(m).reduce((total, month) => total + mean(air, MONTH_STARTS[month] * 24, MONTH_STARTS[month + 1] * 24), 0);
  const sign = which === 'cold' ? 1 : -1;
  const best = Array.from({ length: 12 }, (_, m) => m).reduce((a, b) => (sign * warmth(b) < sign * warmth(a) ? b : a));
  return three(best);
}
