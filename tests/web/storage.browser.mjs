// The storage suite over OPFS in a real browser, tabs that fight for the files, and tabs killed in
// the middle of writing. Needs the target storage_page of the web build (RETOUR_WEB_BUILD, default
// build/web). By itself: node tests/web/run.mjs --only storage

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const built = path.resolve(process.env.RETOUR_WEB_BUILD ?? path.join(root, 'build/web'));

const html = '<!doctype html><meta charset="utf-8"><title>storage</title>' +
  '<script type="module" src="page.js"></script>';

// The page side: calls by id, and the count of rows that the worker said are safe.
const script = `
const worker = new Worker('storage_worker.js', {type: 'module'});
const waiting = new Map();
let last = 0;
globalThis.safe = 0;
worker.onerror = (event) => { globalThis.broken = event.message; };
worker.onmessage = ({data}) => {
  if (data.safe) { globalThis.safe = data.safe; return; }
  const {resolve, reject} = waiting.get(data.id);
  waiting.delete(data.id);
  if (data.error) reject(new Error(data.error + ': ' + data.message));
  else resolve(data.value);
};
globalThis.call = (name, ...args) => new Promise((resolve, reject) => {
  waiting.set(++last, {resolve, reject});
  worker.postMessage({id: last, call: name, args});
});`;

const files = {
  '/opfs.js': path.join(root, 'web/shell/opfs.js'),
  '/storage_worker.js': path.join(here, 'storage_worker.js'),
  '/storage_page.js': path.join(built, 'storage_page.js'),
  '/storage_page.wasm': path.join(built, 'storage_page.wasm'),
};

async function serve() {
  assert.ok(existsSync(files['/storage_page.wasm']),
    `${files['/storage_page.wasm']} is missing: build the target storage_page`);
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, 'http://site').pathname;
    if (name === '/') {
      response.writeHead(200, {'content-type': 'text/html'}).end(html);
    } else if (name === '/page.js') {
      response.writeHead(200, {'content-type': 'text/javascript'}).end(script);
    } else if (files[name]) {
      const type = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
      response.writeHead(200, {'content-type': type}).end(await readFile(files[name]));
    } else {
      response.writeHead(name === '/favicon.ico' ? 204 : 404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    address: `http://127.0.0.1:${server.address().port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

async function withPages(t, body) {
  const site = await serve();
  try {
    const context = await t.context();
    const open = async () => {
      const page = await context.newPage();
      await page.goto(site.address);
      return page;
    };
    await body(open);
  } finally {
    await site.close();
  }
}

const call = (page, ...args) => page.evaluate((list) => globalThis.call(...list), args);

async function everyCheckPasses(page) {
  const count = await call(page, 'count');
  assert.ok(count >= 15);
  for (let index = 0; index < count; ++index) {
    const {name, trouble} = await call(page, 'check', index);
    assert.equal(trouble, '', name);
  }
}

export async function storage_suite_over_opfs(t) {
  await withPages(t, async (open) => {
    const page = await open();
    assert.equal(await call(page, 'supported'), true);
    await call(page, 'open', 'suite');
    await everyCheckPasses(page);
    assert.equal(await call(page, 'copies'), true);
    console.log(`  opfs: ${await call(page, 'timeRows', 3_000, 1000)}; ` +
      `${await call(page, 'timeRows', 800, 80)}; ` +
      `unlocking ${Math.round(await call(page, 'timeUnlock'))} ms`);
    await call(page, 'close');
  });
}

export async function storage_suite_over_memory(t) {
  await withPages(t, async (open) => {
    const page = await open();
    await call(page, 'open', '');
    await everyCheckPasses(page);
  });
}

export async function storage_survives_a_reload(t) {
  await withPages(t, async (open) => {
    const page = await open();
    await call(page, 'open', 'reload');
    assert.equal(await call(page, 'notesOpen'), '');
    assert.equal(await call(page, 'notesAdd', 1, 500), '');
    await page.reload();  // nobody closed anything
    await call(page, 'open', 'reload');
    assert.equal(await call(page, 'notesOpen'), '');
    assert.equal(await call(page, 'notesCount'), 500);
  });
}

export async function storage_serves_one_tab_at_a_time(t) {
  await withPages(t, async (open) => {
    const first = await open();
    const second = await open();
    await call(first, 'open', 'tabs');
    await assert.rejects(call(second, 'open', 'tabs', {deadlineMillis: 300}), /StoreBusyError/);
    const waiting = call(second, 'open', 'tabs', {deadlineMillis: 8000});
    await call(first, 'close');
    assert.equal(await waiting, true);  // it came as soon as the first let go
  });
}

/// Kills the tab's process while it commits without end; every row that it said was safe is there.
export async function storage_survives_killed_tabs(t) {
  t.allowErrors(/crash/i);
  await withPages(t, async (open) => {
    let expected = 0;
    for (let round = 0; round < 4; ++round) {
      const page = await open();
      await call(page, 'open', 'kill', {deadlineMillis: 15_000});
      assert.equal(await call(page, 'notesOpen'), '');
      const found = await call(page, 'notesCount');
      assert.ok(found >= expected, `round ${round}: ${found} rows of ${expected} safe ones`);
      assert.equal(found % 7, 0, 'half a transaction');
      await page.evaluate((next) => { globalThis.call('writeForever', next); }, found + 1);
      await page.waitForFunction((rows) => globalThis.safe > rows, found);  // it is at work
      await page.waitForTimeout(90 * round);
      expected = await page.evaluate(() => globalThis.safe);
      // The answer to this command never comes: its sender is gone.
      const crashed = page.waitForEvent('crash');
      const session = await page.context().newCDPSession(page);
      session.send('Page.crash').catch(() => {});
      await crashed;
      await page.close();
    }
  });
}
