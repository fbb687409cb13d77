// Builds the site: node build.mjs WASM_PACKAGE_FOR_NODE. `cargo xtask web` runs it.
//
// 1. names, lists and the answers to the starting questions, from the core under Node -> src/generated
// 2. the pages as a program for Node (Vite, SSR) and as scripts for the browser (Vite)
// 3. each page as HTML with its answer in it, its styles inline and a strict policy; the offline copy
// 4. sizes, against budgets.json
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';

const web = dirname(fileURLToPath(import.meta.url));
const [dist, server, generated] = ['dist', 'dist-server', 'src/generated'].map((folder) => join(web, folder));
const core = createRequire(import.meta.url)(join(resolve(process.argv[2]), 'polder_wasm.js'));
// Where the site will stand, if known: search engines want the other language as a whole address.
const address = process.env.SITE_URL;
process.chdir(web);

for (const folder of [dist, server]) rmSync(folder, { recursive: true, force: true });
mkdirSync(generated, { recursive: true });
writeLists();
writeAnswers(await bundled('src/defaults.ts'));
const pages = await bundled('src/server.ts');
await build({ logLevel: 'warn', build: { outDir: dist } });
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
rmSync(join(dist, '.vite'), { recursive: true });
writePages();
writeOfflineCopy();
weigh();

function json(name, value) {
  writeFileSync(join(generated, `${name}.json`), JSON.stringify(value));
}

function writeLists() {
  for (const pack of readdirSync('public/weather')) {
    const { id, numbers } = JSON.parse(readFileSync(join('public/weather', pack), 'utf8'));
    core.install_climatology(id, numbers);
  }
  const catalogue = JSON.parse(core.catalogue());
  for (const lang of ['nl', 'en']) {
    const figures = catalogue.figures.map((f) => [f.id, { title: f.title[lang], boundary: f.boundary[lang], unit: f.unit }]);
    const named = (rows) => Object.fromEntries(rows.map((r) => [r.id, r.name[lang]]));
    json(`names.${lang}`, { figures: Object.fromEntries(figures), places: named(catalogue.places), countries: named(catalogue.countries) });
  }
  json('places', catalogue.places.map(({ name, ...place }) => place));
  json('countries', catalogue.countries.map(({ id, climatology }) => ({ id, climatology })));
  const { parameters, sources } = JSON.parse(readFileSync('public/register.json', 'utf8'));
  json('register', { parameters, sources });
}

function writeAnswers({ use, site, scenarios }) {
  const plan = (document) => JSON.parse(core.plan(JSON.stringify(document)));
  // What a page starts with: its words are in the names, and more digits than anyone sees are the script's to find.
  const lean = (value) => JSON.parse(JSON.stringify(value, (key, v) => (key === 'boundary' ? undefined : typeof v === 'number' ? Number(v.toPrecision(7)) : v)));
  const each = (of, answer) => Object.fromEntries(Object.entries(of).map(([key, value]) => [key, answer(value)]));
  const ofUse = JSON.parse(core.estimate(JSON.stringify(use)));
  const reports = each(scenarios, plan);
  const differences = each(scenarios, (document) => JSON.parse(core.difference(JSON.stringify(scenarios.a), JSON.stringify(document))));
  const report = plan(site);
  json('default-use', lean(ofUse));
  json('default-site', lean(report));
  json('default-scenarios', lean({ reports, differences }));
  const { polder, method, data_sha256 } = report;
  json('meta', { polder, method, data: data_sha256 });
  json('home', {
    use: ofUse.figures.facility_energy_wh, site: report.figures.facility_energy_mwh, land: report.figures.site_ha,
    water: differences.b.water_onsite_withdrawal_m3,
  });
}

/** A module of the site, for Node. */
async function bundled(entry) {
  const name = entry.replace(/.*\/|\.ts$/g, '');
  await build({ logLevel: 'warn', publicDir: false, build: { ssr: entry, outDir: join(server, name), manifest: false, emptyOutDir: true, rollupOptions: { input: entry, output: { entryFileNames: `${name}.mjs` } } } });
  return import(pathToFileURL(join(server, name, `${name}.mjs`)).href);
}

/** The scripts a page needs at once, so that the browser asks for them together. */
function scripts(view, lang) {
  const found = new Set();
  const add = (key) => {
    const chunk = manifest[key];
    if (!chunk || found.has(chunk.file)) return;
    found.add(chunk.file);
    chunk.imports?.forEach(add);
  };
  const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
  add(entry);
  const component = { use: 'MyUse', site: 'DataCentre', scenarios: 'Scenarios', sources: 'Sources', embed: 'Embed' }[view];
  if (component) for (const key of [`src/views/${component}.svelte`, `src/texts.${lang}.ts`]) {
    if (!manifest[key]) throw new Error(`${key} is not in the manifest`);
    add(key);
  }
  return [...found];
}

function writePages() {
  const style = readdirSync(join(dist, 'assets')).find((file) => file.endsWith('.css'));
  const css = readFileSync(join(dist, 'assets', style), 'utf8').trim();
  const policy = [
    "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "connect-src 'self'",
    `style-src 'sha256-${createHash('sha256').update(css).digest('base64')}'`, "img-src 'self' data: blob:", "manifest-src 'self'", "base-uri 'none'", "form-action 'none'",
  ].join('; ');
  for (const lang of pages.LANGS) for (const view of pages.VIEWS) {
    const { body, title, description } = pages.render(lang, view);
    if (/undefined|NaN|\[object/.test(body.replace(/<[^>]*>/g, ' '))) throw new Error(`${lang}/${view}: the page says undefined, NaN or [object`);
    const root = pages.rootFrom(view);
    const files = scripts(view, lang).map((file) => root + file);
    const alternates = address ? pages.LANGS.map((l) => `<link rel="alternate" hreflang="${l}" href="${new URL(pages.folder(l, view), address)}">`).join('\n') : '';
    const html = `<!doctype html>
<html lang="${lang}" data-lang="${lang}" data-view="${view}" data-root="${root}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escaped(title)}</title>
<meta name="description" content="${escaped(description)}">
<meta name="referrer" content="no-referrer">
${view === 'embed' ? '<meta name="robots" content="noindex">' : alternates}
<link rel="icon" href="${root}icon.svg" type="image/svg+xml">
<style>${css}</style>
${files.slice(1).map((file) => `<link rel="modulepreload" href="${file}">`).join('\n')}
<script type="module" src="${files[0]}"></script>
</head>
<body>
<div id="app">${body}</div>
</body>
</html>
`;
    const folder = join(dist, pages.folder(lang, view));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.html'), html);
  }
  rmSync(join(dist, 'assets', style));
  writeFileSync(join(dist, 'index.html'), `<!doctype html>
<html lang="nl">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Polder</title><meta http-equiv="refresh" content="0; url=nl/"></head>
<body><main><h1>Polder</h1><p><a href="nl/">Nederlands</a></p><p lang="en"><a href="en/">English</a></p></main></body>
</html>
`);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function writeOfflineCopy() {
  const all = files(dist).map((file) => relative(dist, file).replaceAll('\\', '/')).sort();
  const hash = createHash('sha256');
  for (const file of all) hash.update(file).update(readFileSync(join(dist, file)));
  const kept = all.map((file) => file.replace(/(^|\/)index\.html$/, '$1')).map((file) => (file === '' ? './' : file));
  const script = readFileSync('src/sw.js', 'utf8').replace('__HASH__', hash.digest('hex').slice(0, 16)).replace('__FILES__', JSON.stringify(kept));
  writeFileSync(join(dist, 'sw.js'), script);
}

function brotli(data) {
  return brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 } }).length;
}

/** What a first visit downloads, with brotli, against what it may. */
function weigh() {
  const budgets = JSON.parse(readFileSync('budgets.json', 'utf8'));
  const size = (file) => brotli(readFileSync(join(dist, file)));
  const assets = readdirSync(join(dist, 'assets')).map((file) => `assets/${file}`);
  const wasm = size(assets.find((file) => file.endsWith('.wasm')));
  const worker = size(assets.find((file) => /worker/.test(file)));
  const html = (view, lang) => readFileSync(join(dist, pages.folder(lang, view), 'index.html'), 'utf8');
  const views = ['use', 'site', 'scenarios'];
  const js = Math.max(...views.flatMap((view) => pages.LANGS.map((lang) => scripts(view, lang).reduce((sum, file) => sum + size(file), 0)))) + worker;
  const css = brotli(html('use', 'nl').match(/<style>([^]*?)<\/style>/)[1]);
  const page = Math.max(...views.map((view) => brotli(html(view, 'nl'))));
  const pack = Math.max(...['weather', 'years'].flatMap((folder) => readdirSync(join(dist, folder)).map((file) => size(`${folder}/${file}`))));
  const all = files(dist).reduce((sum, file) => sum + brotli(readFileSync(file)), 0);
  const measured = { wasm, js, css, page, pack, first_visit: wasm + js + page + pack, offline_copy: all };
  let over = 0;
  for (const [name, bytes] of Object.entries(measured)) {
    const budget = budgets[name];
    const fits = budget === undefined || bytes <= budget;
    if (!fits) over += 1;
    console.log(`size: ${name} ${bytes} bytes with brotli${budget === undefined ? '' : `, budget ${budget}${fits ? '' : ' EXCEEDED'}`}`);
  }
  writeFileSync(join(dist, 'sizes.json'), JSON.stringify(measured));
  if (over > 0) process.exitCode = 1;
}
