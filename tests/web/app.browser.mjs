// The application from the first start on: the demo clinic, a clinic of one's own behind a
// passphrase, reload, a tab that dies while it writes, two tabs.

import assert from 'node:assert/strict';

const plain = 'nodraw&lang=ru';
const passphrase = 'очень длинный пароль';

/// Opens the demo clinic and waits until it is filled.
async function openDemo(t, context = null) {
  const page = await t.open(plain, context);
  await page.getByRole('button', {name: 'Открыть пример'}).click();
  await filled(t, page);
  return page;
}

async function filled(t, page) {
  await page.getByText(/Демонстрация/).first().waitFor({state: 'attached', timeout: 90_000});
  await page.getByText('Готовим демонстрационную клинику').first()
    .waitFor({state: 'detached', timeout: 120_000});
}

async function createClinic(t, context) {
  const page = await t.open(plain, context);
  await page.getByRole('textbox', {name: 'Название клиники'}).fill('Клиника на Лесной');
  await page.getByRole('textbox', {name: 'Ваша фамилия'}).fill('Ёлкина');
  await page.getByRole('textbox', {name: 'Ваше имя'}).fill('Анна');
  await page.getByLabel('Пароль', {exact: true}).fill(passphrase);
  await page.getByLabel('Пароль ещё раз').fill(passphrase);
  await page.getByRole('button', {name: 'Создать клинику'}).click();
  return page;
}

export async function the_demo_clinic_opens_with_one_click_and_is_still_there_after_a_reload(t) {
  const page = await openDemo(t);
  const {commits} = await t.stats(page);
  assert.ok(commits > 10, `${commits} commits`);
  await page.reload();
  await t.ready(page);
  await page.getByText(/Демонстрация/).first().waitFor({state: 'attached'});
  assert.equal(await page.getByRole('button', {name: 'Открыть пример'}).count(), 0);
  assert.equal((await t.stats(page)).storage, 'opfs');
}

export async function a_clinic_of_ones_own_asks_for_its_passphrase(t) {
  const context = await t.context();
  const page = await createClinic(t, context);
  await page.getByRole('heading', {name: 'Добро пожаловать в Retour'}).waitFor({state: 'detached'});
  await page.reload();
  await t.ready(page);
  const field = page.getByLabel('Пароль', {exact: true});
  await field.fill('не тот пароль');
  await page.getByRole('button', {name: 'Открыть', exact: true}).click();
  // What a screen reader says of the field.
  await page.locator('input[aria-description*="Пароль не подходит"]')
      .waitFor({state: 'attached'});
  await field.fill(passphrase);
  await page.getByRole('button', {name: 'Открыть', exact: true}).click();
  await page.getByRole('heading', {name: 'Retour закрыт'}).waitFor({state: 'detached'});
}

export async function a_tab_that_dies_while_it_writes_opens_again(t) {
  t.allowErrors(/crash/i);
  const context = await t.context();
  const page = await t.open(plain, context);
  await page.getByRole('button', {name: 'Открыть пример'}).click();
  await t.eventually(async () => assert.ok((await t.stats(page)).commits > 3), 90_000);
  const session = await context.newCDPSession(page);
  session.send('Page.crash').catch(() => {});  // Never answered: the renderer is gone.
  await page.waitForEvent('crash');
  await page.close();
  const again = await t.open(plain, context);
  // Never an empty database in the place of the clinic that was there.
  assert.equal(await again.getByRole('button', {name: 'Открыть пример'}).count(), 0);
  assert.equal((await t.stats(again)).storage, 'opfs');
}

export async function the_second_tab_sees_what_the_first_one_wrote(t) {
  const context = await t.context();
  await openDemo(t, context);
  const second = await context.newPage();
  await second.goto(`${t.site.address}/?${plain}`);
  await second.getByRole('button', {name: 'Продолжить здесь'}).click();
  await t.ready(second);
  await second.getByText(/Демонстрация/).first().waitFor({state: 'attached'});
}
