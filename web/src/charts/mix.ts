// What each task of a mix takes, as the core's table of tasks says it; the largest first.
import { number, range, readable, unitName } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report, Summary } from '../report';
import type { Lang } from '../routes';
import type { RowChart } from './chart';

export function mixChart(report: Report, t: Messages, lang: Lang): RowChart | null {
  const table = report.tables.tasks;
  if (!table?.ids) return null;
  const column = (name: string) => table.columns.indexOf(name);
  const of = (row: number[], name: string): Summary => ({ p5: row[column(`${name}_p5`)], p50: row[column(`${name}_p50`)], p95: row[column(`${name}_p95`)], central: 0, unit: 'Wh' });
  const rows = table.ids
    .map((id, i) => ({ name: t.use.tasks[id]?.[0] ?? id, year: of(table.rows[i], 'facility_energy_wh'), each: of(table.rows[i], 'per_session_facility_energy_wh') }))
    .sort((a, b) => b.year.p50 - a.year.p50);
  const at = readable(rows[0].year.p50, 'Wh');
  const each = readable(rows[0].each.p50, 'Wh');
  const sum = rows.reduce((total, r) => total + r.year.p50, 0);
  return {
    id: 'mix', title: t.use.mix.title, subtitle: t.use.mix.subtitle, shape: 'dot',
    finding: t.use.mix.finding(rows[0].name, `${number((100 * rows[0].year.p50) / sum, lang)} %`),
    columns: [t.use.task, 'p5', 'p50', 'p95', t.figure.unit, t.use.mix.each('p50', unitName(each.unit, lang))],
    cells: rows.map((r) => [r.name, r.year.p5 * at.times, r.year.p50 * at.times, r.year.p95 * at.times, unitName(at.unit, lang), r.each.p50 * each.times]),
    rows: rows.map((r) => ({ label: r.name, low: r.year.p5, mid: r.year.p50, high: r.year.p95, text: range(r.year, lang, at) })),
  };
}
