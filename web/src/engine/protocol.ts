// Messages between the page and its worker. A call carries the name of an export of the wasm and its arguments.

export type Pack = { id: string; numbers: number[] };
export type Call = { id: number; name: 'estimate' | 'plan' | 'difference' | 'size' | 'series'; args: unknown[] };
export type ToWorker = { module: WebAssembly.Module } | { pack: Pack } | Call;
export type FromWorker = { id: number; value: unknown } | { id: number; error: string };
