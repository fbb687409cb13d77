// The core in the browser: one download, one compilation, two instances. The page's own answers in the same frame with
// central values; the worker's draws the samples.
import type { Differences, Report, Task, Trace } from '../report';
import init, * as core from '../wasm/polder_wasm.js';
import wasmUrl from '../wasm/polder_wasm_bg.wasm?url';
import type { Call, FromWorker, ToWorker } from './protocol';

export interface Engine {
  /** Central values, at once. */
  now(task: Task, document: object): Report;
  /** The sampled report, from the worker. */
  sampled(task: Task, document: object): Promise<Report>;
  /** Site b less site a on the same draws, from the worker. */
  difference(a: object, b: object): Promise<Differences>;
  explain(task: Task, document: object, figure: string): Trace;
  /** Makes a station's weather known to both instances. */
  weather(station: string): Promise<void>;
}

let engine: Promise<Engine> | undefined;

/** The engine of this page, started at the first call. */
export function start(): Promise<Engine> {
  engine ??= boot();
  return engine;
}

async function boot(): Promise<Engine> {
  const module = await compile();
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' });
  const post = (message: ToWorker) => worker.postMessage(message);
  post({ module });
  await init({ module_or_path: module });
  const call = caller(worker, post);
  const parsed = async <T>(name: Call['name'], ...documents: object[]) =>
    JSON.parse(await call(name, documents.map((d) => JSON.stringify(d)))) as T;
  const run = { estimate: core.estimate, plan: core.plan };
  const explain = { estimate: core.explain_estimate, plan: core.explain_plan };
  return {
    now: (task, document) => JSON.parse(run[task](JSON.stringify(central(document)))) as Report,
    sampled: (task, document) => parsed<Report>(task, document),
    difference: (a, b) => parsed<Differences>('difference', a, b),
    explain: (task, document, figure) => JSON.parse(explain[task](JSON.stringify(document), figure)) as Trace,
    weather: packs(post),
  };
}

async function compile(): Promise<WebAssembly.Module> {
  const response = fetch(wasmUrl);
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    // Some servers do not say that it is wasm.
    return WebAssembly.compile(await (await fetch(wasmUrl)).arrayBuffer());
  }
}

function caller(worker: Worker, post: (message: ToWorker) => void) {
  const open = new Map<number, { done: (text: string) => void; fail: (error: Error) => void }>();
  let id = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const asked = open.get(data.id);
    open.delete(data.id);
    if ('error' in data) asked?.fail(new Error(data.error));
    else asked?.done(data.text);
  };
  return (name: Call['name'], args: string[]) =>
    new Promise<string>((done, fail) => {
      id += 1;
      open.set(id, { done, fail });
      post({ id, name, args });
    });
}

function packs(post: (message: ToWorker) => void): (station: string) => Promise<void> {
  const asked = new Map<string, Promise<void>>();
  const load = async (station: string) => {
    const root = new URL(document.documentElement.dataset.root ?? './', location.href);
    const response = await fetch(new URL(`weather/${station}.json`, root));
    if (!response.ok) throw new Error(`weather ${station}: ${response.status}`);
    const pack = await response.text();
    core.install_climatology(pack);
    post({ pack });
  };
  return (station) => {
    const loading = asked.get(station) ?? load(station);
    asked.set(station, loading);
    loading.catch(() => asked.delete(station));
    return loading;
  };
}

function central(document: object): object {
  const run = 'run' in document ? (document.run as object) : {};
  return { ...document, run: { ...run, samples: 0 } };
}
