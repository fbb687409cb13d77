// What the core says, as JSON: see docs and `polder … --format json`.

export interface Bilingual { en: string; nl: string }

export interface Summary { p5: number; p50: number; p95: number; central: number; unit: string }

export interface Input { value: unknown; status: 'given' | 'default' | 'derived'; origin: string; unit?: string }

export interface Driver { figure: string; input: string; range: [number, number]; unit: string; origin: string; moves: [number, number] }

export interface Check {
  rule: string; text: Bilingual; outcome: 'met' | 'not-met' | 'uncertain' | 'no-data' | 'rated' | 'duty' | 'topic' | 'not-applicable';
  status: 'in-force' | 'adopted' | 'draft' | 'proposed' | 'policy' | 'pledge'; date: string; checked: string; source: string;
  figure?: string; threshold?: number; class?: string; unit?: string; margin?: number | null;
}

export interface Report {
  polder: string; method: string; data_sha256: string; seed: number; samples: number;
  document: Record<string, Input>;
  figures: Record<string, Summary & { boundary?: string }>;
  /** Rows have names where `ids` is there. */
  tables: Record<string, { ids?: string[]; columns: string[]; rows: number[][] }>;
  drivers: Driver[];
  checks: Check[];
  warnings: { code: string; text: Bilingual }[];
}

export interface Origin {
  id: string; basis?: string; source?: string; title?: string; authors?: string; year?: number; url?: string;
  licence?: string; accessed?: string; locator?: string; note?: string;
}

export interface Parameter { parameter: string; central: number; p5: number; p95: number; unit: string; origin: string }

export interface Trace {
  figure: string; central: number; unit: string; boundary: Bilingual; formula: string; with_numbers: string | null;
  terms: (Trace | Parameter)[];
}

export interface FigureSpec { id: string; unit: string; title: Bilingual; boundary: Bilingual }

export interface Place { id: string; name: Bilingual; country: string; latitude: number; longitude: number; climatology: string }

export interface Country { id: string; name: Bilingual; climatology: string | null }

export interface Register {
  parameters: {
    id: string; value: number; low: number; high: number; unit: string; dist: string; basis: string; year: number;
    region: string; source: string; locator: string; note: string;
  }[];
  sources: { id: string; title: string; authors: string; year: number; url: string; licence: string; accessed: string }[];
  /** Basis, source, locator and note by file and row, and perhaps column. */
  cells: Record<string, [string, string, string, string]>;
}

export type Task = 'estimate' | 'plan';
export type Differences = Record<string, Summary>;
