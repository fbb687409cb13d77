// What stands behind the id of an origin: a parameter, a cell of a catalogue, or the document itself. The words are a
// file beside the page, fetched when a reader first asks.
import type { Origin, Register } from '../report';

export type Publications = Map<string, Register['sources'][number]>;
/** What an id stands for, and the publications by theirs. */
export interface Origins { of: (id: string) => Origin; publications: Publications }

let asked: Promise<Origins> | undefined;

/** Looks origins up; without the file they are their ids. */
export function origins(): Promise<Origins> {
  asked ??= load().catch(() => {
    asked = undefined;
    return { of: (id: string) => ({ id }), publications: new Map() };
  });
  return asked;
}

async function load(): Promise<Origins> {
  const root = new URL(document.documentElement.dataset.root ?? './', location.href);
  const response = await fetch(new URL('register.json', root));
  if (!response.ok) throw new Error(`register: ${response.status}`);
  return lookup((await response.json()) as Register);
}

export function lookup({ parameters, sources, cells }: Register): Origins {
  const rows = new Map(Object.entries(cells));
  for (const p of parameters) rows.set(p.id, [p.basis, p.source, p.locator, p.note]);
  const publications = new Map(sources.map((s) => [s.id, s]));
  const of = (id: string): Origin => {
    // A cell has the origin of its row, unless its column has its own.
    const row = rows.get(id) ?? rows.get(id.split(' ').slice(0, 2).join(' '));
    if (!row) return { id };
    const [basis, source, locator, note] = row;
    return { ...publications.get(source), id, basis, source, locator, note };
  };
  return { of, publications };
}
