// Runs one document through the wasm build and writes the report: node wasm.mjs PACKAGE WEATHER estimate|plan|size DOCUMENT.json
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';

const [folder, weather, task, document] = process.argv.slice(2);
const polder = createRequire(import.meta.url)(resolve(folder, 'polder_wasm.js'));
// As `LIMIT` in xtask/src/parity.rs.
const size = (json) => polder.size(json, 'contracted_transport_mw', [20]);
const tasks = { estimate: polder.estimate, plan: polder.plan, size };

try {
  for (const file of readdirSync(weather)) {
    const { id, numbers } = JSON.parse(readFileSync(join(weather, file), 'utf8'));
    polder.install_climatology(id, numbers);
  }
  process.stdout.write(tasks[task](readFileSync(document, 'utf8')));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
