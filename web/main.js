// Runs the example in the browser and shows its figures. All arithmetic of the model is in the wasm.
import init, { estimate } from './pkg/polder_wasm.js';
import { TEXTS, FIGURES } from './texts.js';

const EXAMPLE = 'chat-2026.json';

// The same quantity in other units, largest first, by how many go into one unit of the report.
const UNITS = {
  'Wh': [['kWh', 1e-3], ['Wh', 1], ['mWh', 1e3]],
  'gCO2e': [['kgCO2e', 1e-3], ['gCO2e', 1], ['mgCO2e', 1e3]],
  'mL': [['m³', 1e-6], ['L', 1e-3], ['mL', 1], ['µL', 1e3]],
  'm²·year': [['m²·year', 1], ['cm²·year', 1e4], ['mm²·year', 1e6]],
};

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
  const groups = [group(texts.perRequest, 'per_request_', report.figures), group(texts.whole, '', report.figures)];
  document.getElementById('figures').append(...groups);
  document.getElementById('inputs').replaceChildren(...Object.entries(report.document).map(inputRow));
  showWarnings(report.warnings);
  document.getElementById('version').textContent = texts.version(report);
  document.getElementById('result').hidden = false;
}

// The figures of one scope, under its name. A figure that is absent gives no row.
function group(name, prefix, figures) {
  const body = document.createElement('tbody');
  const rows = FIGURES.filter(({ id }) => prefix + id in figures).map((spec) => figureRow(spec, figures[prefix + spec.id]));
  body.append(row(cell('th', name, { scope: 'rowgroup', colSpan: 5, className: 'scope' })), ...rows);
  return body;
}

function figureRow({ title, boundary }, figure) {
  const [unit, times] = readable(figure);
  return row(
    cell('th', title[lang], { scope: 'row' }),
    cell('td', `${number(figure.p5 * times)} ${texts.to} ${number(figure.p95 * times)}`, { className: 'range' }),
    cell('td', texts.units[unit] ?? unit),
    cell('td', number(figure.p50 * times)),
    cell('td', boundary[lang]),
  );
}

// The largest unit in which the middle is not a small fraction.
function readable({ p50, unit }) {
  const units = UNITS[unit] ?? [[unit, 1]];
  return units.find(([, times]) => p50 * times >= 0.1) ?? units.at(-1);
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
    return `${precise(value.p5)} ${texts.upTo} ${precise(value.p95)}`;
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
