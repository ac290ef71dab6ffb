// The board under fingers and fast keys: scrolling clicks nothing, a rest opens the menu, a held
// booking follows the finger, two fingers zoom, on a tablet and on a phone; Tab faster than frames.

import assert from 'node:assert/strict';

/// The board of the example clinic, filled.
async function board(t, screen, query = 'nodraw&lang=en&demo') {
  const page = await t.open(query, await t.context(screen));
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
    await page.getByRole('region', {name: /^Schedule for/}).waitFor({state: 'attached'});
  }, 60_000);
  return page;
}

/// Goes on day by day until the board shows a booking, and brings the first into sight.
async function firstBlock(t, page) {
  const blocks = page.getByRole('button', {name: /^\d\d:\d\d–\d\d:\d\d, .*(Planned|Confirmed)/});
  const next = page.getByRole('button', {name: 'Next day'});
  for (let day = 0; day < 14; day += 1) {
    const before = await page.getByRole('region', {name: /^Schedule for/}).getAttribute('aria-label');
    await next.dispatchEvent('click');
    await t.eventually(async () => {
      assert.notEqual(await page.getByRole('region', {name: /^Schedule for/})
        .getAttribute('aria-label'), before);
    });
    if (await blocks.count() > 0) break;
  }
  const block = blocks.first();
  const id = await block.getAttribute('id');
  await block.focus();
  return page.locator(`#${id}`);
}

/// Waits until an element rests; where it is then.
async function resting(t, element) {
  let before = null;
  let rests = 0;
  return t.eventually(async () => {
    const box = await element.boundingBox();
    const same = before && box && Math.abs(before.y - box.y) < 0.5 &&
      Math.abs(before.x - box.x) < 0.5;
    before = box;
    rests = same ? rests + 1 : 0;
    assert.ok(rests >= 4, 'it still moves');
    return box;
  });
}

/// The middle of what is to be seen of an element, once it rests.
async function middle(t, page, element) {
  const region = await page.getByRole('region', {name: /^Schedule for/}).boundingBox();
  return t.eventually(async () => {
    const box = await resting(t, element);
    const top = Math.max(box.y, region.y + 60);
    const bottom = Math.min(box.y + box.height, region.y + region.height);
    assert.ok(bottom - top > 8, 'it is out of sight');
    return {x: box.x + Math.min(box.width / 2, 80), y: (top + bottom) / 2};
  });
}

class Finger {
  constructor(session) { this.session = session; }
  static async on(page) { return new Finger(await page.context().newCDPSession(page)); }
  send(type, points) {
    return this.session.send('Input.dispatchTouchEvent', {type, touchPoints: points});
  }
  down(at) { return this.send('touchStart', [at]); }
  up() { return this.send('touchEnd', []); }
  async move(from, to, steps = 8) {
    for (let i = 1; i <= steps; i += 1) {
      await this.send('touchMove', [{x: from.x + (to.x - from.x) * i / steps,
        y: from.y + (to.y - from.y) * i / steps}]);
    }
  }
}

const nothingOpen = async (page) => {
  assert.equal(await page.getByRole('dialog').count(), 0, 'a dialog opened');
  assert.equal(await page.getByRole('menu').count(), 0, 'a menu opened');
};

async function gesturesOn(t, screen) {
  const page = await board(t, screen);
  const finger = await Finger.on(page);
  const block = await firstBlock(t, page);
  const region = page.getByRole('region', {name: /^Schedule for/});

  // Scrolling that begins on the booking moves the day and opens nothing.
  let at = await middle(t, page, block);
  const up = at.y > 450 ? -1 : 1;
  const before = (await block.boundingBox()).y;
  await finger.down(at);
  await finger.move(at, {x: at.x, y: at.y + up * 120});
  await finger.up();
  await t.eventually(async () => {
    const now = await block.boundingBox();
    assert.ok(!now || Math.abs(now.y - before) > 40, 'the day did not scroll');
  });
  await nothingOpen(page);

  // A tap opens it, once the content has slid out.
  await resting(t, block);
  await block.focus();
  at = await middle(t, page, block);
  await finger.down(at);
  await page.waitForTimeout(80);  // As long as a finger takes.
  await finger.up();
  await page.getByRole('dialog').waitFor({state: 'attached'});
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});

  // A rest opens the menu.
  at = await middle(t, page, block);
  await finger.down(at);
  await page.waitForTimeout(700);
  await finger.up();
  const menu = page.getByRole('menu');
  await menu.waitFor({state: 'attached'});
  await menu.getByRole('menuitem', {name: 'Patient card'}).waitFor({state: 'attached'});
  await page.keyboard.press('Escape');
  await menu.waitFor({state: 'detached'});
  await nothingOpen(page);

  // Two fingers apart make the hours taller, and the page stays as large as it was.
  const height = (await block.boundingBox()).height;
  const box = await region.boundingBox();
  const centre = {x: box.x + box.width / 2, y: box.y + box.height / 2};
  const two = (gap) => [{x: centre.x, y: centre.y - gap, id: 0}, {x: centre.x, y: centre.y + gap, id: 1}];
  await finger.send('touchStart', two(50));
  for (let gap = 55; gap <= 90; gap += 5) await finger.send('touchMove', two(gap));
  await finger.send('touchEnd', []);
  await t.eventually(async () => {
    await block.focus();
    const now = await block.boundingBox();
    assert.ok(now && now.height > height * 1.4, `${now?.height} of ${height}`);
  });
  assert.equal(await page.evaluate(() => window.visualViewport.scale), 1);
  await nothingOpen(page);
  return {page, finger, block};
}

export async function fingers_on_the_board_of_a_tablet(t) {
  const {page, finger, block} = await gesturesOn(t, t.screens.tablet);
  // Held, a booking follows the finger; the place is said while it moves, Escape lets it go.
  const name = await block.getAttribute('aria-label') ?? await block.textContent();
  // The focus is there already, and the fingers may have moved the hour away: it comes anew.
  await block.evaluate((element) => element.blur());
  await block.focus();
  // Focusing something out of sight made the browser scroll the whole mirror away from the canvas.
  assert.equal(await page.evaluate(() => document.querySelector('#app').scrollTop), 0);
  const at = await middle(t, page, block);
  await finger.down(at);
  await page.waitForTimeout(450);
  await finger.move(at, {x: at.x, y: at.y + 90});
  await page.locator('#polite').filter({hasText: /\d\d:\d\d/}).waitFor({state: 'attached'});
  await page.keyboard.press('Escape');
  await finger.up();
  await nothingOpen(page);
  assert.equal(await block.getAttribute('aria-label') ?? await block.textContent(), name);
}

export async function fingers_on_the_board_of_a_phone(t) {
  const {page} = await gesturesOn(t, t.screens.phone);
  const region = await page.getByRole('region', {name: /^Schedule for/}).boundingBox();
  assert.ok(region.y < 140, `the board begins at ${region.y}`);
}

export async function what_is_scrolled_out_of_the_board_lies_over_no_button(t) {
  const page = await board(t, t.screens.desk);
  const block = await firstBlock(t, page);
  await block.focus();
  await middle(t, page, block);
  // A click by place: it waits for what lies on top at that place.
  await page.getByRole('button', {name: 'Next day'}).click({timeout: 10_000});
  const covered = await page.evaluate(() => {
    const region = document.querySelector('#mirror [role=region].zoomable').getBoundingClientRect();
    const points = [];
    for (let x = region.left + 4; x < region.right; x += 24) points.push([x, region.top - 20]);
    return points.filter(([x, y]) => document.elementFromPoint(x, y)?.closest('.zoomable')).length;
  });
  assert.equal(covered, 0);
}

export async function ctrl_and_the_wheel_zoom_the_board_and_nothing_else(t) {
  const page = await board(t, t.screens.desk);
  const block = await firstBlock(t, page);
  const before = (await block.boundingBox()).height;
  const at = await middle(t, page, block);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -100);
  await page.mouse.wheel(0, -100);
  await page.keyboard.up('Control');
  await t.eventually(async () => {
    assert.ok((await block.boundingBox()).height > before * 1.2);
  });
  assert.equal(await page.evaluate(() => window.devicePixelRatio), 1);
  // Elsewhere the wheel with Ctrl stays the browser's.
  const kept = await page.evaluate(() => {
    const event = new WheelEvent('wheel', {ctrlKey: true, deltaY: 100, bubbles: true,
      cancelable: true, clientX: 20, clientY: 20});
    document.querySelector('[role=navigation] a').dispatchEvent(event);
    return !event.defaultPrevented;
  });
  assert.ok(kept, 'the browser could not zoom');
}

/// Walks by Tab, waiting for each step or for none, and returns where it ended.
async function walk(page, from, steps, wait) {
  await from.focus();
  await page.waitForTimeout(150);
  if (wait) {
    for (let i = 0; i < steps; i += 1) {
      await page.keyboard.press('Tab');
      await page.waitForTimeout(40);
    }
  } else {
    await Promise.all(Array.from({length: steps}, () => page.keyboard.press('Tab')));
  }
  await page.waitForTimeout(300);
  return page.evaluate(() => document.activeElement.id);
}

export async function thirty_tabs_at_once_end_where_thirty_slow_ones_do(t) {
  const page = await board(t, t.screens.desk);
  const first = page.getByRole('link', {name: 'Day'});
  const slow = await walk(page, first, 30, true);
  assert.equal(await walk(page, first, 30, false), slow);
}

export async function a_request_that_comes_late_does_not_take_the_focus_back(t) {
  // A press in a text box makes the worker ask for the focus; Tab is faster.
  const page = await t.open('probe&nodraw', await t.context());
  const name = page.getByRole('textbox', {name: 'Name'});
  await name.waitFor({state: 'attached'});
  for (let round = 0; round < 10; round += 1) {
    const box = await name.boundingBox();
    await page.mouse.move(box.x + 20, box.y + 10);
    await page.mouse.down();
    await Promise.all([page.mouse.up(), page.keyboard.press('Tab')]);
    await page.waitForTimeout(60);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')),
      'Phone', `round ${round}`);
  }
}

export async function a_click_is_committed_and_shown_within_two_frames(t) {
  const page = await board(t, t.screens.desk);
  const block = await firstBlock(t, page);
  await block.focus();
  await page.keyboard.press('Shift+F10');
  const item = page.getByRole('menuitem').first();
  await item.waitFor({state: 'attached'});
  await page.waitForTimeout(400);
  const before = await t.stats(page);
  const box = await item.boundingBox();
  await page.mouse.move(box.x + 20, box.y + 10);
  await page.waitForTimeout(300);
  const moved = await t.stats(page);
  // Press and release in one task, as fast as anything can come.
  await page.evaluate(({x, y}) => {
    const target = document.elementFromPoint(x, y);
    for (const type of ['pointerdown', 'pointerup']) {
      target.dispatchEvent(new PointerEvent(type, {bubbles: true, clientX: x, clientY: y,
        pointerId: 1, pointerType: 'mouse', button: 0, buttons: type === 'pointerdown' ? 1 : 0}));
    }
  }, {x: box.x + 20, y: box.y + 10});
  await t.eventually(async () => {
    assert.equal((await t.stats(page)).commits, before.commits + 1);
  });
  const done = (await t.stats(page)).committedAtFrame;
  assert.ok(done - moved.frames <= 2, `${done - moved.frames} frames`);
}
