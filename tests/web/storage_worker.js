// Runs storage_page.cpp in a dedicated worker over the files that opfs.js opens, and answers the
// page: {id, call, args} -> {id, value} or {id, error}.

import createStoragePage from './storage_page.js';
import {closeStore, isSupported, memoryStore, openStore, readAll, StoreFile, writeAll} from
  './opfs.js';

let made = null;
let store = null;

const calls = {
  supported: () => isSupported(),
  async open(name, options) {
    store = name === '' ? memoryStore() : await openStore(name, options);
    made = await createStoragePage({retourStore: store});
    return true;
  },
  close() {
    closeStore();
    return true;
  },
  check(index) {
    const name = made.UTF8ToString(made._storage_check_name(index));
    return {name, trouble: made.UTF8ToString(made._storage_check_run(index))};
  },
  copies() {
    const bytes = crypto.getRandomValues(new Uint8Array(50_000));
    writeAll(store, StoreFile.staging, bytes);
    const back = readAll(store, StoreFile.staging);
    writeAll(store, StoreFile.staging, new Uint8Array(0));
    return back.length === bytes.length && back.every((byte, at) => byte === bytes[at]);
  },
  count: () => made._storage_check_count(),
  notesOpen: () => made.UTF8ToString(made._storage_notes_open()),
  notesAdd: (first, count) => made.UTF8ToString(made._storage_notes_add(first, count)),
  notesCount: () => made._storage_notes_count(),
  notesClose: () => made._storage_notes_close(),
  timeUnlock: () => made._storage_time_unlock(),
  timeRows: (rows, batch) => made.UTF8ToString(made._storage_time_rows(rows, batch)),
  // Commits without end and says after each commit how many rows are safe.
  writeForever(first) {
    for (let next = first;; next += 7) {
      const trouble = made.UTF8ToString(made._storage_notes_add(next, 7));
      if (trouble) return trouble;
      postMessage({safe: next + 6});
    }
  },
};

onmessage = async ({data: {id, call, args}}) => {
  try {
    postMessage({id, value: await calls[call](...args)});
  } catch (error) {
    postMessage({id, error: error?.name ?? String(error), message: String(error?.message)});
  }
};
