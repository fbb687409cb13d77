// A site as the page knows it, and the document the core gets for it.
import countries from './generated/countries.json';
import places from './generated/places.json';
import type { Fields, Values } from './state/fields';
import type { Place } from './report';
import { SAMPLES, SEED } from './tasks';

export const PLACES = places as Omit<Place, 'name'>[];
/** Countries with weather of their own, for the list below the map. */
export const COUNTRIES = countries as { id: string; climatology: string | null }[];

export const HARDWARE = {
  'h100-sxm': { accelerator: 'h100-sxm', accelerators: 4 },
  'h200-sxm': { accelerator: 'h200-sxm', accelerators: 4 },
  'b200': { accelerator: 'b200', accelerators: 2 },
  'gb300': { accelerator: 'gb300', accelerators: 1 },
  'none': null,
} as const;

export const SITE = {
  place: { kind: 'choice', of: PLACES.map((p) => p.id), start: 'eemshaven' },
  by: { kind: 'choice', of: ['it', 'contract'], start: 'it' },
  mw: { kind: 'number', low: 0.1, high: 2000, start: 40 },
  cooling: { kind: 'choice', of: ['cold-plate', 'economiser-chiller', 'free-air'], start: 'cold-plate' },
  redundancy: { kind: 'choice', of: ['N', 'N+1', '3N/2', '2N'], start: 'N+1' },
  hectares: { kind: 'number', low: 0.1, high: 500, start: 12 },
  hardware: { kind: 'choice', of: Object.keys(HARDWARE) as (keyof typeof HARDWARE)[], start: 'h100-sxm' },
  layout: { kind: 'choice', of: ['campus', 'compact', 'urban'], start: 'compact' },
  storeys: { kind: 'number', low: 1, high: 6, start: 2, step: 1 },
  ups: { kind: 'choice', of: ['double-conversion', 'eco-mode', 'rack-battery', 'none'], start: 'double-conversion' },
  contracts: { kind: 'choice', of: ['none', 'guarantees-of-origin', 'ppa'], start: 'none' },
  load: { kind: 'maybe', low: 1, high: 100, start: null },
  year: { kind: 'number', low: 2025, high: 2035, start: 2027, step: 1 },
} as const satisfies Fields;

export type SiteValues = Values<typeof SITE>;

/** Mean load of a hall of ordinary servers: a document must say it, and nobody knows it better. */
const PLAIN_LOAD = { low: 0.3, mid: 0.6, high: 0.85 };

export function siteDocument(v: SiteValues, samples = SAMPLES): object {
  const hardware = HARDWARE[v.hardware];
  const load = v.load !== null ? { load_share: v.load / 100 } : hardware === null ? { load_share: PLAIN_LOAD } : {};
  return {
    site: { place: v.place, year: v.year },
    hardware: {
      ...(hardware ? { accelerator: hardware.accelerator } : {}),
      ...(v.by === 'it' ? { it_power_mw: v.mw } : {}),
      ...load,
    },
    work: hardware
      ? [{
          kind: 'inference', model: 'llama-3.3-70b', accelerators: hardware.accelerators,
          input_tokens: { low: 600, mid: 1200, high: 2400 }, output_tokens: { low: 150, mid: 300, high: 600 }, latency_ms: 40,
        }]
      : [],
    facility: { cooling: v.cooling, redundancy: v.redundancy, ups: v.ups },
    land: { storeys: v.storeys, layout: v.layout, available_ha: v.hectares },
    supply: { contracts: v.contracts, ...(v.by === 'contract' ? { contracted_transport_mw: v.mw } : {}) },
    run: { seed: SEED, samples },
  };
}

export function station(place: string): string {
  return PLACES.find((p) => p.id === place)?.climatology ?? '';
}
