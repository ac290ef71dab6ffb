// Runs the browser tests.
//
//   node tests/web/run.mjs [--site FOLDER | --address URL] [--only WORDS] [--times N]
//
//   --site      the assembled site (default build/web/site)
//   --address   a running server instead
//   --only      tests whose "file: name" contains the words
//   --times     run each test so often (for tests that fail now and then)
//
// Each tests/web/*.browser.mjs exports async functions; each is a test and gets a TestRun
// (harness/browser.mjs). Elements are found by role and name only: what a test cannot find,
// a screen reader cannot either. Pictures of failures go to build/browser-tests.

import {existsSync} from 'node:fs';
import {readdir, rm} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {parseArgs} from 'node:util';
import {TestRun, launch} from './harness/browser.mjs';
import {serveSite} from './harness/site.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const limitMillis = 180_000;

const {values: options} = parseArgs({options: {
  site: {type: 'string', default: path.join(root, 'build/web/site')},
  address: {type: 'string'},
  only: {type: 'string', default: ''},
  times: {type: 'string', default: '1'},
}});

if (!options.address && !existsSync(path.join(options.site, 'index.html'))) {
  console.error(`no site in ${options.site}: build it first (cmake --build --preset web)`);
  process.exit(2);
}

const site = options.address
  ? {address: options.address, refuse: new Set(), close: async () => {}}
  : await serveSite(options.site);
// `?probe` and `?gallery` are not part of the program that clinics fetch.
const workbench = await serveSite(options.site, path.join(root, 'build/web/workbench'));
const output = path.join(root, 'build/browser-tests');
await rm(output, {recursive: true, force: true});

let passed = 0;
let failed = 0;
let browser = await launch();

async function runOne(name, test) {
  const start = performance.now();
  const run = new TestRun({name: name.replaceAll(/[^\w-]+/g, '-'), browser, site, workbench, output});
  let error = null;
  let timer = 0;
  try {
    await Promise.race([
      test(run),
      new Promise((_, late) => {
        timer = setTimeout(() => late(new Error(`not done in ${limitMillis} ms`)), limitMillis);
      }),
    ]);
  } catch (thrown) {
    error = thrown;
  }
  clearTimeout(timer);
  const troubles = await run.end({failed: error !== null}).catch((thrown) => {
    error ??= thrown;
    return [];
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (error) {
    failed += 1;
    console.log(`FAILED ${name} (${seconds} s)\n${error.stack ?? error}\n${troubles.join('\n')}`);
    if (!browser.isConnected()) browser = await launch();
  } else {
    passed += 1;
    console.log(`passed ${name} (${seconds} s)`);
  }
}

const files = (await readdir(here)).filter((file) => file.endsWith('.browser.mjs')).sort();
for (const file of files) {
  const tests = await import(pathToFileURL(path.join(here, file)));
  for (const [name, test] of Object.entries(tests)) {
    const title = `${file.replace('.browser.mjs', '')}: ${name}`;
    if (!title.includes(options.only)) continue;
    for (let i = 0; i < Number(options.times); i += 1) await runOne(title, test);
  }
}

await browser.close();
await site.close();
await workbench.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
