// The words of a language are fetched by those who read it.

import assert from 'node:assert/strict';

/// Opens the first page in Russian and notes which words are asked for.
async function russian(t, context) {
  const page = await context.newPage();
  const asked = [];
  context.on('request', (request) => {
    const words = /texts\/(\w+)\.words$/.exec(request.url());
    if (words) asked.push(words[1]);
  });
  await page.goto(`${t.site.address}/?nodraw`);
  await t.ready(page);
  await t.sees(page, 'heading', 'Добро пожаловать в Retour');
  return {page, asked};
}

const choose = (page, language) => page.getByRole('radio', {name: language}).click();

export async function only_the_language_that_is_read_is_fetched_and_another_when_it_is_chosen(t) {
  const {page, asked} = await russian(t, await t.context());
  assert.deepEqual(asked, ['ru']);
  await choose(page, 'Svenska');
  await t.sees(page, 'heading', 'Välkommen till Retour');
  assert.deepEqual(asked, ['ru', 'sv']);
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'sv');
  await choose(page, 'Русский');
  await t.sees(page, 'heading', 'Добро пожаловать в Retour');
  assert.deepEqual(asked, ['ru', 'sv'], 'what is here is not fetched again');
}

export async function a_language_that_cannot_be_had_is_said_and_the_old_one_stays(t) {
  const {page} = await russian(t, await t.context());
  t.allowErrors(/texts\/sv\.words|503/);
  t.site.refuse.add('/texts/sv.words');
  try {
    await choose(page, 'Svenska');
    await t.seesText(page, /Слова языка Svenska не загрузились/);
    await t.sees(page, 'heading', 'Добро пожаловать в Retour');
    assert.equal(await page.evaluate(() => localStorage.getItem('retour.language')), null);
  } finally {
    t.site.refuse.delete('/texts/sv.words');
  }
  await choose(page, 'Svenska');
  await t.sees(page, 'heading', 'Välkommen till Retour');
}

export async function a_language_that_was_read_here_is_there_without_a_network(t) {
  const context = await t.context({...t.screens.desk, serviceWorkers: 'allow'});
  const {page} = await russian(t, context);
  await choose(page, 'Svenska');
  await t.sees(page, 'heading', 'Välkommen till Retour');
  await page.evaluate(async () => {
    const {active} = await navigator.serviceWorker.ready;
    if (active.state !== 'activated') {
      await new Promise((done) => active.addEventListener('statechange', done, {once: true}));
    }
  });
  const kept = () => page.evaluate(async () => {
    const all = [];
    for (const name of await caches.keys()) {
      for (const {url} of await (await caches.open(name)).keys()) {
        if (url.endsWith('.words')) all.push(url.slice(-8, -6));
      }
    }
    return all.sort();
  });
  await t.eventually(async () => assert.deepEqual(await kept(), ['ru', 'sv']));
  t.allowErrors(/Failed to load resource|ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  await context.setOffline(true);
  await page.reload();
  await t.ready(page);
  await t.sees(page, 'heading', 'Välkommen till Retour');
  await choose(page, 'English');
  await t.seesText(page, /Orden på English kunde inte laddas/);
  await choose(page, 'Русский');
  await t.sees(page, 'heading', 'Добро пожаловать в Retour');
}
