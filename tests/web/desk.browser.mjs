// A day at the desk, in the browser, by role and name only: find a patient, book, move the booking
// (with and without dragging), receive, take payment in two ways; after a reload all of it is there.

import assert from 'node:assert/strict';

/// The demo clinic, filled; on the day board.
async function demo(t, context = null) {
  const page = await t.open('nodraw&lang=en', context);
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  return page;
}

/// Enters somebody of a name that nobody else of the example has.
async function newPatient(page) {
  await page.getByRole('link', {name: 'Patients'}).click();
  // The list below is still being filled: pressed as a screen reader does, not where it was.
  await page.getByRole('button', {name: /^No next step/}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'New patient'}).dispatchEvent('click');
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', {name: 'Family name'}).fill('Quillfeather');
  await form.getByRole('textbox', {name: 'Given name'}).fill('Ann');
  await form.getByRole('button', {name: 'Save'}).click();
  await form.waitFor({state: 'detached'});
  return 'Quillfeather Ann';
}

async function openCard(t, page, name) {
  await page.getByRole('link', {name: 'Patients'}).click();
  await page.getByRole('searchbox').fill(name);
  const row = page.getByRole('row', {name}).first();
  await row.waitFor({state: 'attached'});
  await row.dispatchEvent('click');
  await t.sees(page, 'heading', name);
}

/// The open list of a combo box.
function optionsOf(page, label) {
  return page.getByRole('listbox', {name: label, exact: true}).getByRole('option');
}

/// Books the first free time of a day after today that has one; with the other free times.
async function book(page) {
  await page.getByRole('button', {name: 'Book', exact: true}).click();
  const form = page.getByRole('dialog', {name: 'New booking'});
  await form.waitFor({state: 'attached'});
  await form.getByRole('combobox', {name: 'Service'}).click();
  await optionsOf(page, 'Service').filter({hasText: /cardiolog/i}).first().click();
  const days = form.getByRole('radiogroup', {name: /^Days/}).getByRole('radio', {name: /from/});
  await days.nth(1).click();
  await page.waitForTimeout(500);  // The times of the day before are still there for a frame.
  const times = form.getByRole('radiogroup', {name: /^Free times/}).first();
  const doctor = (await times.getAttribute('aria-label')).replace('Free times: ', '');
  const all = await times.getByRole('radio').evaluateAll(
    (radios) => radios.map((radio) => radio.getAttribute('aria-label')));
  const [time, ...others] = all;
  await times.getByRole('radio').first().click();
  const date = await form.getByRole('textbox', {name: 'Date'}).inputValue();
  await form.getByRole('button', {name: 'Book', exact: true}).click();
  await form.waitFor({state: 'detached'});
  return {date, time, others, doctor};
}

function blockOf(page, name) {
  return page.getByRole('button', {name: new RegExp(`^\\d\\d:\\d\\d–\\d\\d:\\d\\d, ${name}`)});
}

/// The first of these times that the board offers under this name, in sight or not.
async function oneOf(t, page, action, times, doctor) {
  return t.eventually(async () => {
    for (const time of times) {
      if (await page.getByRole('button', {name: `${action} ${time}, ${doctor}`}).count() > 0) {
        return time;
      }
    }
    throw new Error(`none of ${times} is offered by "${action}"`);
  });
}

/// The one of these times that is the least apart from `time`.
function nearest(times, time) {
  const minutes = (text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  const apart = (text) => Math.abs(minutes(text) - minutes(time));
  return times.toSorted((a, b) => apart(a) - apart(b))[0];
}

async function startOf(block) {
  return (await block.textContent()).slice(0, 5);
}

/// Somebody new, booked, and moved on the board by two taps: what was booked, and where it is now.
async function bookedAndMoved(t, page) {
  const name = await newPatient(page);
  await openCard(t, page, name);
  const booked = await book(page);

  // On the board of that day.
  await page.getByRole('link', {name: 'Day'}).click();
  const date = page.getByRole('textbox', {name: 'Date'});
  await date.fill(booked.date);
  await date.press('Enter');
  const block = blockOf(page, name);
  await block.waitFor({state: 'attached'});
  assert.equal(await startOf(block), booked.time);

  // Without dragging: cut it, tap another free time.
  await block.dispatchEvent('click');
  await page.getByRole('button', {name: 'Move', exact: true}).click();
  const there = await oneOf(t, page, 'Move to', booked.others, booked.doctor);
  await page.getByRole('button', {name: `Move to ${there}, ${booked.doctor}`})
    .dispatchEvent('click');
  await t.eventually(async () => assert.equal(await startOf(block), there));
  return {name, booked, block, there};
}

export async function a_patient_is_booked_moved_received_and_pays_and_a_reload_keeps_it(t) {
  const page = await demo(t);
  const {name, booked, block, there} = await bookedAndMoved(t, page);

  // By dragging: the top of the block onto another free time.
  const wanted = nearest([booked.time, ...booked.others].filter((time) => time !== there), there);
  const free = page.getByRole('button', {name: `Free ${wanted}, ${booked.doctor}`});
  // The board opens at the present hour, whichever that is: what has the focus comes into view.
  await block.focus();
  await page.waitForTimeout(300);
  await free.focus();
  await page.waitForTimeout(300);
  // Away from the edges, at which a drag scrolls the board.
  const seen = await free.boundingBox();
  const middle = page.viewportSize().height / 2;
  await page.mouse.move(seen.x + seen.width / 2, middle);
  await page.mouse.wheel(0, seen.y - middle);
  await page.waitForTimeout(300);
  const place = await free.boundingBox();
  const box = await block.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width / 2, (box.y + place.y) / 2, {steps: 4});
  await page.mouse.move(place.x + place.width / 2, place.y + 8, {steps: 4});
  await page.mouse.up();
  await t.eventually(async () => assert.equal(await startOf(block), wanted));

  // Received, and paid in two ways.
  await block.dispatchEvent('click');
  const sheet = page.getByRole('dialog', {name});
  await sheet.getByRole('button', {name: 'Has come'}).click();
  await sheet.getByRole('button', {name: 'Went in to the doctor'}).click();
  await sheet.getByRole('button', {name: 'Payment'}).click();
  const bill = page.getByRole('dialog', {name: /^Payment/});
  await bill.getByRole('textbox', {name: 'Amount'}).fill('100');
  await bill.getByRole('button', {name: 'Another payer or method'}).click();
  await bill.getByRole('radio', {name: 'Next step'}).click();
  await bill.getByRole('checkbox', {name: 'Print a receipt'}).dispatchEvent('click');
  await page.evaluate(() => {
    globalThis.print = () => {
      globalThis.printed = document.getElementById('sheet').textContent;
      dispatchEvent(new Event('afterprint'));
    };
  });
  await bill.getByRole('button', {name: 'Record'}).click();
  await bill.waitFor({state: 'detached'});
  await t.eventually(async () => {
    const printed = await page.evaluate(() => globalThis.printed ?? '');
    assert.match(printed, /Receipt of .*Total.*Payments.*Card.*Cash/s);
    assert.ok(printed.includes(name), printed);
  });
  assert.equal(await page.locator('#sheet').count(), 0, 'nothing of it stays on the page');

  await page.reload();
  await t.ready(page);
  await openCard(t, page, name);
  await t.seesText(page, /Payment: .*, Card/);
  await t.seesText(page, /Payment: .*, Cash/);
  await t.seesText(page, /^Visit: /);
}

export async function a_call_and_a_plan_are_written_from_the_card_and_taken_back(t) {
  const page = await demo(t);
  const name = await newPatient(page);
  await openCard(t, page, name);
  await page.getByRole('button', {name: 'Call', exact: true}).click();
  await page.getByRole('textbox', {name: 'What it was about'}).fill('Asked about parking');
  await page.getByRole('button', {name: 'Save'}).click();
  await t.seesText(page, /Asked about parking/);

  await page.getByRole('button', {name: 'Propose a plan'}).click();
  await page.getByRole('textbox', {name: 'Title of the plan'}).fill('Quiet heart');
  await page.getByRole('combobox', {name: 'Service'}).click();
  await optionsOf(page, 'Service').first().click();
  await page.getByRole('checkbox', {name: 'The patient agrees to the plan'}).click();
  await page.getByRole('button', {name: 'Save'}).click();
  await t.seesText(page, 'Plan agreed: Quiet heart');
  // Proposal and agreement were one act: one undo.
  await page.keyboard.press('Control+z');
  await t.eventually(async () => {
    assert.equal(await page.getByText('Quiet heart').count(), 0);
  });
  await t.seesText(page, /Asked about parking/);
}

export async function a_patient_is_booked_and_moved_by_two_taps_on_a_tablet(t) {
  await bookedAndMoved(t, await demo(t, await t.context(t.screens.tablet)));
}

async function twoVisitsTogether(t, screen) {
  const page = await demo(t, await t.context(screen));
  const name = await newPatient(page);
  await openCard(t, page, name);
  await page.getByRole('button', {name: 'More acts'}).click();
  await page.getByRole('menuitem', {name: 'Several visits'}).click();
  const form = page.getByRole('dialog', {name: 'Several visits'});
  for (const visit of ['Visit 1', 'Visit 2']) {
    await form.getByRole('region', {name: visit}).getByRole('combobox', {name: 'Service'}).click();
    await optionsOf(page, 'Service').first().click();
  }
  const times = form.getByRole('list', {name: 'Times of the visits'}).getByRole('listitem');
  await t.eventually(async () => assert.equal(await times.count(), 2));
  await form.getByRole('button', {name: 'Book 2 visits'}).click();
  await form.waitFor({state: 'detached'});
  await page.getByRole('button', {name: 'Move together'}).waitFor();
  await page.keyboard.press('Control+z');
  await page.getByRole('button', {name: 'Move together'}).waitFor({state: 'detached'});
}

export async function two_visits_are_found_booked_and_taken_back_together(t) {
  await twoVisitsTogether(t, t.screens.desk);
}

export async function two_visits_are_found_booked_and_taken_back_together_on_a_tablet(t) {
  await twoVisitsTogether(t, t.screens.tablet);
}
