// The platform below all views, on its own test page (`?probe`): start, frames, pointer, typing,
// files, dialogs, screens, tabs, faults of storage and graphics.

import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

const probe = 'probe&nodraw&lang=en';
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/// Waits until the page says `Last: words`.
async function last(t, page, words) {
  await t.eventually(async () => {
    assert.equal(await page.getByText(/^Last: /).textContent(), `Last: ${words}`);
  });
}

export async function starts_and_says_so(t) {
  const page = await t.open(probe);
  const stats = await t.stats(page);
  assert.equal(stats.storage, 'opfs');
  assert.ok(stats.frames >= 1);
  await t.sees(page, 'heading', 'Probe');
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
  assert.equal(await page.title(), 'Retour');
}

export async function draws_nothing_while_nothing_happens(t) {
  const page = await t.open('probe&lang=en');
  await t.eventually(async () => {
    const before = await t.stats(page);
    await page.waitForTimeout(400);
    assert.equal((await t.stats(page)).frames, before.frames, 'still settling');
  }, 15_000);
  // The minute tick is a reason to draw: stay clear of it.
  const toMinute = 60_000 - Date.now() % 60_000;
  if (toMinute < 6500) await page.waitForTimeout(toMinute + 1500);
  const before = await t.stats(page);
  await page.waitForTimeout(5000);
  const after = await t.stats(page);
  assert.equal(after.frames - before.frames, 0);
}

export async function a_click_by_role_and_name_presses(t) {
  const page = await t.open(probe);
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 1');
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 2');
}

export async function a_click_without_a_pointer_presses_once(t) {
  const page = await t.open(probe);
  const button = page.getByRole('button', {name: 'Press', exact: true});
  await button.evaluate((element) => element.click());  // As a screen reader does.
  await last(t, page, 'pressed 1');
  await button.focus();
  await page.keyboard.press('Enter');
  await last(t, page, 'pressed 2');
  await page.keyboard.press('Space');
  await last(t, page, 'pressed 3');
  await page.waitForTimeout(200);
  await last(t, page, 'pressed 3');
}

export async function a_checkbox_shows_its_state_at_once_and_keeps_it(t) {
  const page = await t.open(probe);
  const box = page.getByRole('checkbox', {name: 'Agree'});
  await box.check();
  await last(t, page, 'agreed');
  assert.equal(await box.isChecked(), true);
  await box.focus();
  await page.keyboard.press('Space');
  await last(t, page, 'not agreed');
  assert.equal(await box.isChecked(), false);
}

export async function cyrillic_is_typed_and_submitted(t) {
  const page = await t.open(probe);
  const field = page.getByRole('textbox', {name: 'Name'});
  await field.click();
  await page.keyboard.type('Ёлкин Пётр');
  assert.equal(await field.inputValue(), 'Ёлкин Пётр');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted Ёлкин Пётр');
  await field.fill('Smörgås');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted Smörgås');
}

export async function text_is_pasted_cut_and_undone(t) {
  const context = await t.context();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await t.open(probe, context);
  await page.evaluate(() => navigator.clipboard.writeText('Вставлено'));
  const field = page.getByRole('textbox', {name: 'Name'});
  await field.focus();
  await page.keyboard.press('Control+V');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted Вставлено');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+X');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted ');
  await page.keyboard.press('Control+Z');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted Вставлено');
}

export async function composed_text_arrives_once(t) {
  const page = await t.open(probe);
  const field = page.getByRole('textbox', {name: 'Name'});
  await field.focus();
  const session = await page.context().newCDPSession(page);
  await session.send('Input.imeSetComposition', {text: 'に', selectionStart: 1, selectionEnd: 1});
  await session.send('Input.imeSetComposition', {text: 'にほ', selectionStart: 2, selectionEnd: 2});
  await session.send('Input.insertText', {text: '日本'});
  assert.equal(await field.inputValue(), '日本');
  await page.keyboard.press('Enter');
  await last(t, page, 'submitted 日本');
}

export async function a_long_paste_does_not_stop_anything(t) {
  const page = await t.open(probe);
  const field = page.getByRole('textbox', {name: 'Note'});
  await field.fill('Ж😀\u202e\u0000'.repeat(400));
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 1');
}

export async function shortcuts_work_on_a_russian_keyboard(t) {
  const page = await t.open(probe);
  await page.evaluate(() => document.dispatchEvent(new KeyboardEvent('keydown',
    {key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true})));
  await last(t, page, 'shortcut');
}

export async function tab_walks_through_the_controls_in_reading_order(t) {
  const page = await t.open(probe);
  await page.getByRole('textbox', {name: 'Name'}).focus();
  await page.keyboard.press('Tab');
  const name = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.equal(name, 'Phone');
}

export async function a_dialog_makes_the_rest_inert_and_escape_closes_it(t) {
  const page = await t.open(probe);
  await page.getByRole('button', {name: 'Open dialog'}).click();
  await t.sees(page, 'dialog', 'A question');
  await t.eventually(async () => assert.equal(
    await page.evaluate(() => Boolean(document.activeElement.closest('[role=dialog]'))), true,
    'the focus is in the dialog'));
  const press = page.getByRole('button', {name: 'Press', exact: true, includeHidden: true});
  const reachable = () => press.evaluate((element) => !element.closest('[inert]'));
  await t.eventually(async () => assert.equal(await reachable(), false));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});
  assert.equal(await reachable(), true);
  await page.getByRole('button', {name: 'Open dialog'}).click();
  await page.getByRole('button', {name: 'Yes'}).click();
  await last(t, page, 'yes');
  await t.sees(page, 'button', 'Press');
}

/// The focus that a press moved was told after the release that followed it, when both reached the
/// worker at once: it took the focus back from the dialog that the release had opened.
export async function a_click_faster_than_a_frame_leaves_the_focus_in_its_dialog(t) {
  const page = await t.open(probe);
  const opener = page.getByRole('button', {name: 'Open dialog'});
  const {x, y, width, height} = await opener.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await opener.evaluate((element, at) => {
    const point = {bubbles: true, pointerId: 1, pointerType: 'mouse', clientX: at.x, clientY: at.y};
    element.dispatchEvent(new PointerEvent('pointerdown', {...point, button: 0, buttons: 1}));
    element.focus();
    element.dispatchEvent(new PointerEvent('pointerup', {...point, button: 0}));
  }, {x: x + width / 2, y: y + height / 2});
  await t.sees(page, 'dialog', 'A question');
  await t.eventually(async () => assert.equal(
    await page.evaluate(() => Boolean(document.activeElement.closest('[role=dialog]'))), true,
    'the focus is in the dialog'), 3000);
}

export async function the_wheel_scrolls_and_far_lines_are_found(t) {
  const page = await t.open(probe);
  await page.getByRole('button', {name: 'Line 2', exact: true}).hover();
  await page.mouse.wheel(0, 100_000);
  await page.getByRole('button', {name: 'Line 60'}).click();
  await last(t, page, 'line 60');
}

export async function a_picked_file_is_read_in_pieces(t) {
  const page = await t.open(probe);
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', {name: 'Pick file'}).click();
  const bytes = Buffer.alloc(300_000, 7);
  await (await choosing).setFiles({name: 'пациенты.csv', mimeType: 'text/csv', buffer: bytes});
  await last(t, page, `пациенты.csv: 300000 bytes, sum ${300_000 * 7}`);
}

export async function a_dropped_file_arrives(t) {
  const page = await t.open(probe);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['abc'], 'dropped.txt'));
    document.getElementById('app').dispatchEvent(
      new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
  });
  await last(t, page, 'dropped.txt: 3 bytes, sum 294');
}

export async function a_download_has_its_name_and_bytes(t) {
  const page = await t.open(probe);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Download'}).click();
  const download = await downloading;
  assert.equal(download.suggestedFilename(), 'probe.csv');
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  assert.equal(Buffer.concat(parts).toString(), 'слово;число\n');
}

export async function text_is_copied_and_announced(t) {
  const context = await t.context();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await t.open(probe, context);
  await page.getByRole('button', {name: 'Copy'}).click();
  await t.eventually(async () => {
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'Скопировано');
  });
  await page.getByRole('button', {name: 'Announce'}).click();
  await t.eventually(async () => {
    assert.equal(await page.locator('#polite').textContent(), 'Heard');
  });
}

export async function size_and_pixel_ratio_are_followed(t) {
  const page = await t.open('probe&lang=en');
  await page.setViewportSize({width: 700, height: 500});
  const main = page.getByRole('main');
  await t.eventually(async () => {
    const box = await main.boundingBox();
    assert.deepEqual([box.width, box.height], [700, 500]);
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setDeviceMetricsOverride',
    {width: 800, height: 600, deviceScaleFactor: 2, mobile: false});
  await t.eventually(async () => {
    const box = await main.boundingBox();
    assert.deepEqual([box.width, box.height], [800, 600]);
  });
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 1');
}

export async function things_are_drawn_where_the_mirror_says_on_every_screen(t) {
  for (const [name, screen] of Object.entries(t.screens)) {
    const page = await t.open('probe&lang=en', await t.context(screen));
    const press = page.getByRole('button', {name: 'Press', exact: true});
    await t.eventually(async () => {
      const heading = await t.darkShare(page, page.getByRole('heading', {name: 'Probe'}));
      assert.ok(heading > 0.05 && heading < 0.5, `${name}: heading ${heading}`);
      const button = await t.darkShare(page, press);  // White letters on the main colour.
      assert.ok(button > 0.5 && button < 0.98, `${name}: button ${button}`);
    });
    await page.close();
  }
}

export async function a_finger_taps_and_scrolls_without_clicking(t) {
  const page = await t.open(probe, await t.context(t.screens.tablet));
  await page.getByRole('button', {name: 'Press', exact: true}).tap();
  await last(t, page, 'pressed 1');
  const line = page.getByRole('button', {name: 'Line 3', exact: true});
  const box = await line.boundingBox();
  const session = await page.context().newCDPSession(page);
  const touch = (type, y) => session.send('Input.dispatchTouchEvent',
    {type, touchPoints: type === 'touchEnd' ? [] : [{x: box.x + 10, y}]});
  await touch('touchStart', box.y + 10);
  for (let i = 1; i <= 12; i += 1) await touch('touchMove', box.y + 10 - i * 15);
  await touch('touchEnd', 0);
  await t.eventually(async () => {
    const now = await line.boundingBox().catch(() => null);
    assert.ok(now === null || now.y < box.y - 60, `did not scroll: ${now?.y}`);
  });
  await last(t, page, 'pressed 1');
}

export async function the_second_tab_takes_over_and_the_first_can_take_back(t) {
  const context = await t.context();
  const first = await t.open(probe, context);
  await t.sees(first, 'heading', 'Probe');
  const second = await context.newPage();
  await second.goto(t.address(probe));
  const go = second.getByRole('button', {name: 'Продолжить здесь'});
  await go.waitFor();
  assert.equal(await second.evaluate(() => window.retour.ready), false);
  const start = Date.now();
  await go.click();
  await t.ready(second);
  assert.ok(Date.now() - start < 3000, `${Date.now() - start} ms`);
  assert.equal((await t.stats(second)).storage, 'opfs');
  await t.sees(second, 'heading', 'Probe');
  await first.getByRole('heading', {name: 'Retour открыт в другой вкладке'}).waitFor();
  await first.bringToFront();
  await first.getByRole('button', {name: 'Продолжить здесь'}).click();
  await t.ready(first);
  await second.getByRole('heading', {name: 'Retour открыт в другой вкладке'}).waitFor();
}

export async function a_waiting_tab_goes_on_when_the_first_is_closed(t) {
  const context = await t.context();
  const first = await t.open(probe, context);
  const second = await context.newPage();
  await second.goto(t.address(probe));
  await second.getByRole('button', {name: 'Продолжить здесь'}).waitFor();
  await first.close();
  await t.ready(second);
  assert.equal((await t.stats(second)).storage, 'opfs');
}

export async function a_reload_opens_the_same_store_again(t) {
  const page = await t.open(probe);
  for (let i = 0; i < 3; i += 1) {
    await page.reload();
    await t.ready(page);
    assert.equal((await t.stats(page)).storage, 'opfs');
  }
}

export async function missing_storage_is_said_loudly(t) {
  const context = await t.context();
  // In the worker the private file system is asked for by this call; a browser without it (an old
  // one, a private window) rejects.
  await context.route('**/opfs.js', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text())
      .replace('await navigator.storage.getDirectory()', 'await Promise.reject(new Error("none"))');
    await route.fulfill({response: answer, body,
      headers: {...answer.headers(), 'content-encoding': 'identity'}});
  });
  const page = await t.open(probe, context);
  const notice = page.getByRole('alert').filter({hasText: 'Хранилище браузера недоступно'});
  await notice.waitFor();
  assert.equal((await t.stats(page)).storage, 'memory');
  await t.sees(page, 'button', 'Press');
  await page.getByRole('button', {name: 'Понятно'}).click();
  await notice.waitFor({state: 'detached'});
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 1');
}

export async function a_lost_graphics_context_comes_back(t) {
  const page = await t.open('probe&lang=en');
  const before = await page.screenshot();
  await page.evaluate(() => window.retour.loseContext(300));
  await page.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, page, 'pressed 1');
  await page.waitForTimeout(800);
  await page.mouse.move(5, 5);
  await t.eventually(async () => {
    const after = await page.screenshot();
    // An empty canvas compresses to next to nothing; a drawn one is about as large as before.
    assert.ok(after.length > before.length * 0.8, `${after.length} of ${before.length} bytes`);
  });
}

export async function a_failure_of_the_worker_is_shown(t) {
  t.allowErrors(/asked to fail/);
  const page = await t.open(probe);
  await page.evaluate(() => window.retour.fail());
  await page.getByRole('heading', {name: 'Retour остановился'}).waitFor();
  await page.getByRole('button', {name: 'Перезагрузить'}).click();
  await t.ready(page);
}

export async function a_part_that_does_not_load_is_shown(t) {
  t.allowErrors(/503/);
  const context = await t.context();
  await context.route('**/fonts/icons.ttf', (route) => route.fulfill({status: 503}));
  const page = await context.newPage();
  await page.goto(t.address(probe));
  await page.getByRole('heading', {name: 'Retour остановился'}).waitFor();
  await t.seesText(page, /icons\.ttf: 503/);
}

export async function an_old_browser_is_told_so(t) {
  const context = await t.context();
  await context.addInitScript(() => { delete Promise.withResolvers; });
  const page = await context.newPage();
  await page.goto(t.site.address);
  await page.getByText(/Safari 17\.4/).first().waitFor();
  assert.equal(await page.evaluate(() => document.getElementById('app').hidden), true);
}

export async function axe_finds_nothing_serious(t) {
  const context = await t.context();
  const page = await t.open(probe, context);
  const check = async (where) => {
    // By evaluate, which the page's policy does not see; a script element would be blocked.
    const {readFile} = await import('node:fs/promises');
    await page.evaluate(await readFile(axe, 'utf8'));
    const found = await page.evaluate(async () => (await globalThis.axe.run()).violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`));
    assert.deepEqual(found, [], where);
  };
  await check('page');
  await page.getByRole('button', {name: 'Open dialog'}).click();
  await t.sees(page, 'dialog', 'A question');
  await check('dialog');
}

export async function the_second_visit_needs_no_network(t) {
  const context = await t.context({...t.screens.desk, serviceWorkers: 'allow'});
  const first = await t.open(probe, context);
  await first.evaluate(async () => {
    const {active} = await navigator.serviceWorker.ready;
    if (active.state !== 'activated') {
      await new Promise((done) => active.addEventListener('statechange', done, {once: true}));
    }
  });
  await first.close();
  await context.setOffline(true);
  const second = await t.open(probe, context);
  await t.sees(second, 'heading', 'Probe');
  await second.getByRole('button', {name: 'Press', exact: true}).click();
  await last(t, second, 'pressed 1');
}
