// Figures as rows of a file: with all digits, as the core gave them.
import { boundaryOf, titleOf, type Names } from '../context';
import type { Messages } from '../i18n/nl';
import type { Report } from '../report';

export function figureTable(report: Report, names: Names, t: Messages): (string | number)[][] {
  const head = [t.figure.figure, 'id', 'p5', 'p50', 'p95', 'central', t.figure.unit, t.figure.inside];
  const rows = Object.entries(report.figures).map(([id, f]) => [titleOf(names, id), id, f.p5, f.p50, f.p95, f.central, f.unit, boundaryOf(names, id)]);
  return [head, ...rows];
}
