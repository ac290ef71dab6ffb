// Benchmarks in Chromium, run by scripts/bench: each prints one JSON line.
//
//   node tests/web/bench.mjs --list
//   node tests/web/bench.mjs NAME [--site FOLDER]
//
// Drawn by the processor (no GPU is assumed): what is measured is the time of the worker, not the
// rate of the display. Names and limits: docs/performance.md.

import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {TestRun, launch} from './harness/browser.mjs';
import {serveSite} from './harness/site.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const demo = 'demo&lang=ru';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/// Waits until no frame has been drawn for a while: the demo is filled, the layout has settled.
async function settle(t, page, millis = 30_000) {
  const end = Date.now() + millis;
  let before = -1;
  while (Date.now() < end) {
    const {frames} = await t.stats(page);
    if (frames === before) return;
    before = frames;
    await page.waitForTimeout(700);
  }
}

const benches = {
  /// From navigation to the first frame in a new profile with empty caches. ms
  async web_start_cold(t) {
    const millis = [];
    for (let i = 0; i < 3; i += 1) {
      const context = await t.context();
      const page = await t.open('lang=ru', context);
      millis.push((await t.stats(page)).readyMillis);
      await context.close();
    }
    return {ours: median(millis), unit: 'ms', limit: 2500};
  },

  /// The same with the program in the caches and an encrypted database of the demo clinic. ms
  async web_start_warm(t) {
    const context = await t.context();
    const page = await t.open(demo, context);
    await settle(t, page);
    const millis = [];
    for (let i = 0; i < 3; i += 1) {
      await page.reload();
      await t.ready(page);
      millis.push((await t.stats(page)).readyMillis);
    }
    return {ours: median(millis), unit: 'ms', limit: 1200};
  },

  /// Worker time of a frame of the full day board, pointer moving: layout, tree, draw calls. ms
  async web_day_frame(t) {
    const page = await t.open(demo);
    await settle(t, page);
    const millis = [];
    for (let i = 0; i < 40; i += 1) {
      await page.mouse.move(400 + i * 10, 300 + i * 5);
      await page.waitForTimeout(60);
      millis.push((await t.stats(page)).frameCpuMillis);
    }
    return {ours: median(millis), unit: 'ms', limit: 4};
  },

  /// Frames in five seconds in which nothing happens.
  async web_idle_frames(t) {
    const page = await t.open(demo);
    await settle(t, page);
    const toMinute = 60_000 - Date.now() % 60_000;
    if (toMinute < 6000) await page.waitForTimeout(toMinute + 1000);
    const before = await t.stats(page);
    await page.waitForTimeout(5000);
    return {ours: (await t.stats(page)).frames - before.frames, unit: 'frames', limit: 0};
  },
};

const {values: options, positionals} = parseArgs({
  options: {
    list: {type: 'boolean', default: false},
    site: {type: 'string', default: path.join(root, 'build/web/site')},
  },
  allowPositionals: true,
});

if (options.list) {
  console.log(Object.keys(benches).join('\n'));
} else {
  const [name] = positionals;
  if (!benches[name]) {
    console.error(`no benchmark ${name}; --list names them`);
    process.exit(2);
  }
  const site = await serveSite(options.site);
  const browser = await launch();
  const t = new TestRun({name, browser, site, output: path.join(root, 'build/browser-tests')});
  const {ours, unit, limit} = await benches[name](t);
  await t.end({failed: false});
  await browser.close();
  await site.close();
  const ratio = limit > 0 ? Number((ours / limit).toFixed(4)) : null;
  console.log(JSON.stringify({name, ours: Number(ours.toFixed(3)), unit, peer: null,
    ratio_to_peer: null, limit, ratio_to_limit: ratio}));
}
