// Stories of settings, in the browser, by role and name only: premises, a price from its date, a
// price list changed as a whole, a clinic that leaves as one file and comes back.

import assert from 'node:assert/strict';

import {openSettings, ownClinic, passphrase, save} from './harness/clinics.mjs';

/// The demo clinic, filled, on a page of settings.
async function demo(t, tab) {
  const page = await t.open('nodraw&lang=en');
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  await openSettings(page, tab);
  return page;
}

/// Chooses in a combo of the open dialog.
async function choose(page, combo, option) {
  await page.getByRole('dialog').getByRole('combobox', {name: combo, exact: true}).click();
  await page.getByRole('option', {name: option}).click();
}

export async function a_branch_and_its_room_are_added(t) {
  const page = await ownClinic(t);
  await openSettings(page, 'Branches');
  await page.getByRole('button', {name: 'Add a branch'}).click();
  const dialog = page.getByRole('dialog', {name: 'Branch'});
  await dialog.getByRole('textbox', {name: 'Name of the branch'}).fill('North');
  await dialog.getByRole('textbox', {name: 'From'}).fill('20');
  await dialog.getByRole('textbox', {name: 'Until'}).fill('8');
  await dialog.getByRole('button', {name: 'Save'}).click();
  // The refusal is said at its field, and what was typed stays.
  await page.locator('input[aria-description^="Such a time"], input[aria-invalid="true"]').first()
      .waitFor({state: 'attached'});
  await dialog.getByRole('textbox', {name: 'From'}).fill('7:30');
  await dialog.getByRole('textbox', {name: 'Until'}).fill('20');
  await save(page);
  await page.getByRole('row', {name: /North, 07:30–20:00/}).waitFor({state: 'attached'});

  await page.getByRole('tab', {name: 'Rooms and devices'}).click();
  await page.getByRole('button', {name: 'Add a room'}).click();
  await page.getByRole('dialog').getByRole('textbox', {name: 'Name of the room'}).fill('Ward 3');
  await page.getByRole('dialog').getByRole('textbox', {name: 'Places'}).fill('4');
  await choose(page, 'Branch', 'North');
  await save(page);
  await page.getByRole('row', {name: /Ward 3, North/}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Undo'}).first().click();
  await page.getByRole('row', {name: /Ward 3/}).waitFor({state: 'detached'});
}

export async function a_price_holds_from_its_date(t) {
  const page = await ownClinic(t);
  await openSettings(page, 'Services');
  await page.getByRole('button', {name: 'Add a service'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', {name: 'Service', exact: true}).fill('First visit');
  await dialog.getByRole('textbox', {name: 'Price', exact: true}).fill('2000');
  await save(page);
  await page.getByRole('button', {name: 'First visit', exact: true}).click();
  await dialog.getByRole('textbox', {name: 'Price', exact: true}).fill('2500');
  await dialog.getByRole('textbox', {name: 'Holds from'}).fill('+40');
  await save(page);
  // Today's price is what it was; the new one stands in the history.
  await page.locator('input[aria-label="Price, First visit"]').waitFor({state: 'attached'});
  assert.match(await page.locator('input[aria-label="Price, First visit"]').inputValue(), /2.000/);
  await page.getByRole('button', {name: 'First visit', exact: true}).click();
  await page.getByRole('row', {name: /2.500/}).waitFor({state: 'attached'});
  await page.getByRole('row', {name: /2.000/}).waitFor({state: 'attached'});
}

export async function prices_are_typed_down_a_column(t) {
  const page = await demo(t, 'Services');
  const entries = page.locator('input[aria-label^="Price, "]');
  await entries.first().waitFor({state: 'attached'});
  const first = await entries.nth(0).getAttribute('aria-label');
  const second = await entries.nth(1).getAttribute('aria-label');
  await entries.nth(0).focus();
  await page.keyboard.type('1234');
  await page.keyboard.press('Enter');
  await t.eventually(async () => assert.equal(
    await page.evaluate(() => document.activeElement.getAttribute('aria-label')), second));
  await page.keyboard.type('4321');
  await page.keyboard.press('Enter');
  const value = (name) => page.locator(`input[aria-label="${name}"]`).inputValue();
  await t.eventually(async () => {
    assert.match(await value(first), /1.?234/);
    assert.match(await value(second), /4.?321/);
  });
}

export async function a_price_list_is_changed_and_undone_as_a_whole(t) {
  const page = await demo(t, 'Services');
  const entries = page.locator('input[aria-label^="Price, "]');
  await entries.first().waitFor({state: 'attached'});
  const values = () => entries.evaluateAll((inputs) => inputs.map((input) => input.value));
  const before = await values();
  const all = page.getByRole('checkbox', {name: 'Mark all that were found'});
  await all.focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', {name: 'Change the marked ones'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', {name: 'By per cent'}).focus();
  await page.keyboard.press('Space');
  await dialog.getByRole('textbox', {name: 'By how many per cent'}).fill('100');
  await dialog.getByRole('textbox', {name: 'Minutes'}).fill('55');
  await dialog.getByRole('button', {name: 'Save'}).click();
  await dialog.waitFor({state: 'detached'});
  await t.eventually(async () => {
    const after = await values();
    assert.equal(after.length, before.length);
    assert.ok(after.every((value, i) => value !== before[i]), 'every price is another one');
  });
  await page.getByRole('button', {name: 'Undo'}).click();
  await t.eventually(async () => assert.deepEqual(await values(), before));
}

export async function a_backup_comes_back_with_the_same_patients(t) {
  const page = await demo(t, 'Data and protection');
  await page.getByRole('link', {name: 'Patients'}).click();
  const rows = page.getByRole('row');
  await rows.nth(1).waitFor({state: 'attached'});
  // Who they are; what happens next is worked out after the first look.
  const names = () => rows.evaluateAll((all) => all.slice(1, 12)
      .map((row) => row.getAttribute('aria-label').split(',')[0]));
  await page.getByRole('button', {name: /^No next step/}).waitFor({state: 'attached'});
  const before = await names();

  await openSettings(page, 'Data and protection');
  await page.getByRole('button', {name: 'Save a backup'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', {name: 'Passphrase', exact: true}).fill(passphrase);
  await dialog.getByRole('textbox', {name: 'Passphrase again'}).fill(passphrase);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', {name: 'Save a backup'}).click(),
  ]);
  assert.match(download.suggestedFilename(), /^retour-.*\.retour$/);
  const file = await download.path();
  await page.getByText(/Fingerprint of the state: [0-9a-f]{8}…/).first()
      .waitFor({state: 'attached'});

  // Something that the backup does not have.
  await page.getByRole('tab', {name: 'Branches'}).click();
  await page.getByRole('button', {name: 'Add a branch'}).click();
  await page.getByRole('dialog').getByRole('textbox', {name: 'Name of the branch'}).fill('Later');
  await save(page);
  await page.getByRole('row', {name: /Later/}).waitFor({state: 'attached'});

  await page.getByRole('tab', {name: 'Data and protection'}).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', {name: 'Choose a file'}).click(),
  ]);
  await chooser.setFiles(file);
  const key = page.getByRole('textbox', {name: 'Passphrase of the backup'});
  await key.fill('not this one');
  await page.getByRole('button', {name: 'Check the backup'}).click();
  await page.locator('input[aria-description^="The passphrase does not fit this backup"]')
      .waitFor({state: 'attached'});
  await page.getByRole('tab', {name: 'Branches'}).click();
  await page.getByRole('row', {name: /Later/}).waitFor({state: 'attached'});

  await page.getByRole('tab', {name: 'Data and protection'}).click();
  await key.fill(passphrase);
  await page.getByRole('button', {name: 'Check the backup'}).click();
  await page.getByRole('button', {name: 'Replace'}).click();
  await page.getByText(/Restored exactly/).first().waitFor({state: 'attached'});
  await page.getByRole('tab', {name: 'Branches'}).click();
  await page.getByRole('button', {name: 'Add a branch'}).waitFor({state: 'attached'});
  assert.equal(await page.getByRole('row', {name: /Later/}).count(), 0);
  await page.getByRole('link', {name: 'Patients'}).click();
  await page.getByRole('button', {name: /^No next step/}).waitFor({state: 'attached'});
  await t.eventually(async () => assert.deepEqual(await names(), before));
}
