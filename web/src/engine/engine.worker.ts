// The same wasm beside the page: sampling happens here, so that the page never waits.
import init, { difference, estimate, install_climatology, plan, series, size } from '../wasm/polder_wasm.js';
import type { Call, FromWorker, ToWorker } from './protocol';

const run = { estimate, plan, difference, size, series } as Record<Call['name'], (...args: never[]) => unknown>;
let ready: Promise<unknown> = Promise.resolve();

self.onmessage = async ({ data }: MessageEvent<ToWorker>) => {
  if ('module' in data) {
    ready = init({ module_or_path: data.module });
    return;
  }
  await ready;
  if ('pack' in data) return install_climatology(data.pack.id, Int32Array.from(data.pack.numbers));
  const message = answer(data);
  const numbers = 'value' in message && message.value instanceof Float64Array ? [message.value.buffer] : [];
  self.postMessage(message, { transfer: numbers });
};

function answer({ id, name, args }: Call): FromWorker {
  try {
    return { id, value: run[name](...(args as never[])) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
