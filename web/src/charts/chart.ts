// A chart is data first: picture, sentence, table and file are made of the same object, so they cannot disagree.

export interface ChartRow {
  label: string;
  low: number;
  mid: number;
  high: number;
  /** `1,6 tot 57 kWh`. */
  text: string;
}

export interface Chart {
  /** For file names. */
  id: string;
  title: string;
  /** What it shows, in a sentence with today's numbers. */
  finding: string;
  /** What is drawn: quantity, unit, scope. */
  subtitle: string;
  columns: string[];
  cells: (string | number)[][];
}

/** A row chart also knows its rows and whether the middle is a bar from zero or a dot. */
export interface RowChart extends Chart {
  rows: ChartRow[];
  shape: 'bar' | 'dot' | 'swing';
}

export function domain(chart: RowChart): [number, number] {
  const values = chart.rows.flatMap((r) => [r.low, r.mid, r.high]);
  if (chart.shape === 'swing') {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low) * 0.04 || 1;
    return [low - room, high + room];
  }
  return [Math.min(0, ...values), Math.max(...values, Number.MIN_VALUE) * 1.02];
}
