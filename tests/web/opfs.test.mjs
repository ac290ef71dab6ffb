// The store of web/shell/opfs.js over handles that misbehave as browsers do.

import assert from 'node:assert/strict';
import test from 'node:test';
import {closeStore, errorOfWrite, isSupported, memoryStore, readAll, StoreError, StoreFile,
  writeAll} from '../../web/shell/opfs.js';

/// A store whose database file is `handle`.
function storeWith(handle, check) {
  const store = memoryStore();
  try {
    store.handles[StoreFile.database] = handle;
    check(store);
  } finally {
    closeStore();
  }
}

const ten = new Uint8Array(10).fill(7);

test('a full disk in Chromium is an error code of a count', () => {
  storeWith({write: () => 4294967288}, (store) => {
    assert.equal(store.write(StoreFile.database, 0, ten), StoreError.outOfSpace);
    assert.match(store.message, /4294967288/);
  });
  storeWith({write: () => 4294967295}, (store) => {
    assert.equal(store.write(StoreFile.database, 0, ten), StoreError.io);
  });
});

test('a full disk elsewhere is an exception', () => {
  const full = () => { throw new DOMException('full', 'QuotaExceededError'); };
  storeWith({write: full, truncate: full, flush: full}, (store) => {
    assert.equal(store.write(StoreFile.database, 0, ten), StoreError.outOfSpace);
    assert.equal(store.truncate(StoreFile.database, 99), StoreError.outOfSpace);
    assert.equal(store.flush(StoreFile.database), StoreError.outOfSpace);
    assert.match(store.message, /QuotaExceededError/);
  });
});

test('a short count is continued, no progress is a full disk', () => {
  const written = [];
  storeWith({write: (bytes, {at}) => { written.push([at, Math.min(4, bytes.length)]);
    return Math.min(4, bytes.length); }}, (store) => {
    assert.equal(store.write(StoreFile.database, 100, ten), 10);
  });
  assert.deepEqual(written, [[100, 4], [104, 4], [108, 2]]);
  let calls = 0;
  storeWith({write: () => (calls++ === 0 ? 4 : 0)}, (store) => {
    assert.equal(store.write(StoreFile.database, 0, ten), StoreError.outOfSpace);
  });
});

test('other trouble is input and output', () => {
  const broken = () => { throw new DOMException('gone', 'InvalidStateError'); };
  storeWith({read: broken, write: broken, truncate: broken, flush: broken, getSize: broken,
    close: broken}, (store) => {
    assert.equal(store.read(StoreFile.database, 0, ten), StoreError.io);
    assert.equal(store.write(StoreFile.database, 0, ten), StoreError.io);
    assert.equal(store.truncate(StoreFile.database, 0), StoreError.io);
    assert.equal(store.flush(StoreFile.database), StoreError.io);
    assert.equal(store.size(StoreFile.database), StoreError.io);
  });
  storeWith({read: () => 11}, (store) => {
    assert.equal(store.read(StoreFile.database, 0, ten), StoreError.io);
  });
  assert.equal(errorOfWrite(undefined), StoreError.io);
});

test('one store at a time; files are copied whole', () => {
  assert.equal(isSupported(), false);  // there is no OPFS outside a browser
  const store = memoryStore();
  assert.throws(() => memoryStore(), /open already/);
  const bytes = new Uint8Array(9_000_000).map((_, at) => at * 31);
  writeAll(store, StoreFile.staging, bytes);
  assert.deepEqual(readAll(store, StoreFile.staging), bytes);
  writeAll(store, StoreFile.staging, ten);
  assert.deepEqual(readAll(store, StoreFile.staging), ten);
  closeStore();
  closeStore();
});
