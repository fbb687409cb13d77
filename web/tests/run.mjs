// Tests the built site: node tests/run.mjs POLDER_CLI [FILTER]. `cargo xtask web --test` builds the site and runs this.
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { Site } from './browser.mjs';
import { checks } from './site.mjs';
import { check, runAll } from './harness.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const [cli, filter] = process.argv.slice(2);
process.chdir(web);

const out = join(web, 'dist-server', 'units');
await build({ logLevel: 'warn', publicDir: false, build: { ssr: 'tests/units.ts', outDir: out, manifest: false, emptyOutDir: true, rollupOptions: { input: 'tests/units.ts', output: { entryFileNames: 'units.mjs' } } } });
const { units } = await import(pathToFileURL(join(out, 'units.mjs')).href);
units(check);
const site = await Site.open();
checks(check, site, cli);
const good = await runAll(filter);
await site.close();
process.exitCode = good ? 0 : 1;
