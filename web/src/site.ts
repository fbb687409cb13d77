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

/** What can carry heat out of a hall, from liquid to air. */
export const COOLINGS = ['cold-plate', 'immersion', 'rear-door', 'free-air', 'indirect-air', 'air-chiller', 'economiser-chiller', 'economiser-dry', 'surface-water'] as const;

export const SITE = {
  place: { kind: 'choice', of: PLACES.map((p) => p.id), start: 'eemshaven' },
  by: { kind: 'choice', of: ['it', 'contract'], start: 'it' },
  mw: { kind: 'number', low: 0.1, high: 2000, start: 40 },
  cooling: { kind: 'choice', of: COOLINGS, start: 'cold-plate' },
  redundancy: { kind: 'choice', of: ['N', 'N+1', '3N/2', '2N'], start: 'N+1' },
  hectares: { kind: 'number', low: 0.1, high: 500, start: 12 },
  hardware: { kind: 'choice', of: Object.keys(HARDWARE) as (keyof typeof HARDWARE)[], start: 'h100-sxm' },
  layout: { kind: 'choice', of: ['campus', 'compact', 'urban'], start: 'compact' },
  storeys: { kind: 'number', low: 1, high: 6, start: 2, step: 1 },
  ups: { kind: 'choice', of: ['double-conversion', 'eco-mode', 'rack-battery', 'legacy', 'none'], start: 'double-conversion' },
  contracts: { kind: 'choice', of: ['none', 'guarantees-of-origin', 'ppa'], start: 'none' },
  load: { kind: 'maybe', low: 1, high: 100, start: null },
  year: { kind: 'number', low: 2025, high: 2035, start: 2027, step: 1 },
  second: { kind: 'choice', of: ['none', ...COOLINGS], start: 'none' },
  secondShare: { kind: 'number', low: 5, high: 95, start: 30, step: 5 },
  water: { kind: 'choice', of: ['potable', 'fresh', 'rain', 'sea'], start: 'potable' },
  heat: { kind: 'choice', of: ['none', 'homes', 'network'], start: 'none' },
  homes: { kind: 'number', low: 10, high: 1_000_000, start: 5000 },
  heatMw: { kind: 'number', low: 0.1, high: 1000, start: 10 },
  heatC: { kind: 'maybe', low: 20, high: 130, start: null },
  warming: { kind: 'number', low: 0, high: 5, start: 0, step: 0.5 },
  life: { kind: 'maybe', low: 1, high: 20, start: null },
  inlet: { kind: 'maybe', low: 15, high: 40, start: null },
  humid: { kind: 'maybe', low: -20, high: 10, start: null },
  rack: { kind: 'maybe', low: 1, high: 1000, start: null },
  profile: { kind: 'choice', of: ['work', 'inference-diurnal', 'flat'], start: 'work' },
  otherWater: { kind: 'maybe', low: 0, high: 20, start: null },
  fitMw: { kind: 'number', low: 0.1, high: 2000, start: 40 },
  fitWater: { kind: 'maybe', low: 1, high: 1e9, start: null },
  fitCarbon: { kind: 'maybe', low: 1, high: 1e9, start: null },
  fitHeat: { kind: 'maybe', low: 0.1, high: 1e6, start: null },
} as const satisfies Fields;

export type SiteValues = Values<typeof SITE>;

/** Mean load of a hall of ordinary servers: a document must say it, and nobody knows it better. */
const PLAIN_LOAD = { low: 0.3, mid: 0.6, high: 0.85 };

/** A part of a document, without what is left to the core. */
function given(fields: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

function cooling(v: SiteValues): string | Record<string, number> {
  if (v.second === 'none' || v.second === v.cooling) return v.cooling;
  return { [v.cooling]: (100 - v.secondShare) / 100, [v.second]: v.secondShare / 100 };
}

export function siteDocument(v: SiteValues, samples = SAMPLES): object {
  const hardware = HARDWARE[v.hardware];
  const load = v.load !== null ? { load_share: v.load / 100 } : hardware === null ? { load_share: PLAIN_LOAD } : {};
  return {
    site: given({ place: v.place, year: v.year, warming_k: v.warming || null }),
    hardware: {
      ...given({ accelerator: hardware?.accelerator, it_power_mw: v.by === 'it' ? v.mw : null, life_years: v.life }),
      ...load,
    },
    work: hardware
      ? [{
          kind: 'inference', model: 'llama-3.3-70b', accelerators: hardware.accelerators,
          input_tokens: { low: 600, mid: 1200, high: 2400 }, output_tokens: { low: 150, mid: 300, high: 600 }, latency_ms: 40,
        }]
      : [],
    facility: given({
      cooling: cooling(v), redundancy: v.redundancy, ups: v.ups, inlet_c: v.inlet, humidify_dew_point_c: v.humid, rack_kw: v.rack,
      load_profile: v.profile === 'work' ? null : v.profile, water_other_l_per_kwh: v.otherWater,
      water_sources: v.water === 'potable' ? null : v.water,
    }),
    ...(v.heat === 'none' ? {} : { heat: given({ homes: v.heat === 'homes' ? v.homes : null, offtake_mw: v.heat === 'network' ? v.heatMw : null, supply_c: v.heatC }) }),
    land: { storeys: v.storeys, layout: v.layout, available_ha: v.hectares },
    supply: { contracts: v.contracts, ...(v.by === 'contract' ? { contracted_transport_mw: v.mw } : {}) },
    run: { seed: SEED, samples },
  };
}

const MWH_PER_GWH = 1000;

/** What the site may not go over, by figure. */
export function siteLimits(v: SiteValues): Record<string, number> {
  return given({
    contracted_transport_mw: v.fitMw, site_ha: v.hectares, water_onsite_withdrawal_m3: v.fitWater,
    carbon_total_location_t: v.fitCarbon, waste_heat_mwh: v.fitHeat === null ? null : v.fitHeat * MWH_PER_GWH,
  }) as Record<string, number>;
}

export function station(place: string): string {
  return PLACES.find((p) => p.id === place)?.climatology ?? '';
}

/** Hours that the sun is ahead of UTC. */
export function sunOffset(place: string): number {
  return Math.round((PLACES.find((p) => p.id === place)?.longitude ?? 0) / 15);
}
