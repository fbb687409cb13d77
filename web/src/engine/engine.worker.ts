// The same wasm beside the page: sampling happens here, so that the page never waits.
import init, { difference, estimate, install_climatology, plan } from '../wasm/polder_wasm.js';
import type { FromWorker, ToWorker } from './protocol';

let ready: Promise<unknown> = Promise.resolve();

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if ('module' in data) {
    ready = init({ module_or_path: data.module });
    return;
  }
  await ready;
  if ('pack' in data) return install_climatology(data.pack);
  self.postMessage(answer(data));
};

function answer({ id, name, args }: Extract<ToWorker, { id: number }>): FromWorker {
  try {
    const [a, b] = args;
    const text = name === 'plan' ? plan(a) : name === 'estimate' ? estimate(a) : difference(a, b);
    return { id, text };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
