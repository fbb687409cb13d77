// One question of a page and its newest answer.
//
// In the frame of a change the old ranges move with the central values, so that the page answers at once; the sampled
// report follows and replaces them.
import type { Report, Summary, Task } from '../report';
import { start, type Engine } from './engine';
import { latest } from './latest';

export class Answer {
  /** What the page shows. */
  report: Report = $state.raw()!;
  /** The sampled report is on its way. */
  pending = $state(false);
  /** Why there is no answer to the newest question; the report is that of the last one that had one. */
  failure: string | null = $state(null);

  readonly #task: Task;
  #sampled: Report;
  #centre: Report | null = null;
  #engine: Engine | null = null;
  #asked = '';
  readonly #sample: (document: object) => Promise<Report | undefined>;

  constructor(task: Task, first: Report) {
    this.#task = task;
    this.report = first;
    this.#sampled = first;
    this.#sample = latest(async (document) => (await start()).sampled(task, document));
  }

  /** Asks; `station` is the weather it needs. */
  async ask(document: object, station?: string): Promise<void> {
    const asked = JSON.stringify(document);
    if (asked === this.#asked) return;
    this.#asked = asked;
    this.pending = true;
    try {
      if (this.#engine === null || station !== undefined) {
        this.#engine = await start();
        if (station !== undefined) await this.#engine.weather(station);
      }
      if (asked !== this.#asked) return;
      this.#preview(this.#engine.now(this.#task, document));
      const report = await this.#sample(document);
      if (report === undefined || asked !== this.#asked) return;
      this.#sampled = report;
      this.report = report;
      this.failure = null;
      this.pending = false;
    } catch (error) {
      if (asked !== this.#asked) return;
      this.#asked = '';
      this.failure = error instanceof Error ? error.message : String(error);
      this.pending = false;
    }
  }

  #preview(centre: Report) {
    this.failure = null;
    if (this.#centre !== null) this.report = moved(this.#sampled, centre);
    this.#centre = centre;
  }
}

/** The ranges of a sampled report, moved with the central values: exact where a figure only scales. */
export function moved(sampled: Report, centre: Report): Report {
  const figures: Record<string, Summary> = {};
  for (const [id, figure] of Object.entries(centre.figures)) {
    const old = sampled.figures[id];
    const by = old && old.central !== 0 ? figure.central / old.central : NaN;
    figures[id] = Number.isFinite(by)
      ? { ...figure, p5: old.p5 * by, p50: old.p50 * by, p95: old.p95 * by }
      : figure;
  }
  // What a rule says depends on the range: the old verdicts stay until the new range is there.
  // So do tables of ranges, where they have the same rows.
  const ranges = ['alternatives', 'tasks'].filter((name) => String(sampled.tables?.[name]?.ids) === String(centre.tables?.[name]?.ids));
  const tables = { ...centre.tables, ...Object.fromEntries(ranges.flatMap((name) => (sampled.tables?.[name] ? [[name, sampled.tables[name]]] : []))) };
  return { ...centre, tables, samples: sampled.samples, drivers: sampled.drivers, checks: sampled.checks, figures };
}
