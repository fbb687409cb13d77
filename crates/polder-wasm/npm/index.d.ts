// What `polder` gives. The documents are in document.d.ts, made from the core; the answers in report.d.ts.
import type { Site, Workload } from './document.js';
import type { Country, Differences, FigureSpec, Place, Report, Trace } from './report.js';

export type { Amount, Mixture, Site, TaskUse, Workload } from './document.js';
export type { Check, Country, Differences, Driver, FigureSpec, Input, Parameter, Place, Report, Summary, Trace } from './report.js';

/** Names to choose from, and what each figure is. */
export interface Catalogue {
  method: string;
  figures: FigureSpec[];
  places: Place[];
  countries: Country[];
  models: { id: string; name: string }[];
  accelerators: { id: string; name: string }[];
}

/** Energy, carbon, water and space of one piece of AI work. Throws an error that names the field. */
export function estimate(document: Workload | string): Promise<Report>;
/** A site for a year. */
export function plan(document: Site | string): Promise<Report>;
/**
 * The largest site within limits, at central values: figure ids with their highest value, such as `{ site_ha: 12 }`. The
 * contract and the ground of the document are limits too. The report says which limit binds.
 */
export function size(document: Site | string, limits?: Record<string, number>): Promise<Report>;
/** Where a figure of a piece of work comes from. */
export function explainEstimate(document: Workload | string, figure: string): Promise<Trace>;
/** Where a figure of a site comes from. */
export function explainPlan(document: Site | string, figure: string): Promise<Trace>;
/** The figures of site `b` less those of site `a`, draw by draw; both need the same seed and number of draws. */
export function difference(a: Site | string, b: Site | string): Promise<Differences>;
/** Places, countries, models and accelerators by name, and the declaration of each figure. */
export function catalogue(): Promise<Catalogue>;
/** The report as `polder estimate DOCUMENT --format json` writes it, byte for byte. */
export function estimateText(document: Workload | string): Promise<string>;
/** The report as `polder plan DOCUMENT --format json` writes it, byte for byte. */
export function planText(document: Site | string): Promise<string>;
/** The report as `polder size DOCUMENT --limit … --format json` writes it, byte for byte. */
export function sizeText(document: Site | string, limits?: Record<string, number>): Promise<string>;
