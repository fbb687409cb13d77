// Shows web/dist: node serve.mjs [PORT]. Any static server does the same.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize, sep } from 'node:path';
import process from 'node:process';
import { brotliCompressSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm', '.json': 'application/json', '.svg': 'image/svg+xml' };
const dist = join(dirname(fileURLToPath(import.meta.url)), 'dist');

/** Any folder; `port` 0 is one that is free. `packed` sends what a browser takes as brotli, as a host should. */
export function serve(port = 0, root = dist, packed = false) {
  const small = new Map();
  const brotli = (file) => small.get(file) ?? small.set(file, brotliCompressSync(readFileSync(file))).get(file);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    let file = join(root, path);
    try {
      if (!file.startsWith(root + sep) && file !== root + sep && file !== root) throw new Error('outside');
      if (statSync(file).isDirectory()) {
        if (!path.endsWith(sep)) return response.writeHead(301, { location: `${path}/` }).end();
        file = join(file, 'index.html');
      }
      const type = { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' };
      if (packed && /\bbr\b/.test(request.headers['accept-encoding'] ?? '')) response.writeHead(200, { ...type, 'content-encoding': 'br' }).end(brotli(file));
      else response.writeHead(200, type).end(readFileSync(file));
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
