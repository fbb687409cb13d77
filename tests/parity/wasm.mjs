// Runs one document through the wasm build and writes the report: node wasm.mjs PACKAGE estimate|plan DOCUMENT.json
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import process from 'node:process';

const [folder, task, document] = process.argv.slice(2);
const polder = createRequire(import.meta.url)(resolve(folder, 'polder_wasm.js'));
const tasks = { estimate: polder.estimate, plan: polder.plan };

try {
  process.stdout.write(tasks[task](readFileSync(document, 'utf8')));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
