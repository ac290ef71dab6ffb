// The keyboard alone, in the browser: a visit booked through the palette, keys on a Russian layout.

import assert from 'node:assert/strict';

/// The demo clinic, filled; on the day board.
async function demo(t) {
  const page = await t.open('nodraw&lang=en');
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  return page;
}

/// What the keyboard acts on.
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return {
    role: element.getAttribute('role') ?? element.tagName.toLowerCase(),
    name: element.getAttribute('aria-label') ?? element.textContent,
    active: document.getElementById(element.getAttribute('aria-activedescendant'))
      ?.getAttribute('aria-label') ?? '',
  };
});

const inPalette = async (t, page) => t.eventually(async () =>
  assert.deepEqual((({role, name}) => ({role, name}))(await focused(page)),
    {role: 'combobox', name: 'What to find or do'}));

const activeIs = async (t, page, words) => t.eventually(async () =>
  assert.match((await focused(page)).active, words));

export async function a_visit_is_booked_through_the_palette_by_keyboard_alone(t) {
  const page = await demo(t);
  await page.keyboard.press('Control+k');
  await inPalette(t, page);
  await page.keyboard.type('patients');
  await activeIs(t, page, /^Patients$/);
  await page.keyboard.press('Enter');
  // Somebody of whom a visit is known: the form knows his doctor and offers times at once. Who of
  // the example stands first depends on the day.
  const row = page.getByRole('row', {name: /\+44.*(Booked|Entry paid)/}).first();
  await row.waitFor({state: 'attached'});
  const [name, phone] = (await row.getAttribute('aria-label')).split(', ');

  await page.keyboard.press('Control+k');
  await inPalette(t, page);
  await page.keyboard.type(phone);  // Names are shared by several people of the example.
  await t.eventually(async () =>
    assert.ok((await focused(page)).active.startsWith(name), (await focused(page)).active));
  await page.keyboard.press('ArrowDown');
  await activeIs(t, page, /^Book: /);
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', {name: 'New booking'});
  await form.waitFor({state: 'attached'});
  const time = /\b\d\d:\d\d\b/;
  await t.eventually(async () =>
    assert.ok(await form.getByRole('radio', {name: time}).count() > 0, 'times are offered'));
  await form.getByRole('radio', {name: /from/}).nth(1).focus();
  await page.keyboard.press('Space');
  await form.getByRole('radiogroup', {name: /^Free times/}).getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  await form.getByRole('button', {name: 'Book', exact: true}).focus();
  await page.keyboard.press('Enter');
  await form.waitFor({state: 'detached'});
  // What was booked can be taken back by a key, too.
  await t.seesText(page, name);
  await page.keyboard.press('Control+z');
  await t.seesText(page, 'Undone');
}

export async function keys_go_to_screens_on_a_russian_layout(t) {
  const page = await demo(t);
  const press = (key, code, more = {}) => page.evaluate((init) =>
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, ...init})),
  {key, code, ...more});
  const isCurrent = async (name) => t.eventually(async () => assert.equal(
    await page.getByRole('link', {name}).getAttribute('aria-current'), 'page'));
  await press('п', 'KeyG');
  await press('з', 'KeyP');
  await isCurrent('Patients');
  await press('.', 'Slash');
  await t.eventually(async () => assert.equal(
    await page.evaluate(() => document.activeElement.type), 'search'));
  // Letters belong to the field while it has the focus.
  await page.keyboard.type('n');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await press('1', 'Digit1', {altKey: true});
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.evaluate(() => document.activeElement.blur());
  await press('1', 'Digit1', {altKey: true});
  await isCurrent('Day');
  await press('т', 'KeyN');
  await page.getByRole('dialog', {name: 'New booking'}).waitFor({state: 'attached'});
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});
  await press(',', 'Slash', {shiftKey: true});
  await page.getByRole('dialog', {name: 'Keyboard shortcuts'}).waitFor({state: 'attached'});
}
