// @ts-check
// A document in, the report out, as `polder estimate|plan|size DOCUMENT --format json` writes it:
// node node_modules/polder/example/node.mjs estimate|plan|size DOCUMENT.json [FIGURE=LIMIT ...]
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { estimateText, planText, sizeText } from 'polder';

const [task = '', file = '', ...limits] = process.argv.slice(2);
const texts = {
  estimate: estimateText,
  plan: planText,
  /** @param {string} document */
  size: (document) => sizeText(document, Object.fromEntries(limits.map((limit) => [limit.split('=')[0], Number(limit.split('=')[1])]))),
};

try {
  const text = Object.entries(texts).find(([name]) => name === task)?.[1];
  if (text === undefined) throw new Error('say estimate, plan or size, and a document');
  process.stdout.write(await text(await readFile(file, 'utf8')));
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
