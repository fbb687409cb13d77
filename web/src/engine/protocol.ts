// Messages between the page and its worker. A call carries the name of an export of the wasm and its arguments.

export type Call = { id: number; name: 'estimate' | 'plan' | 'difference'; args: string[] };
export type ToWorker = { module: WebAssembly.Module } | { pack: string } | Call;
export type FromWorker = { id: number; text: string } | { id: number; error: string };
