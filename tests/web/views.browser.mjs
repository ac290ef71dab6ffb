// Stories of people at work, in the browser, by role and name only: the first run, a booking from
// an empty clinic to the payment, what a reload leaves.

import assert from 'node:assert/strict';

import {ownClinic, passphrase} from './harness/clinics.mjs';

/// The demo clinic, filled; on the day board.
async function demo(t, query = 'nodraw&lang=en', context = null) {
  const page = await t.open(query, context);
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  return page;
}

export async function the_example_opens_and_a_patient_is_found(t) {
  const page = await demo(t);
  await page.getByRole('link', {name: 'Patients'}).click();
  const row = page.getByRole('row').nth(1);
  await row.waitFor({state: 'attached'});
  const name = (await row.getAttribute('aria-label')).split(',')[0];
  await page.getByRole('searchbox').fill(name);
  await page.getByRole('row', {name}).first().waitFor({state: 'attached'});
  await page.getByRole('row', {name}).first().dispatchEvent('click');
  await t.sees(page, 'heading', name);
}

export async function from_an_empty_clinic_to_a_booking_that_survives_a_reload(t) {
  const page = await ownClinic(t);
  await page.getByRole('link', {name: 'Settings'}).click();
  await page.getByRole('tab', {name: 'People'}).click();
  await page.getByRole('button', {name: 'Add a doctor'}).click();
  await page.getByRole('textbox', {name: 'Family name'}).fill('Lind');
  await page.getByRole('textbox', {name: 'Given name'}).fill('Eva');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('dialog').waitFor({state: 'detached'});
  await page.getByRole('tab', {name: 'Services'}).click();
  await page.getByRole('button', {name: 'Add a service'}).click();
  await page.getByRole('textbox', {name: 'Service', exact: true}).fill('First visit');
  await page.getByRole('textbox', {name: 'Price', exact: true}).fill('2500');
  await page.getByRole('button', {name: 'Save'}).click();
  await page.getByRole('dialog').waitFor({state: 'detached'});
  await page.getByRole('link', {name: 'Day'}).click();
  // The next working day of the doctor, whatever today is.
  for (let i = 0; i < 4; i += 1) {
    await page.getByRole('button', {name: 'Next day'}).click();
    if (await page.getByRole('button', {name: 'Free 10:00'}).count() > 0) break;
  }
  await page.getByRole('button', {name: 'Free 10:00'}).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: 'New patient'}).click();
  await page.getByRole('textbox', {name: 'Family name'}).fill('Svensson');
  await page.getByRole('textbox', {name: 'Given name'}).fill('Per');
  await page.getByRole('combobox', {name: 'Service', exact: true}).click();
  await page.getByRole('option', {name: /First visit/}).click();
  await page.getByRole('dialog', {name: 'New booking'}).getByRole('button', {name: 'Book'}).click();
  await page.getByRole('button', {name: /10:00–10:30, Svensson Per/}).waitFor({state: 'attached'});

  await page.reload();
  await t.ready(page);
  await page.getByRole('textbox', {name: 'Passphrase'}).fill('not this one');
  await page.getByRole('button', {name: 'Unlock'}).click();
  // What a screen reader says of the field.
  await page.locator('input[aria-description^="The passphrase does not fit."]')
      .waitFor({state: 'attached'});
  // A key pressed before the frame that makes the button ready was lost: the mirror judged by the
  // state of the frame before. Both in one task of the page, faster than any frame.
  await page.getByRole('textbox', {name: 'Passphrase'}).fill('');
  await page.waitForTimeout(200);  // Until the button is not ready again.
  await page.getByRole('textbox', {name: 'Passphrase'}).evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent('input', {bubbles: true}));
    [...document.querySelectorAll('button')].find((button) => button.textContent === 'Unlock')
      .click();
  }, passphrase);
  await page.getByRole('link', {name: 'Patients'}).click();
  await page.getByRole('row', {name: /Svensson Per/}).first().waitFor({state: 'attached'});
}

