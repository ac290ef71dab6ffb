// Stories of imports in the browser, by role and name: a file with every kind of defect, taken back
// and repeated; the same export every week; a price list typed in bulk; the real file where a
// machine has it.

import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import path from 'node:path';
import {gunzipSync} from 'node:zlib';

/// A clinic of one's own on the import screen, in a zone with summer time.
async function own(t, screen = t.screens.desk) {
  const context = await t.context({...screen, timezoneId: 'Europe/Berlin'});
  const page = await t.open('nodraw&lang=en', context);
  await page.getByRole('textbox', {name: 'Name of the clinic'}).fill('Heart');
  await page.getByRole('textbox', {name: 'Your family name'}).fill('Orlova');
  await page.getByRole('textbox', {name: 'Passphrase', exact: true}).fill('a long passphrase');
  await page.getByRole('textbox', {name: 'Passphrase again'}).fill('a long passphrase');
  await page.getByRole('button', {name: 'Create the clinic'}).click();
  await page.getByRole('link', {name: 'Import'}).click();
  return page;
}

/// Presses a button by keyboard, wherever on the page it stands.
async function press(page, name) {
  await page.getByRole('button', {name, exact: true}).focus();
  await page.keyboard.press('Enter');
}

async function choose(page, name, bytes) {
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', {name: 'Choose a file'}).click();
  await (await choosing).setFiles({name, mimeType: 'text/csv', buffer: bytes});
  await page.getByRole('button', {name: 'Check', exact: true}).waitFor({state: 'attached'});
}

async function check(t, page, millis = 30_000) {
  await press(page, 'Check');
  await page.getByRole('button', {name: 'Import', exact: true})
      .waitFor({state: 'attached', timeout: millis});
}

async function land(t, page, millis = 30_000) {
  await press(page, 'Import');
  await page.getByText('The import is done').first().waitFor({state: 'attached', timeout: millis});
}

async function again(page) {
  await press(page, 'Import another file');
}

/// What a table of changes says of one kind: "Patients, new, changed, unchanged, led by Retour".
const acts = (page, name) => page.getByRole('row', {name});

async function downloaded(page) {
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', {name: 'Download the rejected rows'}).click();
  const parts = [];
  for await (const part of await (await downloading).createReadStream()) parts.push(part);
  return Buffer.concat(parts);
}

async function takeBack(t, page) {
  await press(page, 'Undo the whole import');
  await page.getByRole('alertdialog').getByRole('button', {name: 'Take it back'}).click();
  await t.eventually(async () => {
    assert.equal(await page.getByRole('progressbar').count(), 0);
    assert.ok(await page.getByRole('row', {name: /Taken back/}).count() > 0);
  });
}

/// Bytes of windows-1251.
function windows1251(text) {
  return Buffer.from([...text].map((letter) => {
    const code = letter.codePointAt(0);
    if (code >= 0x410 && code <= 0x44F) return 0xC0 + code - 0x410;
    if (letter === 'ё') return 0xB8;
    assert.ok(code < 0x80, `no byte for ${letter}`);
    return code;
  }));
}

const defective = windows1251([
  'ID записи;Код пациента;ФИО;Телефон;Дата;Время;Врач',
  '1;p1;Иванов Пётр;89161234567;01.06.2026;09:30;Орлова А.',
  '2;p2;Петрова Анна;89161234568;30.02.2026;10:00;Орлова А.',
  '3;p3;"Ким Ян"x;;01.06.2026;10:30;Орлова А.',
  '4;p4;Лапшин\0 Лев;;01.06.2026;11:00;Орлова А.',
  '5;p5;Мухина Ева;;29.03.2026;02:30;Орлова А.',
  '6;p6;Носов Ян;12;01.06.2026;12:00;Орлова А.',
  '7;p7;Ежова Яна;;01.06.2026;12:30;Орлова А.;лишнее',
  '8;p8;"Рогов Глеб;;01.06.2026;13:00;Орлова А.',
  '9;p9;Яшина Ася;;01.06.2026;13:30;Орлова А.',
  '',
].join('\r\n'));

export async function a_file_with_defects_is_checked_landed_taken_back_and_repeated(t) {
  const page = await own(t);
  await choose(page, 'записи.csv', defective);
  await t.seesText(page, 'windows-1251 (auto)');
  await check(t, page);
  await t.seesText(page, 'Rows in the file: 9');
  await t.seesText(page, 'Rows fit to land: 2');
  await t.seesText(page, 'Rows rejected: 7');
  for (const fault of ['Row 3, column “Дата”. There is no such date: “30.02.2026”.',
    'Row 4, column “ФИО”. Text stands behind a closing quote',
    'The row holds a zero byte',
    'Row 6, column “Время”. The clock skipped this time when summer time began: “02:30”.',
    'A quote opens and does not close']) {
    await page.getByRole('listitem').filter({hasText: fault}).first()
        .waitFor({state: 'attached'});
  }
  await land(t, page);
  const rejects = await downloaded(page);
  assert.ok(rejects.includes(windows1251('2;p2;Петрова Анна;89161234568;30.02.2026')),
    'rejected rows are the bytes of the file');
  assert.equal(rejects.toString('latin1').trimEnd().split('\r\n').length, 8,
    'a header and seven rows');

  await page.getByRole('button', {name: 'Show the patients'}).click();
  await page.getByRole('row', {name: /Иванов Пётр/}).waitFor({state: 'attached'});
  await page.getByRole('link', {name: 'Import'}).click();
  await takeBack(t, page);
  await page.getByRole('link', {name: 'Patients'}).click();
  await t.eventually(async () =>
    assert.equal(await page.getByRole('row', {name: /Иванов Пётр/}).count(), 0));
  await page.getByRole('link', {name: 'Import'}).click();
  await choose(page, 'записи.csv', defective);
  await check(t, page);
  await land(t, page);
  await acts(page, 'Patients, 2, 0, 0, 0').waitFor({state: 'attached'});
  await page.getByRole('button', {name: 'Show on the day board'}).click();
  await t.sees(page, 'heading', 'Day');
}

const week = (rows) => Buffer.from(
  `ID записи;Код пациента;ФИО;Телефон;Дата;Время\n${rows.join('\n')}\n`);

export async function the_same_export_every_week_brings_what_changed_and_keeps_our_facts(t) {
  const page = await own(t);
  const monday = week(['1;p1;Иванов Пётр;89161234567;01.06.2026;09:30',
    '2;p2;Петрова Анна;89161234568;02.06.2026;10:00',
    '3;p3;Сидоров Олег;89161234569;02.06.2026;11:00']);
  const importWeek = async (bytes) => {
    await choose(page, 'week.csv', bytes);
    await check(t, page);
    await land(t, page);
  };
  await importWeek(monday);
  await acts(page, 'Bookings, 3, 0, 0, 0').waitFor({state: 'attached'});
  await again(page);
  await importWeek(monday);
  await acts(page, 'Bookings, 0, 0, 3, 0').waitFor({state: 'attached'});
  await again(page);
  await importWeek(week(['1;p1;Иванов Пётр;89161234567;01.06.2026;09:45',
    '2;p2;Петрова Анна;89161234568;02.06.2026;10:00',
    '4;p4;Ким Ян;89161234560;02.06.2026;12:00']));
  await acts(page, 'Bookings, 1, 1, 1, 0').waitFor({state: 'attached'});
  await t.seesText(page, 'Gone from the file: 1.');
  await again(page);

  // Where Retour leads, the other program changes nothing.
  await choose(page, 'week.csv', monday);
  await check(t, page);
  await page.getByRole('radiogroup', {name: 'Bookings'})
      .getByRole('radio', {name: 'Retour'}).dispatchEvent('click');
  await press(page, 'Check again');
  await acts(page, 'Bookings, 0, 0, 1, 2').waitFor({state: 'attached'});
}

export async function a_price_list_is_typed_in_bulk_and_its_profile_remembered(t) {
  const page = await own(t);
  const rows = ['Прайс 2026', 'Шифр;Что делаем;Стоим'];
  for (let i = 0; i < 200; i += 1) rows.push(`A${i};Отбеливание зоны ${i};100,00`);
  rows.push('B1;УЗИ сердца;3 000,00');
  const list = Buffer.from(`${rows.join('\n')}\n`);
  const combo = (name) => page.getByRole('combobox', {name, exact: true});
  const pick = async (name, option) => {
    await combo(name).click();
    await page.getByRole('option', {name: option, exact: true}).click();
  };
  await choose(page, 'price.csv', list);
  await pick('Rows above the header', '1');
  await pick('What the file holds', 'Price list');
  await pick('Column “Шифр”', 'Service code');
  await pick('Column “Что делаем”', 'Service');
  await pick('Column “Стоим”', 'Price');
  await page.getByRole('textbox', {name: 'Name of the profile'}).fill('Our prices');
  await press(page, 'Save the profile');
  await check(t, page);
  await press(page, 'Show them');
  await pick('Type', 'Main');
  await pick('Length', '45 minutes');
  const apply = page.getByRole('button', {name: 'Apply to all shown: 200'});
  await t.eventually(async () => {
    if (await apply.count() > 0) await apply.dispatchEvent('click');  // Twice is once.
    assert.equal(await page.getByRole('button', {name: 'Show them'}).count(), 0);
  });
  await land(t, page);
  await acts(page, 'Services, 201, 0, 0, 0').waitFor({state: 'attached'});
  await again(page);
  await choose(page, 'price.csv', list);
  await t.seesText(page, 'Our prices');
  await check(t, page);
  await acts(page, 'Services, 0, 0, 201, 0').waitFor({state: 'attached'});
}

export async function the_real_file_lands_exactly(t) {
  const folder = process.env.RETOUR_TEST_DATA;
  const file = folder && path.join(folder, 'appointments', 'KaggleV2-May-2016.csv.gz');
  if (!file || !existsSync(file)) return;  // it may not be shipped; seeded files always run
  const page = await own(t);
  await choose(page, 'appointments.csv', gunzipSync(await readFile(file)));
  await page.locator('[aria-description^="The file is known"]').waitFor({state: 'attached'});
  await check(t, page, 60_000);
  await land(t, page, 90_000);
  const number = (value) => value.toLocaleString('en').replaceAll(',', '[,\u00A0\u202F ]?');
  for (const [label, value] of [['Rows in the file', 110527], ['Rows taken', 110521],
    ['Rows rejected', 6], ['Patients', 62298], ['No-shows', 22314]]) {
    await page.getByText(new RegExp(`${label}: ${number(value)}`)).first()
        .waitFor({state: 'attached'});
  }
}
