// What the page does around the application: the hint that it can be installed.

import assert from 'node:assert/strict';

/// A browser that offers installation with every page, as Chromium does where it finds one worth
/// installing.
async function offeringBrowser(t, screen) {
  const context = await t.context(screen);
  await context.addInitScript(() => {
    const prompt = () => { globalThis.installAsked = true; };
    // The browser may ask by itself, too, and that question counts as well.
    if (globalThis.BeforeInstallPromptEvent) BeforeInstallPromptEvent.prototype.prompt = prompt;
    addEventListener('DOMContentLoaded', () => {
      dispatchEvent(Object.assign(new Event('beforeinstallprompt', {cancelable: true}), {prompt}));
    });
  });
  return context;
}

const hintOn = (page) => page.getByRole('heading', {name: 'Retour можно установить'});

export async function a_tablet_that_comes_back_is_offered_installation_once(t) {
  const context = await offeringBrowser(t, t.screens.tablet);
  const page = await t.open('nodraw&lang=ru', context);
  assert.equal(await hintOn(page).count(), 0, 'a first visit has other worries');
  await page.reload();
  await t.ready(page);
  await hintOn(page).waitFor();
  await page.getByRole('button', {name: 'Установить'}).click();
  assert.equal(await page.evaluate(() => globalThis.installAsked), true);
  assert.equal(await hintOn(page).count(), 0);
  await page.reload();
  await t.ready(page);
  assert.equal(await hintOn(page).count(), 0, 'an answer is an answer');
}

export async function a_desk_is_not_told_to_install(t) {
  const context = await offeringBrowser(t, t.screens.desk);
  const page = await t.open('nodraw&lang=ru', context);
  await page.reload();
  await t.ready(page);
  assert.equal(await hintOn(page).count(), 0);
}

export async function the_page_shows_its_name_until_the_first_frame(t) {
  const context = await t.context();
  const page = await context.newPage();
  await page.route('**/*.wasm', async (route) => {
    await page.waitForTimeout(500);
    await route.continue();
  });
  await page.goto(`${t.site.address}/?nodraw`);
  const splash = page.locator('#splash');
  await splash.getByText('Retour').waitFor({state: 'visible'});
  await t.ready(page);
  await splash.waitFor({state: 'hidden'});
}
