// What needs no browser: links, numbers, files, the queue. Bundled and run by run.mjs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { moved } from '../src/engine/answer.svelte';
import { latest } from '../src/engine/latest';
import { lookup } from '../src/engine/register';
import { csv } from '../src/exports/csv';
import { number, parse, range } from '../src/i18n/format';
import { en } from '../src/i18n/en';
import { nl } from '../src/i18n/nl';
import defaultScenarios from '../src/generated/default-scenarios.json';
import defaultSite from '../src/generated/default-site.json';
import defaultUse from '../src/generated/default-use.json';
import type { Register, Report } from '../src/report';
import { SCENARIOS } from '../src/scenarios';
import { SITE } from '../src/site';
import { read, starts, write, type Fields, type Values } from '../src/state/fields';
import { USE } from '../src/use';

type Check = (name: string, run: () => unknown) => void;

export function units(check: Check): void {
  check('a link gives back what made it', () => {
    for (const fields of [USE, SITE, SCENARIOS] as Fields[]) {
      for (const [key, field] of Object.entries(fields)) {
        const other = field.kind === 'choice' ? field.of.at(-1)! : field.high;
        const values = { ...starts(fields), [key]: other } as Values<Fields>;
        assert.deepEqual(read(fields, write(fields, values)), values, key);
      }
      assert.equal(write(fields, starts(fields)), '');
    }
  });
  check('a link cannot ask the impossible', () => {
    assert.equal(read(SITE, '#v1&mw=1e99').mw, SITE.mw.high);
    assert.equal(read(SITE, '#v1&mw=-3').mw, SITE.mw.low);
    assert.equal(read(SITE, '#v1&mw=NaN&place=atlantis&__proto__=1').place, 'eemshaven');
    assert.equal(read(SITE, '#v9&mw=3').mw, SITE.mw.start);
    assert.equal(read(SITE, `#v1&mw=%E0%A4%A`).mw, SITE.mw.start);
  });
  check('numbers are read as people write them', () => {
    const cases: [string, 'nl' | 'en', number | null][] = [
      ['1,5', 'nl', 1.5], ['1.5', 'nl', 1.5], ['1.000', 'nl', 1000], ['1.234,5', 'nl', 1234.5], ['1 000', 'nl', 1000],
      ['1.5', 'en', 1.5], ['1,000', 'en', 1000], ['1,234.5', 'en', 1234.5], ['1,5', 'en', 1.5],
      ['', 'nl', null], ['veel', 'nl', null], ['1e5', 'en', 1e5], ['Infinity', 'en', null], ['0x10', 'en', 16],
    ];
    for (const [text, lang, value] of cases) assert.equal(parse(text, lang), value, `${text} in ${lang}`);
  });
  check('ranges are short, in the unit that reads best', () => {
    assert.equal(range({ p5: 1766, p50: 7900, p95: 38_800, central: 0, unit: 'Wh' }, 'nl'), '1,8 tot 39 kWh');
    assert.equal(range({ p5: 0.000009, p50: 0.00001, p95: 0.00002, central: 0, unit: 'm²·year' }, 'en'), '9 to 20 mm²·year');
    assert.equal(range({ p5: 0.22, p50: 0.84, p95: 2.9, central: 0, unit: 'm²·year' }, 'nl'), '0,22 tot 2,9 m²·jaar');
    assert.equal(range({ p5: 1.089, p50: 1.117, p95: 1.16, central: 0, unit: '1' }, 'en'), '1.09 to 1.16');
    assert.equal(range({ p5: 4, p50: 4, p95: 4, central: 4, unit: 'MW' }, 'nl'), '4 MW');
    assert.equal(number(-1234, 'nl'), '−1.200');
  });
  check('a file for Dutch Excel has semicolons, commas and a mark', () => {
    assert.equal(csv([['a;b', 1.5], ['=x', -2]], 'nl'), '\uFEFF"a;b";1,5\r\n\'=x;-2\r\n');
    assert.equal(csv([['a"b', 1.5]], 'en'), '"a""b",1.5\r\n');
  });
  check('of ten requests at once, the first and the last run', async () => {
    let runs = 0;
    const ask = latest(async (n: number) => { runs += 1; await new Promise((done) => setTimeout(done, 5)); return n; });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => ask(n)));
    assert.equal(runs, 2);
    assert.deepEqual(answers, [0, ...Array(8).fill(undefined), 9]);
  });
  check('a preview of nothing new is the sampled report', () => {
    const figure = { p5: 1, p50: 2, p95: 4, central: 1.5, unit: 'Wh' };
    const report = (central: number) => ({ figures: { a: { ...figure, central } }, drivers: [], samples: 9 }) as unknown as Report;
    assert.deepEqual(moved(report(1.5), report(1.5)).figures.a, figure);
    assert.equal(moved(report(1.5), report(3)).figures.a.p95, 8);
  });
  check('both languages have every text, and neither is empty', () => {
    const walk = (a: unknown, b: unknown, path: string) => {
      assert.equal(typeof a, typeof b, path);
      if (typeof a === 'string') return assert.ok(a.trim() !== '' && (b as string).trim() !== '', path);
      if (typeof a === 'function') return assert.equal((a as () => void).length, (b as () => void).length, path);
      if (a === null || typeof a !== 'object') return;
      assert.deepEqual(Object.keys(a), Object.keys(b as object), path);
      for (const key of Object.keys(a)) walk((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`);
    };
    walk(nl, en, 't');
  });
  check('what matters most has a name in both languages', () => {
    const reports = [defaultSite, defaultUse, ...Object.values(defaultScenarios.reports)] as unknown as Report[];
    for (const { drivers } of reports) for (const { input } of drivers) assert.ok(nl.drivers.names[input] && en.drivers.names[input], input);
  });
  check('an origin is a parameter, a row, a column with its own source, or just its id', () => {
    const originOf = lookup(JSON.parse(readFileSync('public/register.json', 'utf8')) as Register);
    assert.equal(originOf('psu.efficiency').source, '80plus-titanium');
    assert.equal(originOf('servers.csv hgx-h100-8 idle_w').title, originOf('servers.csv hgx-h100-8').title);
    const [row, water] = [originOf('countries.csv nl'), originOf('countries.csv nl water_l_per_kwh')];
    assert.ok(row.title && water.title && row.source !== water.source && water.locator);
    assert.deepEqual(originOf('document'), { id: 'document' });
  });
  check('no text passes a verdict', () => {
    const text = JSON.stringify([nl, en]).toLowerCase();
    for (const word of ['klimaatneutraal', 'co2-neutraal', 'carbon neutral', 'duurzaam', 'sustainable', 'milieuvriendelijk', 'eco-friendly']) assert.ok(!text.includes(word), word);
  });
}
