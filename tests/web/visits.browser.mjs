// Visits of several people and visits that repeat, in the browser, by role and name only: a group
// fills up, a series is booked in one act.

import assert from 'node:assert/strict';

import {openSettings, ownClinic, save} from './harness/clinics.mjs';

/// A new patient in the open booking form.
async function enterPatient(form, family) {
  await form.getByRole('button', {name: 'New patient'}).click();
  await form.getByRole('textbox', {name: 'Family name'}).fill(family);
  await form.getByRole('textbox', {name: 'Given name'}).fill('Per');
}

/// Presses "Book" once it is ready, and waits until the form is gone.
async function send(t, form) {
  const book = form.getByRole('button', {name: 'Book', exact: true});
  await t.eventually(async () => assert.equal(await book.getAttribute('aria-disabled'), null));
  await book.click();
  await form.waitFor({state: 'detached'});
}

export async function a_group_fills_up_and_a_visit_repeats(t) {
  const page = await ownClinic(t);
  await openSettings(page, 'People');
  await page.getByRole('button', {name: 'Add a doctor'}).click();
  await page.getByRole('textbox', {name: 'Family name'}).fill('Lind');
  await save(page);
  await openSettings(page, 'Services');
  await page.getByRole('button', {name: 'Add a service'}).click();
  await page.getByRole('textbox', {name: 'Service', exact: true}).fill('Back school');
  await page.getByRole('checkbox', {name: /^Time, people/}).click();
  await page.getByRole('textbox', {name: 'Places in a group'}).fill('2');
  await save(page);

  await page.getByRole('link', {name: 'Day', exact: true}).click();
  // The next working day of the doctor, whatever today is.
  for (let i = 0; i < 4; i += 1) {
    await page.getByRole('button', {name: 'Next day'}).click();
    if (await page.getByRole('button', {name: 'Free 10:00'}).count() > 0) break;
  }
  const form = page.getByRole('dialog', {name: 'New booking'});
  await page.getByRole('button', {name: 'Free 10:00'}).dispatchEvent('click');
  await enterPatient(form, 'Svensson');
  await send(t, form);
  await page.getByRole('button', {name: /10:00.*Svensson Per/}).first().waitFor({state: 'attached'});

  await page.getByRole('button', {name: 'Book', exact: true}).dispatchEvent('click');
  await enterPatient(form, 'Nilsson');
  await form.getByRole('radio', {name: '10:00, 1 of 2 in the group'}).dispatchEvent('click');
  await t.seesText(page, /^Group 10:00/);
  await send(t, form);
  const group = page.getByRole('button', {name: /10:00.*Back school/}).first();
  await group.waitFor({state: 'attached'});
  await group.dispatchEvent('click');
  await page.getByRole('option', {name: /^Nilsson Per/}).dispatchEvent('click');
  await page.getByRole('dialog', {name: 'Nilsson Per'}).waitFor({state: 'attached'});
  await page.keyboard.press('Escape');

  await page.getByRole('button', {name: 'Book', exact: true}).dispatchEvent('click');
  await enterPatient(form, 'Dahl');
  assert.equal(await form.getByRole('radio', {name: /^10:00/}).count(), 0, 'the group is full');
  await form.getByRole('radio', {name: '11:00'}).dispatchEvent('click');
  await form.getByRole('combobox', {name: 'Repeat'}).dispatchEvent('click');
  await page.getByRole('option', {name: 'Every week'}).dispatchEvent('click');
  await form.getByRole('list', {name: 'Days of the series'}).waitFor({state: 'attached'});
  await send(t, form);
  await t.seesText(page, /^Booked: Dahl Per, visits: 5/);
}
