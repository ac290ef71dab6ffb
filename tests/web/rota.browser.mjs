// The rota, in the browser, by role and name only: a template for somebody new opens free times, and
// one day of it is changed without the others.

import assert from 'node:assert/strict';

import {openSettings, ownClinic, save} from './harness/clinics.mjs';

/// The board of a day: `+7`, a week from today.
async function openDay(page, date) {
  await page.getByRole('link', {name: 'Day', exact: true}).click();
  const field = page.getByRole('textbox', {name: 'Date'});
  await field.fill(date);
  await field.press('Enter');
}

export async function a_template_opens_free_times_and_one_day_is_changed_alone(t) {
  const page = await ownClinic(t);
  await openSettings(page, 'People');
  await page.getByRole('button', {name: 'Add a person'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', {name: 'Family name'}).fill('Newman');
  await dialog.getByRole('button', {name: 'Doctor', exact: true})
    .dispatchEvent('click');
  await save(page);

  await page.getByRole('tab', {name: 'Rota'}).click();
  await page.getByRole('combobox', {name: 'Person'}).click();
  await page.getByRole('option', {name: /Newman/}).click();
  await page.getByRole('button', {name: 'Add a template'}).click();
  // Every day of the week: the story does not ask which day today is.
  await dialog.getByRole('button', {name: 'Saturday'}).dispatchEvent('click');
  await dialog.getByRole('button', {name: 'Sunday'}).dispatchEvent('click');
  await dialog.getByRole('textbox', {name: 'Begins'}).fill('9');
  await dialog.getByRole('textbox', {name: 'Ends'}).fill('12');
  await save(page);
  await page.getByRole('row', {name: /^Daily, 09:00–12:00/}).waitFor({state: 'attached'});

  await openDay(page, '+7');
  const free = (hour) =>
    page.getByRole('button', {name: new RegExp(`^Free ${hour}:\\d\\d, .*Newman`)});
  await free('09').first().waitFor({state: 'attached'});
  await free('11').first().waitFor({state: 'attached'});

  await openSettings(page, 'Rota');
  await page.getByRole('button', {name: 'Next week'}).click();
  const day = await page.evaluate(() => {
    const date = new Date(Date.now() + 7 * 86400_000);
    return `0?${date.getDate()}/0?${date.getMonth() + 1}`;
  });
  await page.getByRole('row', {name: new RegExp(`\\b${day},.*By template`)}).dispatchEvent('click');
  await dialog.getByRole('textbox', {name: 'Ends'}).fill('11');
  await save(page);
  await page.getByRole('row', {name: /09:00–11:00.*day changed/}).waitFor({state: 'attached'});

  await openDay(page, '+7');
  await free('10').first().waitFor({state: 'attached'});
  assert.equal(await free('11').count(), 0);
  await openDay(page, '+14');
  await free('11').first().waitFor({state: 'attached'});
}
