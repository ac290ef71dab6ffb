// The day's round, in the browser, by role and name only: a time that becomes free goes to somebody
// who waits for it, tomorrow's bookings are confirmed by calls, a doctor falls ill, somebody comes
// without a booking, and the day is closed.

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

export async function the_best_time_is_one_tap_and_is_held_before_it_is_booked(t) {
  const page = await demo(t, screens.tablet);
  await enter(t, page, 'Quillfeather', 'Ann');
  const form = await openBooking(page);
  await form.getByRole('radiogroup', {name: 'Best times'}).getByRole('radio').first()
    .dispatchEvent('click');
  await t.seesText(page, /^Why here: soon \d+( \+ [a-z ]+ \d+)* = [\d,]+$/);
  const time = await form.getByRole('textbox', {name: 'Time', exact: true}).inputValue();
  const day = await form.getByRole('textbox', {name: 'Date'}).inputValue();
  const hold = form.getByRole('button', {name: /^Hold for/});
  await t.eventually(async () => assert.equal(await hold.getAttribute('aria-disabled'), null));
  await hold.dispatchEvent('click');
  await form.waitFor({state: 'detached'});

  await page.getByRole('link', {name: 'Day'}).dispatchEvent('click');
  const date = page.getByRole('textbox', {name: 'Date'});
  await date.fill(day);
  await date.press('Enter');
  await page.getByRole('button', {name: new RegExp(`^${time}.*Quillfeather Ann`)}).first()
    .dispatchEvent('click');
  const sheet = page.getByRole('dialog', {name: 'Quillfeather Ann'});
  await sheet.getByRole('button', {name: 'Book', exact: true}).dispatchEvent('click');
  await page.getByRole('button', {name: new RegExp(`^${time}.*Quillfeather Ann.*Planned`)}).first()
    .waitFor({state: 'attached'});
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

/// A doctor falls ill: his column's menu, a plan, the act, and all back.
async function doctorIsIll(t, screen) {
  const page = await demo(t, screen);
  await enter(t, page, 'Quillfeather', 'Ann');
  const day = await book(t, page);
  await page.getByRole('link', {name: 'Day'}).dispatchEvent('click');
  const date = page.getByRole('textbox', {name: 'Date'});
  await date.fill(day);
  await date.press('Enter');
  const block = page.getByRole('button', {name: /, Quillfeather Ann/}).first();
  // The column whose menu is opened is that of her doctor, whoever the example gave her.
  const column = page.getByRole('group').filter({has: block}).last();
  const doctor = await column.getAttribute('aria-label');
  const head = page.getByRole('button', {name: `${doctor}: actions`, exact: true});
  await head.dispatchEvent('click');
  await page.getByRole('menuitem', {name: 'Absent…'}).dispatchEvent('click');
  await page.getByRole('button', {name: 'Make a plan'}).dispatchEvent('click');
  const visit = page.getByRole('row', {name: /^Quillfeather Ann/});
  await visit.waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Apply'}).dispatchEvent('click');
  await t.seesText(page, /patients? left to call/);
  await page.getByRole('button', {name: 'To the schedule'}).dispatchEvent('click');
  await t.eventually(async () =>
    assert.match(await head.getAttribute('aria-description') ?? '', /\S/));
  await page.getByRole('button', {name: 'Undo'}).first().dispatchEvent('click');
  await t.eventually(async () => assert.equal(await head.getAttribute('aria-description'), null));
  await block.waitFor({state: 'attached'});
}

export async function a_doctor_is_ill_and_all_is_put_back_on_a_desk(t) {
  await doctorIsIll(t, screens.desk);
}

export async function a_doctor_is_ill_and_all_is_put_back_on_a_tablet(t) {
  await doctorIsIll(t, screens.tablet);
}

/// Somebody comes without a booking; in the evening his visit is finished and the till counted.
async function dayIsClosed(t, screen) {
  const page = await demo(t, screen);
  await enter(t, page, 'Quillfeather', 'Ann');
  await page.getByRole('button', {name: 'Walk-in'}).dispatchEvent('click');
  const form = page.getByRole('dialog', {name: 'Here without a booking'});
  await form.getByRole('combobox', {name: 'Service'}).dispatchEvent('click');
  await page.getByRole('listbox', {name: 'Service', exact: true}).getByRole('option')
    .filter({hasText: /cardiolog/i}).first().dispatchEvent('click');
  const receive = form.getByRole('button', {name: 'Receive', exact: true});
  await t.eventually(async () => assert.equal(await receive.getAttribute('aria-disabled'), null));
  await receive.dispatchEvent('click');
  await form.waitFor({state: 'detached'});

  await page.getByRole('link', {name: 'Daily round'}).dispatchEvent('click');
  await page.getByRole('tab', {name: 'Day close'}).dispatchEvent('click');
  const visit = page.getByRole('group', {name: /Quillfeather Ann/});
  await visit.getByRole('button', {name: 'Visit finished'}).dispatchEvent('click');
  await page.getByRole('group', {name: /Quillfeather Ann.*no bill/}).waitFor({state: 'attached'});

  const close = page.getByRole('button', {name: 'Close the day'});
  await page.getByRole('textbox', {name: 'Cash'}).fill('7.77');
  await t.seesText(page, /^difference /);
  assert.equal(await close.getAttribute('aria-disabled'), 'true');
  await page.getByRole('textbox', {name: 'Why it differs'}).fill('change was given');
  await t.eventually(async () => assert.equal(await close.getAttribute('aria-disabled'), null));
  await close.dispatchEvent('click');
  await t.seesText(page, /^Closed: /);
  await page.getByRole('table', {name: 'Closes of the last month'}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Close again'}).waitFor({state: 'attached'});
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', {name: /^Download the closes/}).dispatchEvent('click');
  const pieces = [];
  for await (const part of await (await downloading).createReadStream()) pieces.push(part);
  assert.match(Buffer.concat(pieces).toString(), /;Cash;[^;]*;7\.77;[^;]*;change was given/);

  await page.getByRole('button', {name: 'Hand over'}).dispatchEvent('click');
  const sheet = page.getByRole('dialog', {name: 'Hand over'});
  await sheet.getByRole('textbox', {name: 'Note'}).fill('The key is with the guard');
  const send = sheet.getByRole('button', {name: 'Leave the note'});
  await t.eventually(async () => assert.equal(await send.getAttribute('aria-disabled'), null));
  await send.dispatchEvent('click');
  await sheet.waitFor({state: 'detached'});
  await page.getByRole('link', {name: 'Day', exact: true}).dispatchEvent('click');
  const note = page.getByRole('status', {name: /The key is with the guard$/});
  await note.waitFor({state: 'attached'});
  await note.getByRole('button', {name: 'Read'}).dispatchEvent('click');
  await note.waitFor({state: 'detached'});
}

export async function a_day_with_somebody_without_a_booking_is_closed_on_a_desk(t) {
  await dayIsClosed(t, screens.desk);
}

export async function a_day_with_somebody_without_a_booking_is_closed_on_a_tablet(t) {
  await dayIsClosed(t, screens.tablet);
}
