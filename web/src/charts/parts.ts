// Figures of a report as bars on one scale.
import { range, readable, unitName } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report } from '../report';
import type { Lang } from '../routes';
import type { RowChart } from './chart';

export interface Parts { title: string; subtitle: string; finding: string; rows: Record<string, string>; scale: string }

/** Those of `rows` that the report has, in the unit that suits the figure `scale`; money is read in its own. */
export function partsChart(id: string, { title, subtitle, finding, rows, scale }: Parts, report: Report, t: Messages, lang: Lang): RowChart {
  const f = report.figures;
  const at = readable(f[scale].p50, f[scale].unit);
  const ids = Object.keys(rows).filter((row) => f[row]);
  return {
    id, title, subtitle, finding, shape: 'bar',
    columns: [t.figure.figure, 'p5', 'p50', 'p95', t.figure.unit],
    cells: ids.map((row) => [rows[row], f[row].p5 * at.times, f[row].p50 * at.times, f[row].p95 * at.times, unitName(at.unit, lang)]),
    rows: ids.map((row) => ({ label: rows[row], low: f[row].p5, mid: f[row].p50, high: f[row].p95, text: range(f[row], lang, f[row].unit === 'EUR' ? undefined : at) })),
  };
}
