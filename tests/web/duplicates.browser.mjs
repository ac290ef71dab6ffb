// Two cards of one person, in the browser, by role and name only: found, merged and taken apart
// again; two people who look alike are told apart once and for all.

import assert from 'node:assert/strict';

/// Enters somebody with a phone that nobody else of the example has.
async function enter(page, family, given, phone) {
  await page.getByRole('link', {name: 'Patients'}).click();
  await page.getByRole('button', {name: /^No next step/}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'New patient'}).dispatchEvent('click');
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', {name: 'Family name'}).fill(family);
  await form.getByRole('textbox', {name: 'Given name'}).fill(given);
  await form.getByRole('textbox', {name: 'Phone'}).fill(phone);
  await form.getByRole('button', {name: 'Save'}).click();
  await form.waitFor({state: 'detached'});
}

/// The example with two cards that look alike; on the list of patients.
async function alike(t) {
  const page = await t.open('nodraw&lang=en&demo');
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
    await page.getByRole('region', {name: /^Schedule for/}).waitFor({state: 'attached'});
  }, 60_000);
  await enter(page, 'Quillfeather', 'Ann', '+7 999 555 01 02');
  await enter(page, 'Quilfeather', 'Ann', '+7 999 555 01 02');
  await page.getByRole('link', {name: 'Patients'}).click();  // From the new card.
  return page;
}

const pair = (page) => page.getByRole('row', {name: /^Quillfeather Ann, Quilfeather Ann/});

export async function two_cards_become_one_and_two_again(t) {
  const page = await alike(t);
  await page.getByRole('button', {name: 'Similar cards'}).dispatchEvent('click');
  await pair(page).waitFor({state: 'attached'});
  await pair(page).dispatchEvent('click');
  const form = page.getByRole('dialog', {name: 'Two cards of one person'});
  await form.getByRole('button', {name: 'Merge', exact: true}).click();
  await form.waitFor({state: 'detached'});
  await pair(page).waitFor({state: 'detached'});
  const search = page.getByRole('searchbox');
  await search.fill('feather');
  const found = page.getByRole('row', {name: /^Quil+feather Ann/});
  await t.eventually(async () => assert.equal(await found.count(), 1));
  await page.getByRole('button', {name: 'Undo'}).first().dispatchEvent('click');
  await t.eventually(async () => assert.equal(await found.count(), 2));
}

export async function two_people_are_told_apart_by_the_menu_of_their_pair(t) {
  const page = await alike(t);
  await page.getByRole('button', {name: 'Similar cards'}).dispatchEvent('click');
  await pair(page).focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', {name: 'They are two people'}).dispatchEvent('click');
  await pair(page).waitFor({state: 'detached'});
  await page.reload();
  await t.ready(page);
  await page.getByRole('link', {name: 'Patients'}).click();
  await page.getByRole('button', {name: 'Similar cards'}).dispatchEvent('click');
  await t.seesText(page, /pairs? of similar cards|No similar cards/);
  assert.equal(await pair(page).count(), 0);
}
