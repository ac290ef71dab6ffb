// The boards in the browser, by role and name only: rooms and theatre with the beds below, the
// month, a day of it.

import assert from 'node:assert/strict';

import {openSettings, ownClinic, save} from './harness/clinics.mjs';

async function addRoom(page, name, kind) {
  await page.getByRole('button', {name: 'Add a room'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', {name: 'Name of the room'}).fill(name);
  await dialog.getByRole('combobox', {name: 'Kind'}).click();
  await page.getByRole('option', {name: kind, exact: true}).click();
  await save(page);
}

const group = (page, name) => page.getByRole('group', {name, exact: true});

export async function a_theatre_has_its_board_with_beds_and_the_month_opens_a_day(t) {
  const page = await ownClinic(t);
  await openSettings(page, 'Rooms and devices');
  await addRoom(page, 'Theatre 1', 'Theatre');
  await addRoom(page, 'Ward A', 'Ward');
  await page.getByRole('link', {name: 'Day', exact: true}).click();
  await page.getByRole('radio', {name: 'Rooms'}).dispatchEvent('click');
  await group(page, 'Theatre 1').waitFor({state: 'attached'});
  assert.equal(await group(page, 'Ward A').count(), 0, 'beds are counted by nights');
  await page.getByRole('radio', {name: 'Theatre'}).dispatchEvent('click');
  await group(page, 'Ward A').waitFor({state: 'attached'});
  await group(page, 'Theatre 1').waitFor({state: 'attached'});
  await page.getByText(/: 1 free$/).first().waitFor({state: 'attached'});
  await page.getByRole('button', {name: /^Free 12:00, Theatre 1/}).dispatchEvent('click');
  await page.getByRole('dialog', {name: 'New booking'}).waitFor({state: 'attached'});
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({state: 'detached'});

  await page.getByRole('radio', {name: 'Month'}).dispatchEvent('click');
  const days = page.getByRole('button', {name: /^\w+day \d+ \w+: 0 bookings/});
  await days.first().waitFor({state: 'attached'});
  assert.ok(await days.count() >= 28);
  await page.getByRole('button', {name: /^\w+day 17 \w+: /}).first().dispatchEvent('click');
  await page.getByRole('heading', {name: /^\w+day 17 /}).waitFor({state: 'attached'});
  await group(page, 'Ward A').waitFor({state: 'attached'});
}
