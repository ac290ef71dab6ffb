// What stories begin with: a clinic of one's own, a page of its settings, a form that is saved.

export const passphrase = 'a long passphrase';

/// A clinic of one's own, with nothing in it yet.
export async function ownClinic(t) {
  const page = await t.open('nodraw&lang=en');
  await page.getByRole('textbox', {name: 'Name of the clinic'}).fill('Heart');
  await page.getByRole('textbox', {name: 'Your family name'}).fill('Orlova');
  await page.getByRole('textbox', {name: 'Passphrase', exact: true}).fill(passphrase);
  await page.getByRole('textbox', {name: 'Passphrase again'}).fill(passphrase);
  await page.getByRole('button', {name: 'Create the clinic'}).click();
  await t.sees(page, 'heading', 'No doctors');
  return page;
}

export async function openSettings(page, tab) {
  await page.getByRole('link', {name: 'Settings'}).click();
  await page.getByRole('tab', {name: tab}).click();
}

/// Presses save and waits until the form is gone.
export async function save(page) {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', {name: 'Save'}).click();
  await dialog.waitFor({state: 'detached'});
}
