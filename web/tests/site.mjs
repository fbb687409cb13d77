// What the site promises, in a real browser.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DESKTOP, MOBILE, answer, awake, settled } from './browser.mjs';
import { ALL, DOORS, PAGES } from './pages.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'EN-301-549'];

export function checks(check, site, cli) {
  withoutScript(check, site);
  sameAsTheCommandLine(check, site, cli);
  keyboard(check, site);
  behaviour(check, site);
  exports_(check, site);
  accessible(check, site);
  fuzz(check, site);
  speed(check, site);
  offline(check, site);
  pictures(check, site);
  // Last: these look at all that the others did.
  check('no page asked anything of anyone else', () => assert.deepEqual(site.outside, []));
  check('no page said anything to its console', () => assert.deepEqual(site.said, []));
}

function withoutScript(check, site) {
  const expected = { nl: [/\d tot [\d,]+ kWh stroom per jaar/, /\d tot \d+ GWh stroom per jaar, op .* ha/, /m³ meer water/], en: [/\d to [\d.]+ kWh of electricity a year/, /\d to \d+ GWh of electricity a year, on .* ha/, /m³ more water/] };
  for (const lang of ['nl', 'en']) check(`the answers are in the HTML (${lang})`, async () => {
    for (const [i, door] of DOORS.entries()) {
      const page = await site.page(PAGES[lang][door], { javaScriptEnabled: false });
      assert.match(await answer(page), expected[lang][i]);
      assert.equal(await page.locator('html').getAttribute('lang'), lang);
      await page.context().close();
    }
  });
  check('what the HTML says is what the script then says', async () => {
    for (const door of DOORS) {
      const [dumb, live] = [await site.page(PAGES.nl[door], { javaScriptEnabled: false }), await site.page(PAGES.nl[door])];
      assert.equal(await answer(dumb), await answer(live));
      const cards = (page) => page.locator('[data-figure]').allTextContents();
      assert.deepEqual(await cards(dumb), await cards(live));
      await dumb.context().close();
      await live.context().close();
    }
  });
}

async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()]);
  return readFileSync(await file.path(), 'utf8');
}

function sameAsTheCommandLine(check, site, cli) {
  const cases = [
    ['estimate', PAGES.en.use, ['', '#v1&task=coding-agent&day=3&model=small&place=nl', '#v1&task=reasoning-question&model=medium&place=fr&day=0.5', '#v1&task=image&day=3&place=nl', '#v1&task=video&model=large&day=0.5', '#v1&what=mix', '#v1&what=mix&n.coding-agent=2&n.long-chat=0&model=small&place=se']],
    ['plan', PAGES.en.site, ['', '#v1&place=amsterdam&by=contract&mw=80&cooling=economiser-chiller&redundancy=2N&hardware=gb300&contracts=guarantees-of-origin', '#v1&place=singapore&hardware=none&cooling=free-air&layout=campus&storeys=1&ups=rack-battery&load=55']],
  ];
  for (const [task, path, fragments] of cases) check(`the page and \`polder ${task}\` agree to the bit`, async () => {
    let numbers = 0;
    for (const fragment of fragments) {
      const page = await site.page(path + fragment);
      const document = await download(page, 'JSON for the polder program');
      const csv = (await download(page, 'CSV')).split('\r\n');
      const native = JSON.parse(execFileSync(cli, [task, '-', '--format', 'json'], { input: document }).toString());
      const head = csv.findIndex((line) => line.startsWith('Figure,id,'));
      const rows = csv.slice(head + 1).filter(Boolean).map((line) => line.match(/^(?:"[^"]*"|[^,]*),([^,]*),([^,]*),([^,]*),([^,]*),([^,]*),/).slice(1));
      assert.deepEqual(rows.map(([id]) => id), Object.keys(native.figures));
      for (const [id, p5, p50, p95, central] of rows) {
        const f = native.figures[id];
        assert.deepEqual([p5, p50, p95, central].map(Number), [f.p5, f.p50, f.p95, f.central], `${fragment} ${id}`);
        numbers += 4;
      }
      await page.context().close();
    }
    return `${numbers} numbers`;
  });
  check('the register of the page is that of `polder sources`', () => {
    const page = JSON.parse(readFileSync('dist/register.json', 'utf8'));
    const native = JSON.parse(execFileSync(cli, ['sources', '--format', 'json'], { maxBuffer: 1e8 }).toString());
    assert.deepEqual([page.parameters, page.sources], [native.parameters, native.sources]);
    return `${page.parameters.length} parameters, ${page.sources.length} sources`;
  });
  check('a reader who asks where a number comes from sees what `polder explain` says', async () => {
    const page = await site.page(PAGES.en.site);
    const document = await download(page, 'JSON for the polder program');
    const card = page.locator('details.provenance').first();
    await card.locator('summary').click();
    await card.locator('.parameters li').first().waitFor();
    const shown = (await card.textContent()).replace(/\s+/g, ' ');
    const figure = await card.locator('dl dt code').first().textContent();
    const trace = JSON.parse(execFileSync(cli, ['explain', '-', figure, '--format', 'json'], { input: document }).toString());
    const said = (of) => of.terms.flatMap((term) => (term.terms ? said(term) : term.origin.title ? [term.origin] : []));
    const origins = said(trace);
    for (const o of origins) for (const part of [o.title, o.authors, o.locator, o.note]) assert.ok(shown.includes(part.replace(/\s+/g, ' ')), `${o.id}: ${part}`);
    assert.ok(origins.length > 0);
    await page.context().close();
    return `${origins.length} origins of ${figure}`;
  });
  check('the hours of the page are those of `polder plan --series`, in every digit it writes', async () => {
    let numbers = 0;
    for (const fragment of ['', '#v1&place=amsterdam&cooling=free-air&second=economiser-chiller&warming=2&heat=homes', '#v1&place=dallas&cooling=surface-water&hardware=none&profile=flat']) {
      const page = await site.page(PAGES.en.site + fragment);
      await whole(page);
      const document = await download(page, 'JSON for the polder program');
      const [head, ...rows] = (await download(page, 'Save all hours (CSV)')).replace('\uFEFF', '').trim().split('\r\n');
      const file = join(mkdtempSync(join(tmpdir(), 'polder-')), 'hours.csv');
      execFileSync(cli, ['plan', '-', '--samples', '0', '--series', file], { input: document });
      const [nativeHead, ...native] = readFileSync(file, 'utf8').trim().split('\n');
      rmSync(dirname(file), { recursive: true });
      assert.equal(head, nativeHead);
      assert.equal(rows.length, 8760);
      rows.forEach((row, i) => {
        const [stamp, ...cells] = row.split(',');
        const [nativeStamp, ...nativeCells] = native[i].split(',');
        assert.equal(stamp, nativeStamp);
        cells.forEach((cell, j) => assert.equal(Number(Number(cell).toExponential(11)), Number(nativeCells[j]), `${fragment} ${stamp} column ${j}`));
        numbers += cells.length;
      });
      await page.context().close();
    }
    return `${numbers} numbers`;
  });
  check('what fits is what `polder size` says', async () => {
    for (const [fragment, limits] of [['#v1&fitMw=80&hectares=3', ['contracted_transport_mw=80', 'site_ha=3']], ['#v1&cooling=economiser-chiller&fitWater=100000&fitCarbon=40000', ['contracted_transport_mw=40', 'site_ha=12', 'water_onsite_withdrawal_m3=100000', 'carbon_total_location_t=40000']]]) {
      const page = await site.page(PAGES.en.site + fragment);
      await whole(page);
      const asked = JSON.parse(await download(page, 'JSON for the polder program'));
      const native = JSON.parse(execFileSync(cli, ['size', '-', '--format', 'json', '--samples', '0', ...limits.flatMap((l) => ['--limit', l])], { input: JSON.stringify(asked) }).toString());
      const three = (v) => new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 }).format(v);
      assert.ok((await page.locator('[data-fits]').textContent()).startsWith(`About ${three(native.figures.it_power_mw.central)} MW`), fragment);
      const rows = await page.locator('#fits tbody tr').allTextContents();
      assert.equal(rows.filter((row) => row.includes('binds')).length, 1);
      native.limits.forEach((limit, i) => { if (limit.alone_mw !== null) assert.ok(rows[i].includes(`${three(limit.alone_mw)} MW`), rows[i]); });
      // Taken over, it is installed to the digits of a link.
      await changes(page, () => page.locator('#fits button').first().click());
      const taken = JSON.parse(await download(page, 'JSON for the polder program')).hardware.it_power_mw;
      assert.equal(taken, Number(native.figures.it_power_mw.central.toPrecision(6)));
      await page.context().close();
    }
  });
  check('the ground is drawn to the scale of its bar', async () => {
    for (const fragment of ['', '#v1&mw=2&layout=urban', '#v1&mw=500&layout=campus&storeys=1']) {
      const page = await site.page(PAGES.nl.site + fragment);
      const report = JSON.parse(execFileSync(cli, ['plan', '-', '--format', 'json', '--samples', '0'], { input: await download(page, 'JSON voor het programma polder') }).toString());
      const [metres, bar, parts] = await page.evaluate(() => {
        const size = (node) => ['width', 'height'].map((key) => Number(node.getAttribute(key)));
        const svg = document.querySelector('svg.ground');
        return [Number(svg.dataset.metres), size(svg.querySelector('[data-scale]'))[0], [...svg.querySelectorAll('[data-part]')].map((node) => [node.dataset.part, ...size(node)])];
      });
      const area = Object.fromEntries(parts.map(([id, w, h]) => [id, w * h * (metres / bar) ** 2]));
      const central = (id) => report.figures[id].central;
      const storeys = central('gross_floor_m2') / (central('built_floor_ha') * 1e4);
      const near = (a, b) => assert.ok(Math.abs(a / b - 1) < 1e-6, `${fragment} ${a} ${b}`);
      near(area.open, central('site_ha') * 1e4);
      near(area.halls, central('white_space_m2') / storeys);
      near(area.grey, central('grey_space_m2') / storeys);
      await page.context().close();
    }
  });
  check('the difference of a plan with itself is exactly nothing', async () => {
    const page = await site.page(`${PAGES.en.scenarios}#v1&b.cooling=cold-plate`);
    const cells = await page.locator('[data-difference]').allTextContents();
    assert.ok(cells.length >= 8);
    for (const cell of cells) assert.equal(cell.trim(), 'no difference');
    await page.context().close();
  });
}

const COOLINGS = ['cold-plate', 'immersion', 'rear-door', 'free-air', 'indirect-air', 'air-chiller', 'economiser-chiller', 'economiser-dry', 'surface-water'];

/** Brings in what a page works out when it comes near the window, and waits until it is that of the newest question. */
async function whole(page) {
  await settled(page);
  for (const [id, part] of [['year', 'hours'], ['fits', 'fits']]) {
    await page.locator(`#${id}`).evaluate((node) => node.scrollIntoView());
    await page.waitForSelector(`[data-${part}=ready]`, { state: 'attached', timeout: 30_000 });
  }
}

/** Presses Tab until the element has the focus, as someone without a mouse would. */
async function tabTo(page, locator, most = 120) {
  for (let i = 0; i < most; i += 1) {
    if (await locator.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${locator}`);
}

async function changes(page, act, where = '[data-answer]') {
  const text = () => page.locator(where).first().textContent();
  const before = await text();
  await act();
  await page.waitForFunction(([at, old]) => document.querySelector(at).textContent !== old, [where, before], { timeout: 15_000 });
  await settled(page);
  return text();
}

function keyboard(check, site) {
  for (const lang of ['nl', 'en']) {
    check(`my use by keyboard alone (${lang})`, async () => {
      const page = await site.page(PAGES[lang].home);
      await tabTo(page, page.locator('.doors a').first());
      await Promise.all([page.waitForURL(`**/${PAGES[lang].use}`), page.keyboard.press('Enter')]);
      await awake(page);
      await tabTo(page, page.locator('.number input[type=text]').first());
      await page.keyboard.press('Control+A');
      await changes(page, () => page.keyboard.type(lang === 'nl' ? '2,5' : '2.5'));
      await tabTo(page, page.locator('input[name=task]:checked'));
      await changes(page, () => page.keyboard.press('ArrowDown'));
      await tabTo(page, page.locator('.controls select'));
      // Where it runs moves the carbon, not the electricity.
      await changes(page, () => page.keyboard.type(lang === 'nl' ? 'Nederl' : 'Nether'), '[data-figure^=carbon]');
      const where = page.locator('details.provenance summary').first();
      await tabTo(page, where);
      await page.keyboard.press('Enter');
      await page.waitForSelector('details.provenance[open] dl dd');
      await tabTo(page, page.locator('.tools button').first());
      await page.keyboard.press('Enter');
      assert.ok(await page.locator('figure table').first().isVisible());
      await page.context().close();
    });
    check(`a mix by keyboard alone (${lang})`, async () => {
      const page = await site.page(PAGES[lang].use);
      await tabTo(page, page.locator('input[name=what]:checked'));
      await changes(page, () => page.keyboard.press('ArrowDown'));
      await tabTo(page, page.locator('.mix input').nth(9));
      await page.keyboard.press('Control+A');
      await changes(page, () => page.keyboard.type(lang === 'nl' ? '0,5' : '0.5'));
      await tabTo(page, page.locator('.tools button').first());
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('figure').first().locator('tbody tr').count(), 8);
      await page.context().close();
    });
    check(`a data centre by keyboard alone (${lang})`, async () => {
      const page = await site.page(PAGES[lang].site);
      await tabTo(page, page.locator('.controls select').first());
      await changes(page, () => page.keyboard.type('Vliss'));
      await tabTo(page, page.locator('.number input[type=range]').first());
      await changes(page, () => page.keyboard.press('PageUp'));
      await tabTo(page, page.locator('input[name=cooling]:checked'));
      await changes(page, () => page.keyboard.press('ArrowDown'));
      assert.equal(await page.locator('.changed li').count(), 3);
      // From the list of contents to a part further on, its hours as a table, and back from limits to what fits.
      await tabTo(page, page.locator('.contents a').nth(1));
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-hours=ready]', { state: 'attached' });
      assert.equal(await page.evaluate(() => document.activeElement.id), 'year');
      await tabTo(page, page.locator('#year .charts.whole .tools button').first());
      await page.keyboard.press('Enter');
      assert.equal(await page.locator('#year .charts.whole tbody tr').count(), 12);
      await tabTo(page, page.locator('.contents a').last(), 400);
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-fits=ready]', { state: 'attached' });
      await tabTo(page, page.locator('#fits .number input[type=text]').first());
      await page.keyboard.press('Control+A');
      await changes(page, () => page.keyboard.type('20'), '[data-fits]');
      await tabTo(page, page.locator('#fits .outcome button').first());
      await changes(page, () => page.keyboard.press('Enter'));
      await page.context().close();
    });
    check(`scenarios by keyboard alone (${lang})`, async () => {
      const page = await site.page(PAGES[lang].scenarios);
      await tabTo(page, page.locator('.plans section').nth(1).locator('select').first());
      await changes(page, () => page.keyboard.type('Frankf'));
      await tabTo(page, page.locator('.plans + p button'));
      await changes(page, () => page.keyboard.press('Enter'));
      assert.equal(await page.locator('.plans section').count(), 3);
      await page.context().close();
    });
  }
}

function behaviour(check, site) {
  check('going back to the start is the same as never having left', async () => {
    const page = await site.page(PAGES.nl.site);
    const start = await answer(page);
    await changes(page, () => page.locator('input[name=by][value=contract]').check());
    await page.waitForFunction(() => location.hash.includes('by=contract'));
    assert.equal(await changes(page, () => page.locator('.changed button').click()), start);
    await page.waitForFunction(() => location.hash === '');
    await page.context().close();
  });
  check('the other language shows the same question', async () => {
    const page = await site.page(`${PAGES.nl.use}#v1&day=77`);
    await Promise.all([page.waitForURL(/en\/my-use\/#v1&day=77/), page.locator('[data-language]').click()]);
    await awake(page);
    assert.match(await answer(page), /^77 × a day/);
    await page.context().close();
  });
  check('every setting moves something', async () => {
    for (const [path, settings] of [
      [PAGES.en.use, { what: 'mix', task: 'write-text', day: 9, model: 'small', place: 'pl', making: 'without', people: 5 }],
      [PAGES.en.site, { place: 'dallas', by: 'contract', mw: 41, cooling: 'free-air', redundancy: '2N', hectares: 1, hardware: 'b200', layout: 'campus', storeys: 3, ups: 'none', contracts: 'ppa', load: 50, year: 2030, second: 'free-air', 'second=free-air&secondShare': 60, water: 'sea', heat: 'homes', 'heat=homes&homes': 900, 'heat=network&heatMw': 2, 'heat=homes&heatC': 45, warming: 2, life: 3, inlet: 32, 'cooling=free-air&humid': 5.5, rack: 10, profile: 'flat', otherWater: 1, fitMw: 20, fitWater: 500, fitCarbon: 20000, fitHeat: 50 }],
    ]) {
      const page = await site.page(path);
      if (path === PAGES.en.site) await whole(page);
      const shown = async () => JSON.stringify(await page.locator('[data-figure], .rowtext, .warnings, .people, [data-fits]').allTextContents());
      const start = await shown();
      for (const [key, value] of Object.entries(settings)) {
        await page.evaluate((hash) => { location.hash = hash; }, `#v1&${key}=${value}`);
        await page.waitForSelector('.changed');
        await page.waitForTimeout(60);
        await settled(page);
        if (path === PAGES.en.site) await whole(page);
        assert.notEqual(await shown(), start, key);
      }
      await page.context().close();
    }
  });
  check('every number of a mix moves something', async () => {
    const page = await site.page(`${PAGES.en.use}#v1&what=mix`);
    const fields = page.locator('.mix input');
    for (let i = 0; i < await fields.count(); i += 1) await changes(page, () => fields.nth(i).fill('30'));
    assert.ok((await page.locator('.changed li').count()) === 1 + await fields.count());
    for (let i = 0; i < await fields.count(); i += 1) await fields.nth(i).fill('0');
    assert.match(await answer(page), /at least one/);
    await page.context().close();
  });
  check('what matters has names for people', async () => {
    for (const path of [PAGES.nl.use, PAGES.nl.site, ...COOLINGS.map((id) => `${PAGES.nl.site}#v1&cooling=${id}&heat=homes`), ...['what=mix', 'task=image', 'task=video&model=small', 'task=coding-agent', 'task=code-completion'].map((f) => `${PAGES.nl.use}#v1&${f}`)]) {
      const page = await site.page(path);
      for (const label of await page.locator('.rowlabel').allTextContents()) assert.ok(!/[_[]|[a-z]\.[a-z]/.test(label), `${label} has no name in i18n`);
      await page.context().close();
    }
  });
  check('every task and size has an answer', async () => {
    const page = await site.page(PAGES.nl.use);
    const values = (name) => page.locator(`input[name=${name}]`).evaluateAll((nodes) => nodes.map((n) => n.value));
    for (const task of await values('task')) for (const model of await values('model')) {
      await page.evaluate((hash) => { location.hash = hash; }, `#v1&task=${task}&model=${model}&day=3`);
      await page.waitForTimeout(60);
      await settled(page);
      assert.equal(await page.locator('.alert').count(), 0, `${task} ${model}: ${await page.locator('.alert').allTextContents()}`);
    }
    await page.context().close();
  });
  check('the newest answer is said once, after the last change', async () => {
    const page = await site.page(PAGES.nl.use);
    assert.equal(await page.locator('[data-live]').textContent(), '');
    const slider = page.locator('input[type=range]').first();
    await slider.focus();
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('[data-live]').textContent !== '');
    assert.equal(await page.locator('[data-live]').textContent(), await answer(page));
    await page.context().close();
  });
  check('a number out of range is explained, not swallowed', async () => {
    const page = await site.page(PAGES.nl.use);
    const field = page.locator('.number input[type=text]').first();
    await field.fill('5000');
    assert.match(await page.locator('.problem').first().textContent(), /van 0,1 tot 1\.000/);
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    await field.fill('veel');
    assert.match(await page.locator('.problem').first().textContent(), /Typ een getal/);
    await page.context().close();
  });
  check('an embedded answer says its height to the page around it', async () => {
    const page = await (await site.browser.newContext({ serviceWorkers: 'block' })).newPage();
    site.watch(page);
    const height = await page.evaluate((src) => new Promise((done, fail) => {
      addEventListener('message', ({ data }) => { if (data?.polder === 'height') done(data.height); });
      setTimeout(() => fail(new Error('no height within 10 s')), 10_000);
      document.body.append(Object.assign(document.createElement('iframe'), { src, width: '600', title: 'x' }));
    }), `${site.base}${PAGES.nl.embed}#v1&door=site&mw=80`);
    assert.ok(height > 100);
    await page.frameLocator('iframe').getByText(/^80 MW aan computers/).waitFor();
    await page.context().close();
  });
  check('no cookie and no storage', async () => {
    const page = await site.page(PAGES.nl.site);
    await page.locator('input[name=by][value=contract]').check();
    await settled(page);
    const kept = await page.evaluate(() => [document.cookie, localStorage.length, sessionStorage.length]);
    assert.deepEqual(kept, ['', 0, 0]);
    assert.deepEqual(await page.context().cookies(), []);
    await page.context().close();
  });
}

function exports_(check, site) {
  check('pictures carry their title, finding and source', async () => {
    const page = await site.page(`${PAGES.en.site}#v1&cooling=free-air`);
    await whole(page);
    for (const figure of [...[0, 1, 2].map((at) => page.locator('figure.chart').nth(at)), ...[0, 1, 2].map((at) => page.locator('#year .charts.whole figure').nth(at)), page.locator('#ground figure').first()]) {
      await figure.locator('.tools summary').click();
      const [file] = await Promise.all([page.waitForEvent('download'), figure.getByRole('button', { name: 'SVG' }).click()]);
      const svg = readFileSync(await file.path(), 'utf8');
      for (const part of [await figure.locator('h3').textContent(), await figure.locator('.finding').textContent(), 'Source: Polder']) assert.ok(svg.replace(/<\/text><text [^>]*>/g, ' ').includes(part), part);
      assert.ok(!/undefined|NaN/.test(svg.replace(/href="data:[^"]*"/g, '')));
      const [png] = await Promise.all([page.waitForEvent('download'), figure.getByRole('button', { name: 'PNG' }).click()]);
      assert.ok(readFileSync(await png.path()).length > 5000);
    }
    await page.context().close();
  });
  check('a sentence to cite has the range, the version and the link', async () => {
    const page = await site.page(PAGES.nl.use, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Kopieer een zin om te citeren' }).click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /1?\d.* tot .* kWh stroom per jaar\. \(90 %-bereik; Polder \d.*, http/);
    await page.context().close();
  });
}

async function violations(page) {
  // The policy of the page allows no script of others: axe comes in through the debugger.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags, resultTypes: ['violations'] }), TAGS);
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3).join(' | ')}`);
}

async function openAll(page) {
  await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
  await page.evaluate(() => { for (const b of document.querySelectorAll('.tools > button[aria-expanded=false]')) b.click(); });
  await page.waitForTimeout(200);
}

function accessible(check, site) {
  const modes = [['light', DESKTOP], ['dark', { ...DESKTOP, colorScheme: 'dark' }], ['mobile', MOBILE]];
  for (const { lang, view, path } of ALL) check(`axe finds nothing: ${lang} ${view}`, async () => {
    let states = 0;
    for (const [mode, options] of modes) {
      const page = await site.page(path, options);
      assert.deepEqual(await violations(page), [], mode);
      states += 1;
      if (DOORS.includes(view)) {
        if (view === 'site') {
          await page.evaluate((hash) => { location.hash = hash; }, '#v1&cooling=economiser-chiller&heat=homes&second=free-air');
          await page.waitForTimeout(60);
          await whole(page);
          assert.deepEqual(await violations(page), [], `${mode}, whole`);
        }
        await openAll(page);
        assert.deepEqual(await violations(page), [], `${mode}, open`);
        if (view === 'use') {
          for (const fragment of ['#v1&what=mix', '#v1&task=video']) {
            await page.evaluate((hash) => { location.hash = hash; }, fragment);
            await page.waitForTimeout(60);
            await settled(page);
            assert.deepEqual(await violations(page), [], `${mode}, ${fragment}`);
          }
          await page.locator('.number input[type=text]').first().fill('5000');
          assert.deepEqual(await violations(page), [], `${mode}, error`);
        }
        states += view === 'use' ? 4 : view === 'site' ? 2 : 1;
      }
      await page.context().close();
    }
    return `${states} states`;
  });
  check('nothing scrolls sideways at 320 pixels', async () => {
    for (const { lang, view, path } of [...ALL, ...['nl', 'en'].flatMap((lang) => [{ lang, view: 'use', path: `${PAGES[lang].use}#v1&what=mix` }, { lang, view: 'site', path: `${PAGES[lang].site}#v1&cooling=free-air&heat=network` }])]) {
      const page = await site.page(path, { viewport: { width: 320, height: 640 } });
      if (view === 'site') await whole(page);
      if (DOORS.includes(view)) await openAll(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      const wide = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > 321 && !n.closest('.scroll, .skip, .visually-hidden, svg')).map((n) => `${n.tagName}.${n.className}`).slice(0, 5));
      assert.ok(width <= 320, `${lang} ${view}: ${width} ${wide}`);
      await page.context().close();
    }
  });
  check('targets are at least 24 pixels high', async () => {
    for (const door of DOORS) {
      const page = await site.page(PAGES.nl[door], MOBILE);
      const small = await page.evaluate(() => [...document.querySelectorAll('button, select, input:not([type=radio]), summary, nav a, .choice label')].filter((n) => n.getClientRects().length > 0 && n.getBoundingClientRect().height < 24).map((n) => n.outerHTML.slice(0, 80)));
      assert.deepEqual(small, []);
      await page.context().close();
    }
  });
  check('forced colours leave every mark visible', async () => {
    const page = await site.page(PAGES.nl.site, { forcedColors: 'active' });
    await whole(page);
    assert.deepEqual(await violations(page), []);
    await page.context().close();
  });
}

/** The same numbers every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function hostile(next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const keys = ['place', 'mw', 'day', 'task', 'model', 'by', 'cooling', 'redundancy', 'hectares', 'hardware', 'layout', 'storeys', 'ups', 'contracts', 'load', 'year', 'second', 'secondShare', 'water', 'heat', 'homes', 'heatMw', 'heatC', 'warming', 'life', 'inlet', 'humid', 'rack', 'profile', 'otherWater', 'fitMw', 'fitWater', 'fitHeat', 'people', 'making', 'what', 'n.short-question', 'n.coding-agent', 'plans', 'a.place', 'b.mw', 'c.cooling', '__proto__', 'constructor', 'toString', ''];
  const values = ['', '0', '-0', '-1', '1e308', '1e-308', 'NaN', 'Infinity', '0x1F', '1,5', '%', '%00', '%E0%A4%A', '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "javascript:alert(1)", '\u202e', '💧', 'null', 'undefined', '[object Object]', 'world', 'nl', 'amsterdam', 'singapore', 'contract', 'gb300', 'none', 'homes', 'network', 'free-air', 'surface-water', 'sea', 'flat', '5', '20', '2N', '3N/2', 'coding-agent', 'image', 'video', 'mix', 'small', '40', '2000', '0.1', '99999999999999999999', 'a'.repeat(5000)];
  const pairs = Array.from({ length: 1 + Math.floor(next() * 8) }, () => `${pick(keys)}${pick(['=', '=', '=', '==', ''])}${pick(values)}`);
  return `#${pick(['v1', 'v1', 'v1', 'v1', 'v0', 'v2', '', 'z1', '&&&'])}${pick(['&', '&', '&', '=', ''])}${pairs.join('&')}`;
}

function fuzz(check, site) {
  check('500 hostile links break no page', async () => {
    const next = random(20261125);
    let tried = 0;
    for (const [path, times] of [[PAGES.nl.use, 170], [PAGES.en.site, 170], [PAGES.nl.scenarios, 80], [PAGES.en.embed, 80]]) {
      const page = await site.page(path);
      for (let i = 0; i < times; i += 1) {
        const fragment = hostile(next);
        await page.evaluate((hash) => { location.hash = hash; }, fragment);
        await page.waitForTimeout(i % 10 === 0 ? 120 : 5);
        const text = await page.locator('[data-answer]').textContent();
        assert.ok(text.length > 20 && !/undefined|NaN|Infinity|∞|\[object|null/.test(text), `${fragment}: ${text}`);
        tried += 1;
      }
      await settled(page);
      assert.equal(await page.locator('.alert').count(), 0, 'a link asked what the core refuses');
      await page.context().close();
    }
    assert.deepEqual(site.said, []);
    return `${tried} links`;
  });
}

function speed(check, site) {
  const measure = async (page) => {
    const times = await page.evaluate(async () => {
      const slider = document.querySelector('input[type=range]');
      const frame = () => new Promise((done) => requestAnimationFrame(() => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); }));
      const times = [];
      for (let i = 0; i < 60; i += 1) {
        await new Promise((done) => setTimeout(done, 30));
        const before = document.querySelector('[data-answer]').textContent;
        const began = performance.now();
        slider.value = String(40 + ((i * 37) % 120));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        do await frame(); while (document.querySelector('[data-answer]').textContent === before && performance.now() - began < 500);
        times.push(performance.now() - began);
      }
      return times.slice(5).sort((a, b) => a - b);
    });
    const at = (share) => times[Math.floor(share * (times.length - 1))];
    return [at(0.5), at(0.95)];
  };
  for (const [door, limit] of [['use', 150], ['site', 250]]) check(`an answer is painted soon after a change: ${door}`, async () => {
    const page = await site.page(PAGES.nl[door]);
    const [p50, p95] = await measure(page);
    const slow = await page.context().newCDPSession(page);
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    const [slow50, slow95] = await measure(page);
    await page.context().close();
    const note = `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms; at a quarter of the speed ${slow50.toFixed(0)} and ${slow95.toFixed(0)} ms`;
    // Far above what it should be (16 and 33): a busy machine must not fail the test, a mistake should.
    assert.ok(p50 <= limit, note);
    return note;
  });
}

function offline(check, site) {
  check('works without a server after the first visit', async () => {
    const context = await site.browser.newContext(DESKTOP);
    const page = await context.newPage();
    await page.goto(site.base + PAGES.nl.use);
    await awake(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await context.setOffline(true);
    const aside = site.server.listeners('request');
    site.server.removeAllListeners('request');
    site.server.on('request', (request) => request.socket.destroy());
    try {
      for (const path of [PAGES.en.site, PAGES.nl.scenarios, PAGES.nl.sources, PAGES.nl.use]) {
        await page.goto(site.base + path);
        await awake(page);
      }
      await page.goto(site.base + PAGES.en.site);
      await awake(page);
      await changes(page, () => page.locator('.controls select').first().selectOption('maastricht'));
    } finally {
      site.server.removeAllListeners('request');
      for (const listener of aside) site.server.on('request', listener);
      await context.close();
    }
  });
}

function pictures(check, site) {
  check('pictures of the doors are in shots/', async () => {
    mkdirSync('shots', { recursive: true });
    const list = [['home', 'nl', 'home', DESKTOP], ...DOORS.flatMap((door) => [[door, 'nl', door, DESKTOP], [`${door}-dark-en`, 'en', door, { ...DESKTOP, colorScheme: 'dark' }], [`${door}-mobile`, 'nl', door, MOBILE]]), ...[['use-mix', 'nl', DESKTOP], ['use-mix-dark-en', 'en', { ...DESKTOP, colorScheme: 'dark' }], ['use-mix-mobile', 'nl', MOBILE]].map(([name, lang, view]) => [name, lang, 'use', view, '#v1&what=mix']), ['use-video', 'nl', 'use', DESKTOP, '#v1&task=video'], ...[['site-tower', 'nl', DESKTOP], ['site-tower-dark-en', 'en', { ...DESKTOP, colorScheme: 'dark' }], ['site-tower-mobile', 'nl', MOBILE]].map(([name, lang, view]) => [name, lang, 'site', view, '#v1&place=amsterdam&cooling=economiser-chiller&heat=homes&by=contract']), ['embed', 'nl', 'embed', { viewport: { width: 600, height: 520 } }], ['accuracy', 'nl', 'accuracy', DESKTOP], ['sources', 'nl', 'sources', DESKTOP]];
    for (const [name, lang, view, options, fragment = ''] of list) {
      const page = await site.page(PAGES[lang][view] + fragment, options);
      if (view === 'site') {
        await whole(page);
        await page.evaluate(() => scrollTo(0, 0));
      }
      await page.screenshot({ path: `shots/${name}.png`, fullPage: view !== 'sources' });
      await page.context().close();
    }
    const page = await site.page(PAGES.nl.use);
    await page.locator('details.provenance summary').first().click();
    await page.waitForSelector('details.provenance[open] dl dd');
    await page.screenshot({ path: 'shots/provenance.png', fullPage: true });
    await page.context().close();
  });
}
