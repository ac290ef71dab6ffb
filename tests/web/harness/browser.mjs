// Chromium for the tests, and what a test gets: pages, waiting, checks.

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {mkdir, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {chromium} from 'playwright-core';

/// A machine that compiles at the same time is slow; a test that waits is not a test that fails.
const slowMillis = 30_000;

const programs = [process.env.RETOUR_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome'];

/// Screens that the interface is made for.
export const screens = {
  desk: {viewport: {width: 1440, height: 900}},
  tablet: {viewport: {width: 1180, height: 820}, hasTouch: true, deviceScaleFactor: 2},
  phone: {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true,
    deviceScaleFactor: 3},
};

export function chromiumProgram() {
  const program = programs.find((candidate) => candidate && existsSync(candidate));
  if (!program) throw new Error('no Chromium found; set RETOUR_CHROMIUM to its program');
  return program;
}

const settings = () => ({
  executablePath: chromiumProgram(),
  args: ['--no-sandbox', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'],
});

export function launch() {
  return chromium.launch(settings());
}

/// What a test function is called with.
export class TestRun {
  #contexts = [];
  #folders = [];
  #troubles = [];
  #allowed = [];
  #decoder = null;  ///< The page that reads pixels of pictures.

  constructor({name, browser, site, workbench, output}) {
    Object.assign(this, {name, browser, site, workbench, output, screens});
  }

  /// A profile of its own on the disk: storage, permissions, screen (one of `screens` or
  /// Playwright's options). Not a private window: there every call of a file goes to another
  /// process, ten times slower than what users have.
  async context(options = screens.desk) {
    const folder = await mkdtemp(path.join(tmpdir(), 'retour-profile-'));
    this.#folders.push(folder);
    // Service workers would answer before the routes that tests put in the way.
    const context = await chromium.launchPersistentContext(folder,
      {...settings(), locale: 'ru-RU', serviceWorkers: 'block', ...options});
    context.setDefaultTimeout(slowMillis);
    await context.addInitScript(() => {
      globalThis.violations = [];
      document.addEventListener('securitypolicyviolation', (event) =>
        globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    context.on('weberror', (error) => this.#troubles.push(`uncaught: ${error.error()?.stack}`));
    context.on('console', (message) => {
      if (message.type() === 'error') this.#troubles.push(`console: ${message.text()}`);
    });
    this.#contexts.push(context);
    return context;
  }

  /// Opens the application and waits until it is ready. `query` like 'probe&nodraw'.
  async open(query = 'nodraw', context = null) {
    const page = await (context ?? await this.context()).newPage();
    await page.goto(this.address(query));
    await this.ready(page);
    return page;
  }

  address(query) {
    const site = /^(probe|gallery)\b/.test(query) ? this.workbench : this.site;
    return `${site.address}/?${query}`;
  }

  async ready(page) {
    await page.waitForFunction(() => window.retour?.ready || window.retour?.failure, null,
      {timeout: slowMillis, polling: 100});
    const failure = await page.evaluate(() => window.retour.failure);
    assert.equal(failure, '', 'the program stopped');
  }

  /// The numbers of the test hook.
  stats(page) {
    return page.evaluate(() => ({...window.retour, fail: undefined, loseContext: undefined}));
  }

  /// Retries `check` until it does not throw.
  async eventually(check, millis = 15_000) {
    const end = Date.now() + millis;
    for (;;) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resume) => setTimeout(resume, 50));
      }
    }
  }

  /// Waits for an element by role and name that is visible.
  async sees(page, role, name) {
    const found = name === undefined ? page.getByRole(role) : page.getByRole(role, {name});
    await found.first().waitFor({state: 'visible'});
    return found.first();
  }

  async seesText(page, text) {
    await page.getByText(text).first().waitFor({state: 'attached'});
  }

  /// Errors whose text matches `pattern` belong to this test.
  allowErrors(pattern) { this.#allowed.push(pattern); }

  /// A picture of the page in the output folder.
  async picture(page, name) {
    await mkdir(this.output, {recursive: true});
    await page.screenshot({path: path.join(this.output, `${name}.png`)});
  }

  /// Share of the pixels of an element's rectangle that are darker than middle grey, 0 to 1: what
  /// the canvas shows where the mirror says that something is.
  async darkShare(page, element) {
    const box = await element.boundingBox();
    const png = await page.screenshot({clip: box});
    if (!this.#decoder) {
      const context = await this.browser.newContext();
      this.#contexts.unshift(context);  // Pictures of failures: the test's own pages win.
      this.#decoder = await context.newPage();
    }
    return this.#decoder.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context2d = canvas.getContext('2d');
      context2d.drawImage(bitmap, 0, 0);
      const {data} = context2d.getImageData(0, 0, bitmap.width, bitmap.height);
      let dark = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] + data[i + 1] + data[i + 2] < 384) dark += 1;
      }
      return dark / (data.length / 4);
    }, png.toString('base64'));
  }

  /// Ends the test: no uncaught error, no error on the console, no violation of the policy.
  async end({failed}) {
    const violations = [];
    for (const context of this.#contexts) {
      for (const [index, page] of context.pages().entries()) {
        const found = await page.evaluate(() => globalThis.violations).catch(() => []);
        violations.push(...found ?? []);
        if (failed) await this.picture(page, `${this.name}-${index}`).catch(() => {});
      }
      await context.close().catch(() => {});
    }
    for (const folder of this.#folders) await rm(folder, {recursive: true, force: true});
    const troubles = this.#troubles.filter((text) =>
      !this.#allowed.some((pattern) => pattern.test(text)));
    if (!failed) {
      assert.deepEqual(violations, [], 'violations of the content security policy');
      assert.deepEqual(troubles, [], 'errors in the browser');
    }
    return troubles;
  }
}
