// The ground of a site as the core lays it out.
import { number } from '../i18n/format';
import type { Messages } from '../i18n/nl';
import type { Report } from '../report';
import type { Lang } from '../routes';
import type { Chart } from './chart';

/** A rectangle in metres from the corner of the site; the first is the whole site. */
export interface GroundPart { id: string; x: number; y: number; width: number; depth: number }

export function groundParts(report: Report): GroundPart[] {
  const { ids = [], rows = [] } = report.tables.ground ?? {};
  return rows.map(([x, y, width, depth], i) => ({ id: ids[i], x, y, width, depth }));
}

/** Ground of each part; what is open is the site less the rest. */
export function groundAreas(parts: GroundPart[], t: Messages): { id: string; m2: number }[] {
  const area = new Map(parts.map((p) => [p.id, p.width * p.depth]));
  const [open, ...others] = parts.map((p) => p.id);
  const rest = area.get(open)! - others.reduce((sum, id) => sum + area.get(id)!, 0);
  return Object.keys(t.site.ground.parts).filter((id) => area.has(id)).map((id) => ({ id, m2: id === open ? rest : area.get(id)! }));
}

export function groundChart(report: Report, parts: GroundPart[], t: Messages, lang: Lang): Chart {
  const areas = groundAreas(parts, t);
  const site = areas.reduce((sum, a) => sum + a.m2, 0);
  const { title, subtitle, finding, columns } = t.site.ground;
  return {
    id: 'ground', title, subtitle, columns,
    finding: finding(number((1e6 * report.figures.built_floor_ha.central) / site, lang)),
    cells: areas.map((a) => [t.site.ground.parts[a.id] ?? a.id, a.m2, (100 * a.m2) / site]),
  };
}
