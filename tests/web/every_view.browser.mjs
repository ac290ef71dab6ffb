// What every screen must survive and offer in a real browser: no serious finding of axe, a picture
// that comes back after the graphics were lost; and the gallery of widgets opens without a clinic.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

async function demo(t, query, screen = t.screens.desk) {
  const page = await t.open(`demo&lang=en&${query}`, await t.context(screen));
  await page.getByRole('link', {name: 'Settings'}).waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  return page;
}

const go = (page, role, name) =>
  page.getByRole(role, {name, exact: true}).first().dispatchEvent('click');

/// The screens by name: the way there, and something by which one knows to have arrived.
const views = {
  day: async (page) => {
    await go(page, 'link', 'Day');
    await page.getByRole('button', {name: 'Next day'}).waitFor({state: 'attached'});
  },
  patients: async (page) => {
    await go(page, 'link', 'Patients');
    await page.getByRole('table').waitFor({state: 'attached'});
  },
  patient: async (page) => {
    await page.getByRole('row').nth(1).dispatchEvent('click');
    await page.getByRole('button', {name: 'Next step', exact: true}).waitFor({state: 'attached'});
  },
  payment: async (page) => {
    await go(page, 'button', 'Payment');
    await page.getByRole('dialog').waitFor({state: 'attached'});
  },
  funnel: async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({state: 'detached'});
    await go(page, 'link', 'Figures');
    await page.getByRole('link', {name: 'Figures'}).and(page.locator('[aria-current]'))
      .waitFor({state: 'attached'});
  },
  import: async (page) => {
    await go(page, 'link', 'Import');
    await page.getByRole('button', {name: 'Choose a file'}).waitFor({state: 'attached'});
  },
  settings: async (page) => {
    await go(page, 'link', 'Settings');
    await page.getByRole('tablist').waitFor({state: 'attached'});
  },
};

export async function axe_finds_nothing_serious_in_any_view(t) {
  const page = await demo(t, 'nodraw');
  await page.evaluate(await readFile(axe, 'utf8'));
  const check = async (where) => {
    const found = await page.evaluate(async () => (await globalThis.axe.run()).violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3)
        .map((node) => node.html).join(' ')}`));
    assert.deepEqual(found, [], where);
  };
  for (const [name, open] of Object.entries(views)) {
    await open(page);
    await check(name);
  }
  for (const tab of await page.getByRole('tab').all()) {
    await tab.dispatchEvent('click');
    await t.eventually(async () => assert.equal(await tab.getAttribute('aria-selected'), 'true'));
    await check(await tab.textContent());
  }
}

export async function axe_finds_nothing_serious_in_the_gallery(t) {
  const page = await t.open('gallery&lang=en&nodraw');
  await t.sees(page, 'heading', 'Gallery of widgets');
  await page.evaluate(await readFile(axe, 'utf8'));
  const families = page.getByRole('tablist', {name: 'Gallery of widgets'}).getByRole('tab');
  assert.equal(await families.count(), 7);
  for (const tab of await families.all()) {
    await tab.dispatchEvent('click');
    await t.eventually(async () => assert.equal(await tab.getAttribute('aria-selected'), 'true'));
    const found = await page.evaluate(async () => (await globalThis.axe.run()).violations
      .filter((violation) => ['serious', 'critical'].includes(violation.impact))
      .map((violation) => `${violation.id}: ${violation.nodes.slice(0, 3)
        .map((node) => node.html).join(' ')}`));
    assert.deepEqual(found, [], await tab.textContent());
  }
}

export async function the_gallery_switches_theme_language_density_and_size(t) {
  const page = await t.open('gallery&lang=en');
  const heading = page.getByRole('heading', {name: 'Gallery of widgets'});
  await t.eventually(async () => {
    const dark = await t.darkShare(page, heading);
    assert.ok(dark > 0.05 && dark < 0.5, `light: ${dark}`);
  });
  await page.getByRole('radio', {name: 'Dark'}).dispatchEvent('click');
  await t.eventually(async () => {
    const dark = await t.darkShare(page, heading);
    assert.ok(dark > 0.5, `dark: ${dark}`);
  });
  const height = async () => (await heading.boundingBox()).height;
  const before = await height();
  await page.getByRole('radio', {name: '150\u00A0%'}).dispatchEvent('click');
  await t.eventually(async () => assert.ok(await height() > before * 1.3));
  await page.getByRole('radio', {name: 'Touch'}).dispatchEvent('click');
  await t.eventually(async () => {
    const {height: target} = await page.getByRole('radio', {name: 'Touch'}).boundingBox();
    assert.ok(target >= 44, `${target}`);
  });
  await page.getByRole('radio', {name: 'sv', exact: true}).dispatchEvent('click');
  await t.sees(page, 'heading', 'Elementgalleri');
}

/// The theme changes while there are no graphics: only a frame drawn with new ones can show it.
export async function every_view_is_drawn_again_after_the_graphics_were_lost(t) {
  const page = await demo(t, '');
  const canvas = page.locator('canvas');
  let dark = false;
  for (const [name, open] of Object.entries(views)) {
    await open(page);
    await page.evaluate(() => window.retour.loseContext(150));
    dark = !dark;
    await page.emulateMedia({colorScheme: dark ? 'dark' : 'light'});
    await t.eventually(async () => {
      const share = await t.darkShare(page, canvas);
      assert.ok(dark ? share > 0.6 : share < 0.4, `${name}: ${share}`);
    });
  }
}
