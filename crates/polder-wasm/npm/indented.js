// JSON text laid out as the command line does, every number untouched: `JSON.parse` and `JSON.stringify` would write
// 40.0 as 40, and the two could no longer be compared byte for byte.

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

export function indented(json) {
  let depth = 0;
  let out = '';
  let last = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '}' || token === ']') {
      depth -= 1;
      out += (last === '{' || last === '[' ? '' : line()) + token;
    } else {
      if (last === '{' || last === '[' || last === ',') out += line();
      out += token === ':' ? ': ' : token;
      if (token === '{' || token === '[') depth += 1;
    }
    last = token;
  }
  return `${out}\n`;
}
