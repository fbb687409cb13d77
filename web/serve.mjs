// Shows web/dist: node serve.mjs [PORT]. Any static server does the same.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml' };
const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');

/** Any folder; `port` 0 is one that is free. */
export function serve(port = 0, root = dist) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    let file = join(root, path);
    try {
      if (!file.startsWith(root + sep) && file !== root + sep && file !== root) throw new Error('outside');
      if (statSync(file).isDirectory()) {
        if (!path.endsWith(sep)) return response.writeHead(301, { location: `${path}/` }).end();
        file = join(file, 'index.html');
      }
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    }
  });
  return new Promise((done) => server.listen(port, '127.0.0.1', () => done(server)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serve(Number(process.argv[2] ?? 8080));
  console.log(`web: http://127.0.0.1:${server.address().port}/`);
}
