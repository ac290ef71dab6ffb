// Benchmarks in Chromium, run by scripts/bench: each prints one JSON line or several.
//
//   node tests/web/bench.mjs --list
//   node tests/web/bench.mjs NAME [--site FOLDER]
//
// Drawn by the processor (no GPU is assumed): what is measured is the time of the worker, not the
// rate of the display. Names and limits: docs/performance.md.

import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {gunzipSync} from 'node:zlib';
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

/// The file of appointments, or one of its shape.
async function appointments() {
  const folder = process.env.RETOUR_TEST_DATA;
  if (folder) {
    const packed = path.join(folder, 'appointments/KaggleV2-May-2016.csv.gz');
    return {rows: 110_527, bytes: gunzipSync(await readFile(packed))};
  }
  let seed = 7;
  const below = (limit) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(seed / 2 ** 32 * limit);
  };
  const two = (number) => String(number).padStart(2, '0');
  const lines = ['PatientId,AppointmentID,Gender,ScheduledDay,AppointmentDay,Age,Neighbourhood,' +
    'Scholarship,Hipertension,Diabetes,Alcoholism,Handcap,SMS_received,No-show'];
  const rows = 110_527;
  for (let i = 0; i < rows; i += 1) {
    const patient = 100_000_000_000_000 + below(62_299) * 7919;
    lines.push(`${patient},${5_000_000 + i},${below(3) ? 'F' : 'M'},2016-04-${two(1 + below(28))}T` +
      `${two(7 + below(12))}:${two(below(60))}:00Z,2016-05-${two(1 + below(31))}T00:00:00Z,` +
      `${below(90)},CENTRO,0,${below(2)},0,0,0,${below(2)},${below(5) ? 'No' : 'Yes'}`);
  }
  return {rows, bytes: Buffer.from(`${lines.join('\n')}\n`)};
}

const passphrase = 'a long passphrase';

/// A clinic of one's own on an encrypted database.
async function ownClinic(t) {
  const page = await t.open('lang=en');
  await page.getByRole('textbox', {name: 'Name of the clinic'}).fill('Heart');
  await page.getByRole('textbox', {name: 'Your family name'}).fill('Orlova');
  await page.getByRole('textbox', {name: 'Passphrase', exact: true}).fill(passphrase);
  await page.getByRole('textbox', {name: 'Passphrase again'}).fill(passphrase);
  await page.getByRole('button', {name: 'Create the clinic'}).click();
  await page.getByRole('link', {name: 'Settings'}).waitFor({state: 'attached'});
  return page;
}

/// Milliseconds from now until the background is quiet, polled.
async function untilNoProgress(page) {
  const start = performance.now();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await page.getByRole('progressbar').first().waitFor({state: 'detached', timeout: 45_000});
  return performance.now() - start;
}

/// Presses a button wherever it is, like a screen reader.
const press = (page, name) =>
  page.getByRole('button', {name, exact: true}).dispatchEvent('click');

/// The appointments in an encrypted clinic in the browser; `millis` of the import itself.
async function imported(t) {
  const {page, rows} = await checked(t);
  await press(page, 'Import');
  const millis = await untilNoProgress(page);
  return {page, rows, millis};
}

/// The same before the last press.
async function checked(t) {
  const {rows, bytes} = await appointments();
  const page = await ownClinic(t);
  await page.getByRole('link', {name: 'Import'}).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', {name: 'Choose a file'}).click();
  await (await chooser).setFiles({name: 'appointments.csv', mimeType: 'text/csv', buffer: bytes});
  await press(page, 'Check');
  await untilNoProgress(page);
  return {page, rows};
}

/// Milliseconds from pressing one button until another is there, by the clock of the page: the
/// waits of the tool that drives it (for a button to stand still, for its next look) took as long as
/// the work.
const millisUntil = (page, pressed, awaited) => page.evaluate((names) => {
  const find = (name) => [...document.querySelectorAll('button')].find((button) =>
    (button.getAttribute('aria-label') ?? button.textContent) === name);
  return new Promise((done) => {
    const start = performance.now();
    new MutationObserver((_, observer) => {
      if (!find(names.awaited)) return;
      observer.disconnect();
      done(performance.now() - start);
    }).observe(document.body, {subtree: true, childList: true, attributes: true});
    find(names.pressed).click();
  });
}, {pressed, awaited});

const benches = {
  /// The file of appointments through the wizard while nobody touches anything.
  async web_import(t) {
    const {page, rows, millis} = await imported(t);
    const {memoryBytes} = await t.stats(page);
    return [
      {name: 'web_import', ours: rows / millis * 1000, unit: 'rows/s', limit: 8000, atLeast: true},
      {name: 'web_import_memory', ours: memoryBytes / 2 ** 20, unit: 'MiB', limit: 200},
    ];
  },

  /// The same while somebody works: the longest time that input had to wait for a slice, and the
  /// share of slices above the budget.
  async web_import_attended(t) {
    const {page} = await checked(t);
    await press(page, 'Import');
    for (let i = 0; i < 100; i += 1) {
      await page.mouse.move(300 + i, 300);
      await page.waitForTimeout(100);
    }
    const {longestSliceMillis, slices, lateSlices} = await t.stats(page);
    return [
      {name: 'web_import_attended', ours: longestSliceMillis, unit: 'ms', limit: 8},
      {name: 'web_import_attended_late', ours: 100 * lateSlices / slices, unit: '%'},
    ];
  },


  /// The clinic of that import opened again, program in the caches: address to the unlock screen,
  /// and from the passphrase to the day board; then the frames that scroll the table of its
  /// patients, those that answer keystrokes of a search, and the one that commits a new patient.
  async web_open(t) {
    const {page} = await imported(t);
    await page.reload();
    await t.ready(page);
    const {readyMillis} = await t.stats(page);
    await page.getByRole('textbox', {name: 'Passphrase'}).fill(passphrase);
    const unlocked = await millisUntil(page, 'Unlock', 'Next day');
    await page.getByRole('link', {name: 'Patients'}).dispatchEvent('click');
    await settle(t, page);
    const scrolled = [];
    await page.mouse.move(700, 500);
    for (let i = 0; i < 40; i += 1) {
      await page.mouse.wheel(0, i % 2 === 0 ? 900 : 300);
      await page.waitForTimeout(40);
      scrolled.push((await t.stats(page)).frameCpuMillis);
    }
    const keystrokes = [];
    const search = page.getByRole('searchbox');
    for (const letter of '29872') {
      await search.press(letter);
      await page.waitForTimeout(150);
      keystrokes.push((await t.stats(page)).frameCpuMillis);
    }
    await search.fill('');
    const commits = [];
    for (const family of ['Berg', 'Lind', 'Holm', 'Dahl', 'Strand', 'Wik', 'Ek', 'Sund']) {
      await press(page, 'New patient');
      await page.getByRole('textbox', {name: 'Family name'}).fill(family);
      const before = (await t.stats(page)).commits;
      await page.getByRole('dialog').getByRole('button', {name: 'Save'}).click();
      await t.eventually(async () => {
        if ((await t.stats(page)).commits === before) throw new Error('not committed yet');
      });
      commits.push((await t.stats(page)).lastCommitMillis);
      await page.getByRole('dialog').waitFor({state: 'detached'});
      await page.getByRole('link', {name: 'Patients'}).dispatchEvent('click');  // From the card.
    }
    return [
      {name: 'web_open', ours: readyMillis + unlocked, unit: 'ms', limit: 1200},
      {name: 'web_open_scroll', ours: median(scrolled), unit: 'ms', limit: 4},
      {name: 'web_open_search', ours: Math.max(...keystrokes), unit: 'ms', limit: 10},
      {name: 'web_open_commit', ours: median(commits), unit: 'ms', limit: 3},
      {name: 'web_open_commit_worst', ours: Math.max(...commits), unit: 'ms', limit: 16},
    ];
  },

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

  /// The same with forty doctors of twenty bookings each, scrolling both ways. ms
  async web_day_frame_forty(t) {
    const day = new Date(Date.now() + 24 * 3600 * 1000);
    const two = (number) => String(number).padStart(2, '0');
    const date = `${two(day.getDate())}.${two(day.getMonth() + 1)}.${day.getFullYear()}`;
    const lines = ['ID записи;Код пациента;ФИО;Телефон;Дата;Время;Врач'];
    for (let doctor = 0; doctor < 40; doctor += 1) {
      for (let slot = 0; slot < 20; slot += 1) {
        const minute = 9 * 60 + slot * 30;
        const name = `Иванова${String.fromCharCode(0x430 + doctor % 32, 0x430 + slot)} Анна`;
        lines.push(`${doctor * 20 + slot + 1};p${doctor}x${slot};${name};;${date};` +
          `${two(Math.floor(minute / 60))}:${two(minute % 60)};` +
          `Врачёв${String.fromCharCode(0x430 + doctor % 32)}${doctor > 31 ? 'ов' : ''} А.`);
      }
    }
    const page = await ownClinic(t);
    await page.getByRole('link', {name: 'Import'}).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', {name: 'Choose a file'}).click();
    await (await chooser).setFiles({name: 'forty.csv', mimeType: 'text/csv',
      buffer: Buffer.from(`${lines.join('\n')}\n`)});
    await press(page, 'Check');
    await page.getByRole('button', {name: 'Import', exact: true}).waitFor({state: 'attached'});
    await press(page, 'Import');
    await settle(t, page);
    await page.getByRole('link', {name: 'Day'}).dispatchEvent('click');
    await press(page, 'Next day');
    await page.getByRole('button', {name: /^09:00/}).first().waitFor({state: 'attached'});
    await settle(t, page);
    const heads = await page.getByRole('button', {name: /: actions$/}).count();
    if (heads < 6) throw new Error(`only ${heads} doctors in sight`);
    const millis = [];
    await page.mouse.move(700, 500);
    for (let i = 0; i < 40; i += 1) {
      await page.mouse.wheel(i % 20 < 10 ? 90 : -90, i % 8 < 4 ? 60 : -60);
      await page.waitForTimeout(60);
      millis.push((await t.stats(page)).frameCpuMillis);
    }
    return {ours: median(millis), unit: 'ms', limit: 4};
  },

  /// From the press on another language to its words on the page, on settings of the example. ms
  async web_language_switch(t) {
    const page = await t.open(demo);
    await settle(t, page);
    await page.getByRole('link', {name: 'Настройки'}).dispatchEvent('click');
    const millis = [];
    for (const [language, title] of [['English', 'Settings'], ['Svenska', 'Inställningar'],
      ['Русский', 'Настройки'], ['English', 'Settings'], ['Русский', 'Настройки']]) {
      const choice = page.getByRole('radio', {name: language});
      await choice.waitFor({state: 'attached'});
      millis.push(await choice.evaluate(async (element, words) => {
        const start = performance.now();
        element.click();
        const shown = () => [...document.querySelectorAll('a')]
          .some((link) => link.textContent === words);
        while (!shown()) await new Promise(requestAnimationFrame);
        return performance.now() - start;
      }, title));
      await settle(t, page);
    }
    return {ours: median(millis), unit: 'ms', limit: 200};
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
  const found = await benches[name](t);
  await t.end({failed: false});
  await browser.close();
  await site.close();
  for (const line of [found].flat()) {
    const {ours, unit, limit, atLeast = false} = line;
    const ratio = limit > 0 ? Number((atLeast ? limit / ours : ours / limit).toFixed(4)) : null;
    console.log(JSON.stringify({name: line.name ?? name, ours: Number(ours.toFixed(3)), unit,
      peer: null, ratio_to_peer: null, limit, ratio_to_limit: ratio}));
  }
}
