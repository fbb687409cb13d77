// @ts-check
// A document in, the report out, as `polder estimate|plan DOCUMENT --format json` writes it:
// node node_modules/polder/example/node.mjs estimate|plan DOCUMENT.json
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { estimateText, planText } from 'polder';

const [task = '', file = ''] = process.argv.slice(2);

try {
  if (task !== 'estimate' && task !== 'plan') throw new Error('say estimate or plan, and a document');
  const document = await readFile(file, 'utf8');
  process.stdout.write(await (task === 'plan' ? planText : estimateText)(document));
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
