// Numbers for people: two significant digits, the unit in which they are easiest to read, the language's own signs.
import type { Lang } from '../routes';
import type { Summary } from '../report';

const LOCALES = { nl: 'nl-NL', en: 'en-GB' } as const;

/** The same quantity in other units, largest first, by how many go into one unit of the report. */
const CHAINS: Record<string, readonly (readonly [string, number])[]> = {
  'Wh': [['TWh', 1e-12], ['GWh', 1e-9], ['MWh', 1e-6], ['kWh', 1e-3], ['Wh', 1], ['mWh', 1e3]],
  'MWh': [['TWh', 1e-6], ['GWh', 1e-3], ['MWh', 1], ['kWh', 1e3]],
  'gCO2e': [['t CO₂e', 1e-6], ['kg CO₂e', 1e-3], ['g CO₂e', 1], ['mg CO₂e', 1e3]],
  'tCO2e': [['Mt CO₂e', 1e-6], ['t CO₂e', 1], ['kg CO₂e', 1e3]],
  'µgSb': [['kg Sb', 1e-9], ['g Sb', 1e-6], ['mg Sb', 1e-3], ['µg Sb', 1]],
  'kgSb': [['kg Sb', 1], ['g Sb', 1e3]],
  'mL': [['m³', 1e-6], ['L', 1e-3], ['mL', 1], ['µL', 1e3]],
  'm³': [['m³', 1], ['L', 1e3]],
  'm²·year': [['m²·year', 1], ['cm²·year', 1e4], ['mm²·year', 1e6]],
  'kg/kWh': [['kg CO₂e/kWh', 1]],
};

export function number(value: number, lang: Lang, digits = 2): string {
  const text = new Intl.NumberFormat(LOCALES[lang], { maximumSignificantDigits: digits }).format(value);
  return text.replace('-', '−');
}

/** All digits that matter to someone who checks. */
export function precise(value: number, lang: Lang): string {
  return number(value, lang, 4);
}

/** A number as it stands in an input. */
export function plain(value: number, lang: Lang): string {
  return new Intl.NumberFormat(LOCALES[lang], { maximumSignificantDigits: 6, useGrouping: false }).format(value);
}

/** Reads what people type: comma or point for decimals, thousands grouped or not. `null` when it is no number. */
export function parse(text: string, lang: Lang): number | null {
  const bare = text.replace(/[\s  ']/g, '');
  const decimal = lang === 'nl' ? ',' : '.';
  const group = lang === 'nl' ? '.' : ',';
  const grouped = new RegExp(`^[-−]?\\d{1,3}(\\${group}\\d{3})+(\\${decimal}\\d+)?$`);
  const tidy = grouped.test(bare) ? bare.replaceAll(group, '') : bare;
  const value = Number(tidy.replace('−', '-').replace(',', '.'));
  return bare !== '' && Number.isFinite(value) ? value : null;
}

export interface Readable { unit: string; times: number }

/** The largest unit in which `size` is at least one, or a tenth where the next is ten thousand times as small. */
export function readable(size: number, unit: string): Readable {
  const chain = CHAINS[unit] ?? [[unit === '1' ? '' : unit, 1]];
  const enough = (i: number) => (i + 1 < chain.length && chain[i + 1][1] > 1000 * chain[i][1] ? 0.1 : 1);
  const [best, times] = chain.find(([, t], i) => Math.abs(size) * t >= enough(i)) ?? chain.at(-1)!;
  return { unit: best, times };
}

export function unitName(unit: string, lang: Lang): string {
  const named = unit === '1' ? '' : unit.replace('CO2e', ' CO₂e');
  return lang === 'nl' ? named.replace('year', 'jaar') : named;
}

const TO = { nl: 'tot', en: 'to' } as const;

/** Ratios near one say nothing in two digits. */
function digitsFor({ p50, unit }: Summary): number {
  return unit === '1' && p50 > 1 && p50 < 2 ? 3 : 2;
}

/** `1,6 tot 57 kWh`; one number where the range does not show. */
export function range(summary: Summary, lang: Lang, r: Readable = readable(summary.p50 || summary.p95, summary.unit)): string {
  const { p5, p95 } = summary;
  const digits = digitsFor(summary);
  const [low, high] = [number(p5 * r.times, lang, digits), number(p95 * r.times, lang, digits)];
  const numbers = low === high ? low : `${low} ${TO[lang]} ${high}`;
  return `${numbers} ${unitName(r.unit, lang)}`.trim();
}

/** The middle of a range, with the digits of the range. */
export function middle(summary: Summary, lang: Lang): string {
  const r = readable(summary.p50, summary.unit);
  return `${number(summary.p50 * r.times, lang, digitsFor(summary))} ${unitName(r.unit, lang)}`.trim();
}

export function amount(value: number, unit: string, lang: Lang): string {
  const r = readable(value, unit);
  return `${number(value * r.times, lang)} ${unitName(r.unit, lang)}`.trim();
}

/** With a sign, for differences. */
export function signed(value: number, unit: string, lang: Lang, at: Readable = readable(value, unit)): string {
  const sign = value > 0 ? '+' : '';
  return `${sign}${number(value * at.times, lang)} ${unitName(at.unit, lang)}`.trim();
}

export function monthNames(lang: Lang, length: 'long' | 'narrow' = 'long'): string[] {
  const format = new Intl.DateTimeFormat(LOCALES[lang], { month: length, timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, month) => format.format(Date.UTC(2025, month, 15)));
}
