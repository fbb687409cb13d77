// The package in a browser, as an example of it shows: node tests/npm.mjs PROJECT. `cargo xtask test` runs it.
import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { Site } from './browser.mjs';

const project = resolve(process.argv[2]);
const { estimate } = await import(pathToFileURL(join(project, 'node_modules/polder/node.js')).href);
const { p5, p95, unit } = (await estimate({ task: 'short-question', sessions: 3650, place: 'nl' })).figures.facility_energy_wh;

const site = await Site.open(project);
const page = await site.browser.newPage();
site.watch(page);
await page.goto(`${site.base}node_modules/polder/example/browser.html`);
await page.waitForFunction(() => /\d/.test(document.querySelector('#answer').textContent), undefined, { timeout: 20_000 });
const shown = await page.locator('#answer').textContent();
await site.close();
assert.equal(shown, `${p5} to ${p95} ${unit} a year`);
assert.deepEqual(site.outside, []);
console.log(`npm: the browser says what Node says: ${shown}`);
