// Runs the example in the browser and shows its figures. All arithmetic of the model is in the wasm.
import init, { estimate } from './pkg/polder_wasm.js';
import { TEXTS, FIGURES } from './texts.js';

const EXAMPLE = 'chat-2026.json';

const lang = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'nl';
const texts = TEXTS[lang];

await show();

async function show() {
  showTexts();
  const status = document.getElementById('status');
  status.textContent = texts.busy;
  try {
    const [example] = await Promise.all([load(EXAMPLE), init()]);
    showReport(JSON.parse(estimate(example)));
  } catch (error) {
    document.getElementById('error').textContent = `${texts.failed} ${error.message}`;
  }
  status.textContent = '';
}

async function load(file) {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response.text();
}

function showTexts() {
  document.documentElement.lang = lang;
  document.title = texts.pageTitle;
  document.querySelector('meta[name="description"]').content = texts.description;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
  document.querySelector(`nav a[lang="${lang}"]`).setAttribute('aria-current', 'true');
}

function showReport(report) {
  const rows = FIGURES.map((figure) => figureRow(figure, report.figures)).filter((row) => row !== null);
  document.getElementById('figures').replaceChildren(...rows);
  document.getElementById('inputs').replaceChildren(...Object.entries(report.document).map(inputRow));
  showWarnings(report.warnings);
  document.getElementById('version').textContent = texts.version(report);
  document.getElementById('result').hidden = false;
}

// One question, not the whole job, where the report has both. A figure that is absent gives no row.
function figureRow({ id, title, boundary }, figures) {
  const figure = figures[`per_request_${id}`] ?? figures[id];
  if (figure === undefined) return null;
  const { unit, times } = readable(figure);
  const range = `${number(figure.p5 * times)} ${texts.to} ${number(figure.p95 * times)}`;
  return row(
    cell('th', title[lang], { scope: 'row' }),
    cell('td', range, { className: 'range' }),
    cell('td', texts.units[unit] ?? unit),
    cell('td', number(figure.p50 * times)),
    cell('td', boundary[lang]),
  );
}

// Units for small amounts, largest first: the same quantity, fewer zeros.
const SMALLER = {
  'Wh': [['mWh', 1e3]],
  'gCO2e': [['mgCO2e', 1e3]],
  'mL': [['µL', 1e3]],
  'm²·year': [['cm²·year', 1e4], ['mm²·year', 1e6]],
};

function readable({ p50, unit }) {
  let best = { unit, times: 1 };
  for (const [smaller, times] of SMALLER[unit] ?? []) {
    if (p50 * best.times < 0.1) best = { unit: smaller, times };
  }
  return best;
}

function number(value) {
  return new Intl.NumberFormat(lang, { maximumSignificantDigits: 2 }).format(value);
}

function inputRow([path, { value, unit, status, origin }]) {
  return row(
    cell('th', path, { scope: 'row' }),
    cell('td', inputValue(value)),
    cell('td', unit === undefined || unit === '1' ? '' : unit),
    cell('td', texts.statuses[status]),
    cell('td', origin),
  );
}

function inputValue(value) {
  if (typeof value === 'number') return precise(value);
  if (value !== null && typeof value === 'object' && 'p5' in value) {
    return `${precise(value.p5)} ${texts.to} ${precise(value.p95)}`;
  }
  return String(value);
}

function precise(value) {
  return new Intl.NumberFormat(lang, { maximumSignificantDigits: 4 }).format(value);
}

function showWarnings(warnings) {
  const section = document.getElementById('warnings');
  section.hidden = warnings.length === 0;
  section.querySelector('ul').replaceChildren(...warnings.map(({ text }) => cell('li', text[lang])));
}

function row(...cells) {
  const element = document.createElement('tr');
  element.append(...cells);
  return element;
}

function cell(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text }, properties);
}
