// A chart as a picture of its own, with title, finding and source in it: people pass on pictures, not pages.
import { domain, type Chart, type RowChart } from '../charts/chart';

const WIDTH = 800;
const ROW = 34;
const FONT = 'font-family="system-ui, Arial, sans-serif"';
const INK = '#1b1b1b';

export function rowsSvg(chart: RowChart, source: string): string {
  const top = 100;
  const [low, high] = domain(chart);
  const [left, right] = [260, 580];
  const x = (v: number) => left + ((v - low) / (high - low)) * (right - left);
  const rows = chart.rows.map((r, i) => {
    const y = top + i * ROW + ROW / 2;
    const mark =
      chart.shape === 'bar'
        ? `<rect x="${x(0)}" y="${y - 8}" width="${Math.max(0, x(r.mid) - x(0))}" height="16" fill="#2a6fa8"/><path d="M${x(r.low)} ${y}H${x(r.high)}M${x(r.low)} ${y - 5}v10M${x(r.high)} ${y - 5}v10" stroke="${INK}" stroke-width="1.5"/>`
        : chart.shape === 'dot'
          ? `<rect x="${x(r.low)}" y="${y - 5}" width="${x(r.high) - x(r.low)}" height="10" fill="#bcd6ec" stroke="#2a6fa8"/><circle cx="${x(r.mid)}" cy="${y}" r="6" fill="#0b4a7d"/>`
          : `<rect x="${x(Math.min(r.low, r.high))}" y="${y - 6}" width="${Math.abs(x(r.high) - x(r.low))}" height="12" fill="#2a6fa8"/><path d="M${x(r.mid)} ${y - 12}v24" stroke="${INK}"/>`;
    return `<text x="16" y="${y + 5}">${escaped(r.label)}</text>${mark}<text x="${right + 16}" y="${y + 5}">${escaped(r.text)}</text>`;
  });
  return framed(chart, source, top + chart.rows.length * ROW, rows.join(''));
}

export function pictureSvg(drawn: SVGSVGElement, chart: Chart, source: string): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [originals, copies] = [drawn.querySelectorAll('*'), copy.querySelectorAll('*')];
  originals.forEach((node, i) => {
    const style = getComputedStyle(node);
    for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'text-anchor']) {
      copies[i].setAttribute(name, style.getPropertyValue(name));
    }
    copies[i].removeAttribute('class');
  });
  const [, , w, h] = (drawn.getAttribute('viewBox') ?? '0 0 400 200').split(' ').map(Number);
  const height = ((WIDTH - 32) * h) / w;
  const [background] = [getComputedStyle(document.body).backgroundColor];
  const picture = `<svg x="16" y="90" width="${WIDTH - 32}" height="${height}" viewBox="0 0 ${w} ${h}">${copy.innerHTML}</svg>`;
  return framed(chart, source, 90 + height, picture, background, getComputedStyle(document.body).color);
}

function framed(chart: Chart, source: string, height: number, inside: string, paper = '#ffffff', ink = INK): string {
  const finding = lines(chart.finding, 14);
  const subtitle = lines(chart.subtitle, 12);
  // What is drawn leaves room for one line of each; more push it down.
  const extra = (finding.length - 1) * 20 + (subtitle.length - 1) * 17;
  const text = (y: number, size: number, weight: number, words: string) =>
    `<text x="16" y="${y}" font-size="${size}" font-weight="${weight}">${escaped(words)}</text>`;
  const head = [
    text(32, 20, 700, chart.title),
    ...finding.map((line, i) => text(56 + i * 20, 14, 400, line)),
    ...subtitle.map((line, i) => text(78 + (finding.length - 1) * 20 + i * 17, 12, 400, line)),
  ].join('');
  const high = height + extra + 48;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${high}" viewBox="0 0 ${WIDTH} ${high}" ${FONT} font-size="14" fill="${ink}"><rect width="100%" height="100%" fill="${paper}"/>${head}<g transform="translate(0 ${extra})">${inside}</g>${text(high - 18, 11, 400, source)}</svg>`;
}

/** Words in lines that fit: a letter is at most 0.56 of its size wide, on average. */
function lines(text: string, size: number): string[] {
  const most = (WIDTH - 32) / (0.56 * size);
  return text.split(' ').reduce<string[]>((all, word) => {
    const last = all.at(-1);
    return last !== undefined && last.length + word.length < most ? [...all.slice(0, -1), `${last} ${word}`] : [...all, word];
  }, []);
}

export function png(svg: string): Promise<Blob> {
  return new Promise((done, fail) => {
    const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
    const image = new Image();
    image.onerror = () => fail(new Error('the picture could not be drawn'));
    image.onload = () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
      canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
      URL.revokeObjectURL(url);
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture'))), 'image/png');
    };
    image.src = url;
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
