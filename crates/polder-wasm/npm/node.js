// Polder in Node: the core and the weather from the files of this package.
import { readFile } from 'node:fs/promises';
import { doors } from './doors.js';

const at = (path) => new URL(path, import.meta.url);

export const { estimate, plan, size, explainEstimate, explainPlan, difference, catalogue, estimateText, planText, sizeText } = doors({
  core: () => readFile(at('./core/polder_wasm_bg.wasm')),
  weather: (station) => readFile(at(`./weather/${station}.json`), 'utf8'),
});
