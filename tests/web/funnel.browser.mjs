// The funnel in the browser, by role and name only: filters, the people behind a figure, the files
// of a picture, shaders and what stands in for them, a lost context.

import assert from 'node:assert/strict';
import {readFile, readdir} from 'node:fs/promises';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/// The demo clinic, filled; on the funnel, counted.
async function funnel(t, query = 'nodraw&lang=en', context = null) {
  const page = await t.open(query, context);
  await page.getByRole('button', {name: 'Open the example', exact: true}).click();
  await page.getByRole('progressbar').first().waitFor({state: 'attached'});
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
  }, 60_000);
  // Pressed as a screen reader does: figures are still being counted, and things move.
  await page.getByRole('link', {name: 'Figures'}).dispatchEvent('click');
  await page.getByRole('tab', {name: 'Funnel'}).dispatchEvent('click');
  await stage(page, 'Warm').waitFor({state: 'attached'});
  return page;
}

/// The button of a status in the picture: "Warm: 512".
function stage(page, name) {
  return page.getByRole('button', {name: new RegExp(`^${name}: [\\d,]+$`)});
}

async function count(page, name) {
  const label = await stage(page, name).getAttribute('aria-label') ??
    await stage(page, name).textContent();
  return Number(label.replaceAll(/\D/g, ''));
}

async function choose(page, label, option) {
  await page.getByRole('combobox', {name: label, exact: true}).click();
  await page.getByRole('listbox', {name: label, exact: true}).getByRole('option', option).first()
    .click();
}

export async function a_filter_changes_the_counts_and_a_figure_opens_its_people(t) {
  const page = await funnel(t);
  await choose(page, 'Period', {name: 'All time'});
  const all = await count(page, 'Warm');
  assert.ok(all > 0);
  await page.getByRole('combobox', {name: 'Source', exact: true}).click();
  const list = page.getByRole('listbox', {name: 'Source', exact: true}).getByRole('option');
  await list.nth(1).click();
  await t.eventually(async () => assert.ok(await count(page, 'Warm') < all));
  await stage(page, 'Warm').dispatchEvent('click');
  await t.sees(page, 'heading', 'Patients');
  await page.getByRole('button', {name: /^Entered/}).waitFor({state: 'attached'});
  await page.getByRole('row').nth(1).waitFor({state: 'attached'});
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Download the list'}).click();
  const file = await downloading;
  assert.match(file.suggestedFilename(), /^retour-people-\d{4}-\d\d-\d\d\.csv$/);
  assert.match((await bytes(file)).toString().split('\r\n')[0], /^\uFEFF?Patient;Phone;/);
}

async function bytes(download) {
  const parts = [];
  for await (const part of await download.createReadStream()) parts.push(part);
  return Buffer.concat(parts);
}

async function save(page, format) {
  await page.getByRole('region', {name: 'way through'})
    .getByRole('button', {name: 'Download', exact: true}).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('menuitem', {name: format}).click();
  const download = await downloading;
  return {name: download.suggestedFilename(), content: await bytes(download)};
}

export async function the_picture_is_saved_in_three_formats(t) {
  const page = await funnel(t);
  const warm = await count(page, 'Warm');

  const csv = await save(page, 'CSV table');
  assert.match(csv.name, /^retour-funnel-\d{4}-\d\d-\d\d\.csv$/);
  const lines = csv.content.toString().trim().split('\r\n');
  assert.equal(lines.length, 8);
  assert.ok(lines[2].startsWith(`Warm;${warm};`), lines[2]);

  const svg = (await save(page, 'SVG drawing')).content.toString();
  const root = await page.evaluate((text) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'}));
    return image.decode().then(() => [image.naturalWidth, image.naturalHeight]);
  }, svg);
  assert.ok(root[0] > 1000 && root[1] > 300, `${root}`);
  assert.ok(svg.includes('Warm') && !svg.includes('<script'));

  const png = await save(page, 'PNG picture');
  assert.match(png.name, /\.png$/);
  assert.deepEqual([...png.content.subarray(0, 8)], [137, 80, 78, 71, 13, 10, 26, 10]);
  assert.equal(png.content.readUInt32BE(16), 2 * root[0]);
  assert.equal(png.content.readUInt32BE(20), 2 * root[1]);
  assert.ok(png.content.length > 10_000, 'not an empty picture');
}

export async function arrows_walk_the_picture_and_enter_opens_it(t) {
  const page = await funnel(t);
  await choose(page, 'Period', {name: 'All time'});
  await page.getByRole('button', {name: /^Cold: [\d,]+$/}).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await t.eventually(async () => {
    const focused = await page.evaluate(() => document.activeElement.getAttribute('aria-label') ??
      document.activeElement.textContent);
    assert.match(focused, /^Warm: [\d,]+$/);
  });
  await page.keyboard.press('Enter');
  await page.getByRole('button', {name: /^Entered/}).waitFor({state: 'attached'});
}

export async function four_arrows_at_once_end_where_four_slow_ones_do(t) {
  const page = await funnel(t);
  await choose(page, 'Period', {name: 'All time'});
  await page.getByRole('button', {name: /^Cold: [\d,]+$/}).focus();
  // A busy thread gets them together; all but the first were lost.
  await page.evaluate(() => {
    for (let i = 0; i < 4; i += 1) {
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
        {key: 'ArrowRight', code: 'ArrowRight', bubbles: true, cancelable: true}));
    }
  });
  await t.eventually(async () => {
    const focused = await page.evaluate(() => document.activeElement.getAttribute('aria-label') ??
      document.activeElement.textContent);
    assert.match(focused, /^Warm: [\d,]+$/);
  });
}

/// Share of the pixels of a rectangle that are not the background's white.
async function colouredShare(page, box) {
  const png = await page.screenshot({clip: box});
  return page.evaluate(async (base64) => {
    const blob = new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]);
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const {data} = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let coloured = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (Math.min(data[i], data[i + 1], data[i + 2]) < 245) coloured += 1;
    }
    return coloured / (data.length / 4);
  }, png.toString('base64'));
}

/// The rectangle of the largest ribbon, without its edges.
async function ribbonBox(page) {
  const box = await page.getByRole('button', {name: /^Warm: [\d,]+ went on/}).boundingBox();
  return {x: box.x + box.width / 4, y: box.y + box.height / 4,
    width: box.width / 2, height: box.height / 2};
}

/// Opens the funnel with drawing and waits until its largest ribbon is to be seen.
async function drawn(t, query, prepare = async () => {}) {
  const context = await t.context();
  await prepare(context);
  const page = await funnel(t, `lang=en&theme=light&${query}`, context);
  await choose(page, 'Period', {name: 'All time'});
  await t.eventually(async () => {
    assert.ok(await colouredShare(page, await ribbonBox(page)) > 0.9);
  }, 30_000);
  return page;
}

export async function ribbons_are_drawn_with_shaders_and_a_lost_context_comes_back(t) {
  const page = await drawn(t, 'shaders=on');
  await page.evaluate(() => window.retour.loseContext(300));
  await new Promise((resume) => setTimeout(resume, 600));
  await t.eventually(async () => {
    assert.ok(await colouredShare(page, await ribbonBox(page)) > 0.9);
  }, 30_000);
  await t.picture(page, 'funnel-shaders');
}

export async function ribbons_are_drawn_without_shaders(t) {
  await drawn(t, 'shaders=off');
}

export async function a_shader_that_does_not_compile_leaves_triangles(t) {
  // A driver's compiler that refuses ours: what the worker asks for is spoilt on its way.
  await drawn(t, 'shaders=on', (context) => context.route('**/worker*.js', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({response: answer, body: `
      const source = WebGL2RenderingContext.prototype.shaderSource;
      WebGL2RenderingContext.prototype.shaderSource = function (shader, text) {
        source.call(this, shader, text.includes('from_color') ? 'no shader' : text);
      };
      ${await answer.text()}`});
  }));
}

/// What the program sets before it paints with a shader: the names in gl_shades.cpp.
async function uniformsSet() {
  const source = await readFile(path.join(root, 'web/gfx/gl_shades.cpp'), 'utf8');
  return new Set([...source.matchAll(/program, "(\w+)"/g)].map((match) => match[1]));
}

/// All but the vertices', which each of them shares.
async function shaderFolders() {
  return (await readdir(path.join(root, 'shaders'))).filter((folder) => folder !== 'common');
}

export async function every_shader_links_and_has_only_uniforms_that_are_set(t) {
  const page = await t.open();
  const vertex = await readFile(path.join(root, 'shaders/common/quad.vert.glsl'), 'utf8');
  const set = await uniformsSet();
  set.add('values');  // The texture of cells: always unit 0, which is its default.
  let shaders = 0;
  for (const folder of await shaderFolders()) {
    for (const file of await readdir(path.join(root, 'shaders', folder))) {
      const fragment = await readFile(path.join(root, 'shaders', folder, file), 'utf8');
      const uniforms = await page.evaluate(([vertexSource, fragmentSource]) => {
        const gl = document.createElement('canvas').getContext('webgl2');
        const program = gl.createProgram();
        for (const [kind, source] of [[gl.VERTEX_SHADER, vertexSource],
          [gl.FRAGMENT_SHADER, fragmentSource]]) {
          const shader = gl.createShader(kind);
          gl.shaderSource(shader, source);
          gl.compileShader(shader);
          gl.attachShader(program, shader);
        }
        gl.linkProgram(program);
        if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
          return gl.getProgramInfoLog(program) || 'does not link';
        }
        return Array.from({length: gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS)},
          (_, i) => gl.getActiveUniform(program, i).name);
      }, [vertex, fragment]);
      assert.ok(Array.isArray(uniforms), `${file}: ${uniforms}`);
      assert.ok(uniforms.length > 4, file);
      assert.deepEqual(uniforms.filter((name) => !set.has(name)), [], file);
      shaders += 1;
    }
  }
  assert.equal(shaders, 2);
}
