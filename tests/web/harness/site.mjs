// Serves an assembled site on a free port of this machine, with the headers of a real server.

import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {createServer} from 'node:http';
import path from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};

const policy = [
  "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'",
  "connect-src 'self'", "img-src 'self' blob: data:", "style-src 'self'", "font-src 'self'",
  "manifest-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'",
  "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types retour',
].join('; ');

/// Resolves to {address, close, refuse}: `refuse` is a set of paths that answer 503. Files of
/// `instead`, a folder, stand in the place of those of the site's root that have the same names.
export async function serveSite(folder, instead = null) {
  const root = path.resolve(folder);
  const refuse = new Set();
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://site').pathname);
    const isFile = (file) => stat(file).then((entry) => entry.isFile(), () => false);
    let file = path.join(root, name.endsWith('/') ? `${name}index.html` : name);
    const found = file.startsWith(root + path.sep) && !refuse.has(name) && await isFile(file);
    if (found && instead && path.dirname(file) === root) {
      const other = path.join(instead, path.basename(file));
      if (await isFile(other)) file = other;
    }
    if (!found) {
      response.writeHead(refuse.has(name) ? 503 : 404).end();
      return;
    }
    const headers = {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    };
    const packed = /\bbr\b/.test(request.headers['accept-encoding'] ?? '') &&
      await stat(`${file}.br`).then(() => true, () => false);
    if (packed) headers['content-encoding'] = 'br';
    response.writeHead(200, headers);
    createReadStream(packed ? `${file}.br` : file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    refuse,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
