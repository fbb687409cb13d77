// What matters most, as the core found it.
import { titleOf, type Names } from '../context';
import { number, readable, unitName } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report } from '../report';
import type { Lang } from '../routes';
import type { RowChart } from './chart';

export function driversChart(report: Report, figure: string, t: Messages, names: Names, lang: Lang): RowChart {
  const drivers = report.drivers.filter((d) => d.figure === figure);
  const { central, unit } = report.figures[figure];
  const name = (input: string) => t.drivers.names[input] ?? input;
  const at = readable(central, unit);
  // Three digits: a small effect is still an effect.
  const scaled = (v: number) => number(v * at.times, lang, 3);
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
