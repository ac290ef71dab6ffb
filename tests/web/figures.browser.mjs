// The owner's pages in the browser, by role and name only: where patients are lost, targets on a
// tablet, saved reports, every page on a phone.

import assert from 'node:assert/strict';

/// The demo clinic, filled, on its figures.
async function figures(t, screen = t.screens.desk) {
  const context = await t.context(screen);
  const page = await t.open('nodraw&lang=en', context);
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  await page.getByRole('link', {name: 'Figures'}).click();
  await page.getByRole('heading', {name: 'Overview'}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: /^Revenue: /}).waitFor({state: 'attached'});
  return page;
}

async function openPage(page, name) {
  await page.getByRole('combobox', {name: 'Page of figures'}).dispatchEvent('click');
  await page.getByRole('option', {name, exact: true}).dispatchEvent('click');
}

export async function an_owner_sees_where_patients_are_lost_and_opens_them(t) {
  const page = await figures(t);
  const cell = page.getByRole('button', {name: /^Entry paid, Lost: \d+/});
  await cell.waitFor({state: 'attached'});
  const name = await cell.getAttribute('aria-label') ?? await cell.textContent();
  const lost = Number(name.replace(/^.*: /, '').replaceAll(/\D/g, ''));
  assert.ok(lost > 0, name);
  await cell.dispatchEvent('click');
  await t.sees(page, 'heading', 'Patients');
  await page.getByRole('row').nth(1).waitFor({state: 'attached'});
  const rows = Number(await page.getByRole('table').first().getAttribute('aria-rowcount')) - 1;
  assert.ok(rows > 0 && rows <= lost, `${rows} of ${lost}`);
}

export async function a_target_is_set_on_a_tablet_and_closed(t) {
  const page = await figures(t, t.screens.tablet);
  await page.getByRole('button', {name: 'Set a target'}).dispatchEvent('click');
  const dialog = page.getByRole('dialog', {name: 'Set a target'});
  await dialog.getByRole('textbox', {name: 'Target, %'}).fill('90');
  await page.getByRole('button', {name: 'Save', exact: true}).dispatchEvent('click');
  await dialog.waitFor({state: 'detached'});
  await page.getByText('under way').first().waitFor({state: 'attached'});
  await page.getByRole('button', {name: /^Close the target: /}).dispatchEvent('click');
  await page.getByRole('dialog', {name: 'Close the target'})
    .getByRole('button', {name: 'dropped'}).dispatchEvent('click');
  await page.getByText('No targets yet.').first().waitFor({state: 'attached'});
}

export async function a_saved_report_is_there_after_a_reload(t) {
  // Pressed as a screen reader does: figures are still being counted, and things move.
  const page = await figures(t);
  await page.getByRole('tab', {name: 'Finance'}).dispatchEvent('click');
  // The page before has a list of the same name.
  await page.getByRole('heading', {name: 'Finance'}).waitFor({state: 'attached'});
  await page.getByRole('combobox', {name: 'Period'}).dispatchEvent('click');
  await page.getByRole('option', {name: 'This year'}).dispatchEvent('click');
  await page.getByRole('button', {name: 'Save the report'}).dispatchEvent('click');
  const dialog = page.getByRole('dialog', {name: 'Save the report'});
  await dialog.getByRole('textbox', {name: 'Name'}).fill('The year');
  await page.getByRole('button', {name: 'Save', exact: true}).dispatchEvent('click');
  await dialog.waitFor({state: 'detached'});

  await page.reload();
  await t.ready(page);
  await page.getByRole('link', {name: 'Figures'}).dispatchEvent('click');
  await page.getByRole('combobox', {name: 'My reports'}).dispatchEvent('click');
  await page.getByRole('option', {name: 'The year'}).dispatchEvent('click');
  await page.getByRole('heading', {name: 'Finance'}).waitFor({state: 'attached'});
  await t.eventually(async () => assert.match(
    await page.getByRole('combobox', {name: 'Period'}).textContent() +
      await page.getByRole('combobox', {name: 'Period'}).getAttribute('aria-label') +
      await page.getByRole('combobox', {name: 'Period'}).inputValue().catch(() => ''),
    /This year/));
}

export async function every_page_of_figures_opens_on_a_phone(t) {
  const page = await figures(t, t.screens.phone);
  const pages = {
    Funnel: 'Funnel', Channels: 'Channels', Calls: 'Calls', Doctors: 'Doctors', Finance: 'Finance',
    Compare: 'Months compared', Value: 'Patients\' value', Price: 'Price of the first visit', Audit: 'Audit',
  };
  for (const [name, heading] of Object.entries(pages)) {
    await openPage(page, name);
    await page.getByRole('heading', {name: heading, exact: true, level: 1}).waitFor({state: 'attached'});
  }
}

export async function costs_are_pasted_on_a_tablet_and_a_fault_names_its_line(t) {
  const page = await figures(t, t.screens.tablet);
  await openPage(page, 'Channels');
  await page.getByRole('heading', {name: 'Channels', exact: true, level: 1}).waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Costs', exact: true}).dispatchEvent('click');
  await page.getByRole('dialog', {name: 'Costs'})
    .getByRole('button', {name: 'From a table', exact: true}).dispatchEvent('click');
  const table = page.getByRole('textbox', {name: 'Table', exact: true});
  await table.fill('2026-05;Nowhere;agency;12\n');
  await page.getByText('Line 1: there is no channel “Nowhere”').first().waitFor({state: 'attached'});
  await table.fill('2026-05;;rent;1 200\n2026-06;;rent;1 250\n');
  await page.getByText('2 lines read').first().waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Save', exact: true}).dispatchEvent('click');
  await table.waitFor({state: 'detached'});
}

export async function a_month_is_published_and_stays(t) {
  const page = await figures(t);
  await page.getByRole('tab', {name: 'Compare'}).dispatchEvent('click');
  await page.getByRole('heading', {name: 'Months compared', exact: true, level: 1})
    .waitFor({state: 'attached'});
  const publish = page.getByRole('button', {name: /^Publish /});
  const before = await publish.count();
  assert.equal(before, 2);
  await publish.first().dispatchEvent('click');
  await t.eventually(async () => assert.equal(await publish.count(), before - 1));
  await page.reload();
  await t.ready(page);
  await page.getByRole('link', {name: 'Figures'}).dispatchEvent('click');
  await page.getByRole('tab', {name: 'Compare'}).dispatchEvent('click');
  await page.getByText(/: published, /).first().waitFor({state: 'attached'});
}
