// Polder in a browser: the core and the weather from where this package lies, fetched when first needed.
import { doors } from './doors.js';

async function fetched(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} cannot be fetched: ${response.status}`);
  return response;
}

export const { estimate, plan, size, explainEstimate, explainPlan, difference, catalogue, estimateText, planText, sizeText } = doors({
  core: () => fetched(new URL('./core/polder_wasm_bg.wasm', import.meta.url)),
  weather: async (station) => (await fetched(new URL(`./weather/${station}.json`, import.meta.url))).text(),
});
