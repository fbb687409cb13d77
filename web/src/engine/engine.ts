// The core in the browser: one download, one compilation, two instances. The page's own answers in the same frame with
// central values; the worker's draws the samples.
import type { Differences, Report, Task, Trace } from '../report';
import init, * as core from '../wasm/polder_wasm.js';
import wasmUrl from '../wasm/polder_wasm_bg.wasm?url';
import type { Call, FromWorker, Pack, ToWorker } from './protocol';

export interface Engine {
  /** Central values, at once. */
  now(task: Task, document: object): Report;
  /** The sampled report, from the worker. */
  sampled(task: Task, document: object): Promise<Report>;
  /** Site b less site a on the same draws, from the worker. */
  difference(a: object, b: object): Promise<Differences>;
  /** The largest site within limits, by figure, at central values; from the worker. */
  size(document: object, limits: Record<string, number>): Promise<Report>;
  /** The hours of a site over a synthetic year of its station, column by column; from the worker. */
  series(document: object, station: string): Promise<Float64Array>;
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
  const parsed = async <T>(name: Call['name'], ...args: unknown[]) => JSON.parse((await call(name, args)) as string) as T;
  const text = JSON.stringify;
  const years = once((station) => pack<Year>('years', station));
  const run = { estimate: core.estimate, plan: core.plan };
  const explain = { estimate: core.explain_estimate, plan: core.explain_plan };
  return {
    now: (task, document) => JSON.parse(run[task](text(central(document)))) as Report,
    sampled: (task, document) => parsed<Report>(task, text(document)),
    difference: (a, b) => parsed<Differences>('difference', text(a), text(b)),
    size: (document, limits) => parsed<Report>('size', text(central(document)), Object.keys(limits).join(' '), Float64Array.from(Object.values(limits))),
    series: async (document, station) => {
      const y = await years(station);
      const args = [text(document), y.offset_h, y.pressure_pa, Int16Array.from(y.quantiles), Float32Array.from(y.dynamics)];
      return (await call('series', args)) as Float64Array;
    },
    explain: (task, document, figure) => JSON.parse(explain[task](text(document), figure)) as Trace,
    weather: once(async (station) => {
      const { id, numbers } = await pack<Pack>('weather', station);
      core.install_climatology(id, Int32Array.from(numbers));
      post({ pack: { id, numbers } });
    }),
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
  const open = new Map<number, { done: (value: unknown) => void; fail: (error: Error) => void }>();
  let id = 0;
  worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    const asked = open.get(data.id);
    open.delete(data.id);
    if ('error' in data) asked?.fail(new Error(data.error));
    else asked?.done(data.value);
  };
  return (name: Call['name'], args: unknown[]) =>
    new Promise<unknown>((done, fail) => {
      id += 1;
      open.set(id, { done, fail });
      post({ id, name, args });
    });
}

/** Numbers of a synthetic year, as `cargo xtask web` writes them. */
interface Year { offset_h: number; pressure_pa: number; quantiles: number[]; dynamics: number[] }

/** What a station has in a folder beside the pages. */
async function pack<T>(folder: string, station: string): Promise<T> {
  const root = new URL(document.documentElement.dataset.root ?? './', location.href);
  const response = await fetch(new URL(`${folder}/${station}.json`, root));
  if (!response.ok) throw new Error(`${folder} ${station}: ${response.status}`);
  return (await response.json()) as T;
}

/** Loads each station once; one that failed may be tried again. */
function once<T>(load: (station: string) => Promise<T>): (station: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
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
