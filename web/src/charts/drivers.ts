// What matters most, as the core found it.
import { titleOf, type Names } from '../context';
import { number, readable, unitName } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report } from '../report';
import type { Lang } from '../routes';
import type { RowChart } from './chart';

/** An input of one task of a mix says which task. */
export function inputName(input: string, report: Report, t: Messages): string {
  const [, at, own] = /^work\[(\d+)\]\.(.*)$/.exec(input) ?? [];
  const task = report.tables.tasks?.ids?.[Number(at)];
  const name = t.drivers.names[input] ?? t.drivers.names[`work[0].${own}`] ?? t.drivers.names[own] ?? input;
  return at !== undefined && task ? `${t.use.tasks[task]?.[0] ?? task}: ${name}` : name;
}

/** Two digits, or as many as it takes to tell the two ends of the smallest effect apart: it is still an effect. */
function scale(values: number[], times: number, lang: Lang): (value: number) => string {
  const with_ = (digits: number) => (value: number) => number(value * times, lang, digits);
  const enough = (digits: number) => values.every((value, i) => i % 2 === 0 || with_(digits)(value) !== with_(digits)(values[i - 1]));
  return with_([2, 3].find(enough) ?? 3);
}

export function driversChart(report: Report, figure: string, t: Messages, names: Names, lang: Lang): RowChart {
  const drivers = report.drivers.filter((d) => d.figure === figure);
  const { central, unit } = report.figures[figure];
  const name = (input: string) => inputName(input, report, t);
  const at = readable(central, unit);
  const scaled = scale(drivers.flatMap((d) => d.moves), at.times, lang);
  const suffix = unitName(at.unit, lang);
  return {
    id: `drivers-${figure}`,
    title: figure === 'facility_energy_wh' ? t.drivers.title : t.drivers.titleOf(titleOf(names, figure)),
    finding: drivers[0] ? t.drivers.finding(name(drivers[0].input)) : '',
    subtitle: figure === 'facility_energy_wh' ? t.drivers.subtitle : t.drivers.subtitleOf,
    columns: [t.drivers.column, t.drivers.low, t.drivers.high, t.figure.unit],
    cells: drivers.map((d) => [name(d.input), d.moves[0] * at.times, d.moves[1] * at.times, suffix]),
    shape: 'swing',
    rows: drivers.map((d) => ({
      label: name(d.input), low: d.moves[0], mid: central, high: d.moves[1],
      text: `${scaled(d.moves[0])} → ${scaled(d.moves[1])} ${suffix}`,
    })),
  };
}
