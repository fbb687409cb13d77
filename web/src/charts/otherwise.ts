// The same done otherwise, each time.
import { number, range, readable, unitName } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report, Summary } from '../report';
import type { Lang } from '../routes';
import type { RowChart } from './chart';

type Row = Summary & { name: string };

function chart(id: string, rows: Row[], finding: string, subtitle: string, t: Messages, lang: Lang): RowChart {
  const at = readable(rows[0].p50, 'Wh');
  return {
    id, title: t.use.compare.title, subtitle, shape: 'dot', finding,
    columns: [t.figure.figure, 'p5', 'p50', 'p95', t.figure.unit],
    cells: rows.map((r) => [r.name, r.p5 * at.times, r.p50 * at.times, r.p95 * at.times, unitName(at.unit, lang)]),
    rows: rows.map((r) => ({ label: r.name, low: r.p5, mid: r.p50, high: r.p95, text: range(r, lang, at) })),
  };
}

/** A session beside what the core sets next to it, on the same draws. */
export function alternatives(report: Report, t: Messages, lang: Lang): RowChart | null {
  const table = report.tables.alternatives;
  if (!table?.ids) return null;
  const [p5, p50, p95] = ['p5', 'p50', 'p95'].map((p) => table.columns.indexOf(`energy_wh_${p}`));
  const ids = table.ids;
  const rows = table.rows
    .map((row, i) => ({ id: ids[i], name: t.use.alternatives[ids[i]] ?? ids[i], p5: row[p5], p50: row[p50], p95: row[p95], central: 0, unit: 'Wh' }))
    .filter((r) => r.p95 > 0);
  const smaller = rows.find((r) => r.id === 'smaller-model');
  const finding = smaller ? t.use.compare.finding(number(rows[0].p50 / smaller.p50, lang)) : '';
  return chart('alternatives', rows, finding, t.use.compare.subtitle, t, lang);
}

/** A picture or film by models of other sizes, the largest first. */
export function bySize(reports: { name: string; report: Report }[], t: Messages, lang: Lang): RowChart {
  const rows = reports.map(({ name, report }) => ({ ...report.figures.per_request_facility_energy_wh, name })).sort((a, b) => b.p50 - a.p50);
  const finding = t.use.compare.bySize(number(rows[0].p50 / rows.at(-1)!.p50, lang));
  return chart('sizes', rows, finding, t.use.compare.sizes, t, lang);
}
