// Lighthouse on the built site, as on a phone. Optional, and not among the packages of the site: it takes 360 MB, and Node 22.
//
//   npx --yes --package lighthouse@13.5.0 --package node@22 -- node web/lighthouse.mjs
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { serve } from './serve.mjs';
import { executable } from './tests/browser.mjs';
import { PAGES } from './tests/pages.mjs';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const LEAST = 95;

const server = await serve(0, undefined, true);
const folder = mkdtempSync(join(tmpdir(), 'polder-lighthouse-'));
let good = true;
for (const [lang, view] of [['nl', 'home'], ['nl', 'use'], ['en', 'use'], ['nl', 'site'], ['nl', 'scenarios']]) {
  const out = join(folder, `${view}.json`);
  await promisify(execFile)('lighthouse', [
    `http://127.0.0.1:${server.address().port}/${PAGES[lang][view]}`, '--output=json', `--output-path=${out}`, '--quiet',
    `--only-categories=${CATEGORIES}`, '--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage',
  ], { env: { ...process.env, CHROME_PATH: executable() } });
  const { categories, audits } = JSON.parse(readFileSync(out, 'utf8'));
  const scores = CATEGORIES.map((id) => Math.round(100 * categories[id].score));
  good &&= scores.every((score) => score >= LEAST);
  console.log(`lighthouse: ${lang} ${view} ${CATEGORIES.map((id, i) => `${id} ${scores[i]}`).join(', ')}; ${audits['largest-contentful-paint'].displayValue} to the largest paint`);
  for (const a of Object.values(audits)) if (a.score !== null && a.score < 0.9 && a.scoreDisplayMode === 'binary') console.log(`  ${a.id}: ${a.title}`);
}
server.close();
rmSync(folder, { recursive: true, force: true });
process.exitCode = good ? 0 : 1;
