// @ts-check
// Ten short questions a day for a year, and a data centre at Eemshaven: node node_modules/polder/example/question.mjs
import { estimate, plan } from 'polder';

const use = await estimate({ task: 'short-question', sessions: 3650, place: 'world', compare: ['smaller-model'] });
const { p5, p50, p95 } = use.figures.facility_energy_wh;
console.log(`energy: ${p5.toFixed(0)} to ${p95.toFixed(0)} Wh a year, ${p50.toFixed(0)} in the middle`);

const site = await plan({
  site: { place: 'eemshaven', year: 2027 },
  hardware: { accelerator: 'h100-sxm', it_power_mw: 40, load_share: { low: 0.4, mid: 0.6, high: 0.8 } },
  facility: { cooling: 'cold-plate', redundancy: 'N+1' },
});
const land = site.figures.site_ha;
console.log(`land: ${land.p5.toFixed(1)} to ${land.p95.toFixed(1)} ha`);
