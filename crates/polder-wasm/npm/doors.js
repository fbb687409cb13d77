// What a host is asked for is only how to read a file: the rest is the same in Node and in a browser.
import init, * as core from './core/polder_wasm.js';
import { indented } from './indented.js';

export function doors(read) {
  let starting;
  const started = () => (starting ??= Promise.resolve(read.core()).then((module_or_path) => init({ module_or_path })));

  // A document as an object or as JSON text.
  const text = (document) => (typeof document === 'string' ? document : JSON.stringify(document));

  const install = (pack) => {
    const { id, numbers } = JSON.parse(pack);
    core.install_climatology(id, numbers);
  };

  const asked = new Map();
  async function weather(document) {
    const place = JSON.parse(document)?.site?.place;
    const station = typeof place === 'string' ? core.station(place) : undefined;
    if (station === undefined) return; // The core says what is wrong.
    if (!asked.has(station)) asked.set(station, read.weather(station).then(install));
    try {
      await asked.get(station);
    } catch (error) {
      asked.delete(station);
      throw error;
    }
  }

  async function site(document) {
    await started();
    const json = text(document);
    await weather(json);
    return json;
  }

  const estimateText = async (document) => {
    await started();
    return core.estimate(text(document));
  };
  const planText = async (document) => core.plan(await site(document));
  const sizeText = async (document, limits = {}) => {
    const [figures, atMost] = [Object.keys(limits), Object.values(limits)];
    return core.size(await site(document), figures.join(' '), new Float64Array(atMost));
  };

  return {
    estimate: async (document) => JSON.parse(await estimateText(document)),
    plan: async (document) => JSON.parse(await planText(document)),
    size: async (document, limits) => JSON.parse(await sizeText(document, limits)),
    estimateText: async (document) => indented(await estimateText(document)),
    planText: async (document) => indented(await planText(document)),
    sizeText: async (document, limits) => indented(await sizeText(document, limits)),
    async explainEstimate(document, figure) {
      await started();
      return JSON.parse(core.explain_estimate(text(document), figure));
    },
    explainPlan: async (document, figure) => JSON.parse(core.explain_plan(await site(document), figure)),
    difference: async (a, b) => JSON.parse(core.difference(await site(a), await site(b))),
    async catalogue() {
      await started();
      return JSON.parse(core.catalogue());
    },
  };
}
