// The day's round, in the browser, by role and name only: a time that becomes free goes to somebody
// who waits for it, and tomorrow's bookings are confirmed by calls.

import assert from 'node:assert/strict';

import {screens} from './harness/browser.mjs';

/// The demo clinic, filled.
async function demo(t, screen) {
  const page = await t.open('nodraw&lang=en&demo', await t.context(screen));
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
    await page.getByRole('region', {name: /^Schedule for/}).waitFor({state: 'attached'});
  }, 60_000);
  return page;
}

/// Enters somebody whom the example does not have and stays on the card.
async function enter(t, page, family, given) {
  await page.getByRole('link', {name: 'Patients'}).dispatchEvent('click');
  await page.getByRole('button', {name: /^No next step/}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'New patient'}).dispatchEvent('click');
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', {name: 'Family name'}).fill(family);
  await form.getByRole('textbox', {name: 'Given name'}).fill(given);
  await form.getByRole('button', {name: 'Save'}).dispatchEvent('click');
  await form.waitFor({state: 'detached'});
  await t.sees(page, 'heading', `${family} ${given}`);
}

/// The booking form of the card, with the service of a cardiologist.
async function openBooking(page) {
  await page.getByRole('button', {name: 'Book', exact: true}).dispatchEvent('click');
  const form = page.getByRole('dialog', {name: 'New booking'});
  await form.waitFor({state: 'attached'});
  await form.getByRole('combobox', {name: 'Service'}).dispatchEvent('click');
  await page.getByRole('listbox', {name: 'Service', exact: true}).getByRole('option')
    .filter({hasText: /cardiolog/i}).first().dispatchEvent('click');
  return form;
}

/// Books the first free time of the first day after today that has one: the date, as typed.
async function book(t, page) {
  const form = await openBooking(page);
  const days = form.getByRole('radiogroup', {name: /^Days/}).getByRole('radio', {name: /from/});
  await days.nth(1).dispatchEvent('click');
  const submit = form.getByRole('button', {name: 'Book', exact: true});
  await form.getByRole('radiogroup', {name: /^Free times/}).first().getByRole('radio').first()
    .dispatchEvent('click');
  await t.eventually(async () => assert.equal(await submit.getAttribute('aria-disabled'), null));
  const date = await form.getByRole('textbox', {name: 'Date'}).inputValue();
  await submit.dispatchEvent('click');
  await form.waitFor({state: 'detached'});
  return date;
}

async function putOnWaitlist(page) {
  const form = await openBooking(page);
  await form.getByRole('button', {name: 'No time suits: put on the waitlist'})
    .dispatchEvent('click');
  const wish = page.getByRole('dialog', {name: /^Waitlist/});
  await wish.getByRole('radio', {name: 'Urgent'}).dispatchEvent('click');
  await wish.getByRole('button', {name: 'Put on the waitlist'}).dispatchEvent('click');
  await wish.waitFor({state: 'detached'});
}

/// Cancels somebody's booking of that day on the board.
async function cancel(page, name, day) {
  await page.getByRole('link', {name: 'Day'}).dispatchEvent('click');
  const date = page.getByRole('textbox', {name: 'Date'});
  await date.fill(day);
  await date.press('Enter');
  await page.getByRole('button', {name: new RegExp(`, ${name}`)}).first().dispatchEvent('click');
  const sheet = page.getByRole('dialog', {name});
  await sheet.getByRole('button', {name: 'Cancel the booking'}).dispatchEvent('click');
  await sheet.getByRole('combobox', {name: 'Reason for cancelling'}).dispatchEvent('click');
  await page.getByRole('listbox', {name: 'Reason for cancelling'}).getByRole('option').first()
    .dispatchEvent('click');
  await sheet.getByRole('button', {name: 'Cancel the booking'}).last().dispatchEvent('click');
  await sheet.waitFor({state: 'detached'});
}

async function freedTimeIsBooked(t, screen) {
  const page = await demo(t, screen);
  await enter(t, page, 'Quillfeather', 'Ann');
  const day = await book(t, page);
  await enter(t, page, 'Quibble', 'Bea');
  await putOnWaitlist(page);
  await page.getByRole('link', {name: 'Daily round'}).dispatchEvent('click');
  await page.getByRole('row', {name: /^Quibble Bea/}).waitFor({state: 'attached'});

  await cancel(page, 'Quillfeather Ann', day);
  await page.getByRole('button', {name: 'Who waits'}).dispatchEvent('click');
  const offers = page.getByRole('dialog', {name: 'Who waits for this time'});
  await t.seesText(page, /Fit \d+ \+ urgency 400 \+ likely to keep the time \d+/);
  await offers.getByRole('button', {name: 'Book Quibble Bea'}).dispatchEvent('click');
  await offers.waitFor({state: 'detached'});
  await page.getByRole('button', {name: /, Quibble Bea/}).first().waitFor({state: 'attached'});
  await page.getByRole('link', {name: 'Daily round'}).dispatchEvent('click');
  await page.getByRole('row', {name: /^Quibble Bea/}).waitFor({state: 'detached'});
}

export async function a_freed_time_goes_to_who_waits_for_it_on_a_desk(t) {
  await freedTimeIsBooked(t, screens.desk);
}

export async function a_freed_time_goes_to_who_waits_for_it_on_a_tablet(t) {
  await freedTimeIsBooked(t, screens.tablet);
}

export async function tomorrows_booking_is_confirmed_by_a_call_and_undone(t) {
  const page = await demo(t, screens.tablet);
  await enter(t, page, 'Quillfeather', 'Ann');
  const day = await book(t, page);
  await page.getByRole('link', {name: 'Daily round'}).dispatchEvent('click');
  await page.getByRole('tab', {name: 'Confirm bookings'}).dispatchEvent('click');
  const date = page.getByRole('textbox', {name: 'Date'});
  await date.fill(day);
  await date.press('Enter');
  const call = page.getByRole('group', {name: /Quillfeather Ann$/});
  await call.getByRole('button', {name: 'No answer'}).dispatchEvent('click');
  await t.seesText(page, /call again at \d\d:\d\d/);
  await call.getByRole('button', {name: 'Confirmed'}).dispatchEvent('click');
  await call.waitFor({state: 'detached'});
  await page.getByRole('button', {name: 'Undo'}).first().dispatchEvent('click');
  await call.waitFor({state: 'attached'});
}
