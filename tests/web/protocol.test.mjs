// The JavaScript of the page and the C++ of the worker speak in numbers: these tests read both
// sources and compare them.

import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import * as protocol from '../../web/shell/protocol.js';
import {EventKind, EventWriter, NodeOffset, Out, OutDouble, nodeSize, outSize, readEffects}
  from '../../web/shell/protocol.js';

const source = (path) => readFile(new URL(`../../web/${path}`, import.meta.url), 'utf8');
const plain = (text) => text.replaceAll(/\/\/[^\n]*/g, '');

/// Names and values of a C++ enumeration.
function enumeration(text, name) {
  const body = new RegExp(`enum class ${name} : [\\w:]+ \\{([^}]*)\\}`).exec(plain(text))?.[1];
  assert.ok(body, `no enumeration ${name}`);
  let next = 0;
  return Object.fromEntries(body.split(',').map((entry) => entry.trim()).filter(Boolean)
    .map((entry) => {
      const [member, value] = entry.split('=').map((part) => part.trim());
      if (value !== undefined) next = Number(value);
      return [member, next++];
    }));
}

/// Members of a struct of constants, e.g. DeviceFlag.
function constants(text, name) {
  const body = new RegExp(`struct ${name} \\{([^}]*)\\}`).exec(plain(text))?.[1];
  assert.ok(body, `no constants ${name}`);
  const found = [...body.matchAll(/(\w+) = (\d+)(?:U?\s*<<\s*(\d+))?/g)];
  return Object.fromEntries(found.map(([, member, value, shift]) =>
    [member, Number(value) << Number(shift ?? 0)]));
}

/// Offsets of the members of a plain struct of 32- and 64-bit numbers and the given types.
function layout(text, name, sizes) {
  const body = new RegExp(`struct ${name} \\{([\\s\\S]*?)\\n\\};`).exec(plain(text))?.[1];
  assert.ok(body, `no struct ${name}`);
  let at = 0;
  const offsets = {};
  for (const [, type, member] of body.matchAll(/^\s+([\w:]+) (\w+)(?: = [^;]*)?;/gm)) {
    const size = sizes[type];
    assert.ok(size, `size of ${type}?`);
    const align = size === 8 && type !== 'double' ? 4 : Math.min(size, 8) === 16 ? 4 : size;
    at = Math.ceil(at / Math.min(align, 8)) * Math.min(align, 8);
    offsets[member] = at;
    at += size;
  }
  return {offsets, size: at};
}

test('events, flags and effects have the same numbers on both sides', async () => {
  const header = await source('platform/protocol.hpp');
  assert.deepEqual({...EventKind}, enumeration(header, 'EventKind'));
  assert.deepEqual({...protocol.DeviceFlag}, constants(header, 'DeviceFlag'));
  assert.deepEqual({...protocol.OutFlag}, constants(header, 'OutFlag'));
  const effects = await source('ui/effects.hpp');
  assert.deepEqual({...protocol.EffectKind}, enumeration(effects, 'EffectKind'));
  const beyond = (name) => Number(new RegExp(`${name} = (\\d+);`).exec(header)?.[1]);
  assert.equal(protocol.closedEffect, beyond('closed_effect'));
  assert.equal(protocol.fetchWordsEffect, beyond('fetch_words_effect'));
  assert.deepEqual({...protocol.Storage}, enumeration(effects, 'Storage'));
});

test('roles, states and actions have the same numbers on both sides', async () => {
  const header = await source('ui/semantics.hpp');
  const names = (list) => Object.fromEntries(list.map((name, index) => [name, index]));
  assert.deepEqual({...protocol.ActionKind}, enumeration(header, 'ActionKind'));
  assert.deepEqual(names(protocol.Role), enumeration(header, 'Role'));
  assert.deepEqual(names(protocol.InputKind), enumeration(header, 'InputKind'));
  assert.deepEqual(names(protocol.Autocomplete), enumeration(header, 'Autocomplete'));
  assert.deepEqual({...protocol.State}, constants(header, 'State'));
  assert.deepEqual({...protocol.Modifier}, constants(header, 'Modifiers'));
});

test('the structs lie in memory as the page reads them', async () => {
  const sizes = {'std::uint32_t': 4, 'std::int32_t': 4, float: 4, double: 8, 'std::uint8_t': 1,
    Role: 1, InputKind: 1, Autocomplete: 1, TextRef: 8, Rect: 16};
  const node = layout(await source('ui/semantics.hpp'), 'SemanticNode', sizes);
  const {rect, ...rest} = node.offsets;
  assert.deepEqual({...NodeOffset},
    {...rest, x: rect, y: rect + 4, w: rect + 8, h: rect + 12});
  assert.equal(nodeSize, node.size);
  const out = layout(await source('platform/protocol.hpp'), 'OutBlock', sizes);
  for (const [member, index] of Object.entries(Out)) assert.equal(out.offsets[member], index * 4);
  for (const [member, index] of Object.entries(OutDouble)) {
    assert.equal(out.offsets[member], index * 8);
  }
  assert.equal(outSize, out.size);
});

test('a record has kind, size and padded text', () => {
  const writer = new EventWriter();
  writer.begin(EventKind.action).u32(7).text('Ёж').end();
  writer.begin(EventKind.close).u32(9).end();
  const view = new DataView(writer.take().buffer);
  assert.equal(view.getUint32(0, true), EventKind.action);
  assert.equal(view.getUint32(4, true), 12);
  assert.equal(view.getUint32(12, true), 4);
  assert.equal(view.getUint32(20, true), EventKind.close);
  assert.ok(writer.empty);
});

test('the writer grows, and its buffers are not shared', () => {
  const writer = new EventWriter();
  writer.begin(EventKind.action).text('x'.repeat(100_000)).end();
  const first = writer.take();
  writer.begin(EventKind.close).u32(1).end();
  const second = writer.take();
  assert.equal(first.length, 8 + 4 + 100_000);
  assert.equal(second.length, 12);
  assert.equal(first[12], 'x'.charCodeAt(0));
});

test('effects are read back in order', () => {
  // As platform::write_effect writes them; its own test is tests/web/platform_test.cpp.
  const writer = new EventWriter();
  writer.begin(1).u32(5).u32(-3).text('отчёт.csv').text('text/csv').text('a;b').end();
  writer.begin(255).u32(6).u32(0).text('').text('').text('').end();
  const effects = readEffects(writer.take());
  assert.equal(effects.length, 2);
  assert.deepEqual([effects[0].kind, effects[0].token, effects[0].number, effects[0].name,
    effects[0].text, Buffer.from(effects[0].bytes).toString()],
  [1, 5, -3, 'отчёт.csv', 'text/csv', 'a;b']);
  assert.equal(effects[1].kind, protocol.closedEffect);
});
