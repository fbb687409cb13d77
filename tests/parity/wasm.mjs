// Runs one document through the wasm build and writes the report: node wasm.mjs PACKAGE WEATHER estimate|plan DOCUMENT.json
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import process from 'node:process';

const [folder, weather, task, document] = process.argv.slice(2);
const polder = createRequire(import.meta.url)(resolve(folder, 'polder_wasm.js'));
const tasks = { estimate: polder.estimate, plan: polder.plan };

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
