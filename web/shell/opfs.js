// The files of one clinic in the browser's private file system (OPFS).
//
// A browser opens files asynchronously but reads and writes them synchronously, and only in a
// dedicated worker. So the worker opens all six handles here, before the engine starts, and gives
// the store to the program; from then on every call is synchronous:
//
//   const store = await openStore('clinic');      // or memoryStore()
//   const made = await createRetour({retourStore: store, ...});
//   ...
//   closeStore();                                 // before the page goes: another tab may wait
//
// The program reaches the store by web/platform/opfs.library.js and opfs_files.cpp. The numbers of
// the files are those of StoreFile in engine/store/files.hpp.
//
// The handles are the lock: while one tab has them no other can, so two tabs never write one
// database. A browser may hold them for some seconds after a tab died; openStore waits so long.

/** Names of the files; the index is StoreFile. */
const fileNames = ['database', 'wal', 'journal', 'key_slots_a', 'key_slots_b', 'staging'];

/** @enum {number} The files by name, for readAll and writeAll. */
export const StoreFile = Object.freeze(
  {database: 0, wal: 1, journal: 2, keySlotsA: 3, keySlotsB: 4, staging: 5});

/** What a call of the store answers when it did not succeed. */
export const StoreError = Object.freeze({io: -1, outOfSpace: -2});

const retryEveryMillis = 50;
const transferBytesMax = 1 << 22;

/** Somebody else (another tab, a dying one) holds the files. */
export class StoreBusyError extends Error {
  constructor() {
    super('the files are open in another tab');
    this.name = 'StoreBusyError';
    this.busy = true;
  }
}

/**
 * A failed write, sorted: no space, or something else.
 *
 * Chromium does not throw when the disk is full: write() gives an error code of its file layer as
 * an unsigned number (4294967288 is -8, no space). Others throw QuotaExceededError.
 */
export function errorOfWrite(countOrError) {
  if (typeof countOrError === 'number') {
    return (countOrError | 0) === -8 ? StoreError.outOfSpace : StoreError.io;
  }
  const full = countOrError?.name === 'QuotaExceededError' || countOrError?.code === 22;
  return full ? StoreError.outOfSpace : StoreError.io;
}

/**
 * The six open files. Every method is synchronous and answers a count or size (0 or more) or a
 * StoreError; `message` then says more. Nothing throws.
 */
class HandleStore {
  /** @param {FileSystemSyncAccessHandle[]} handles in the order of StoreFile */
  constructor(handles) {
    this.handles = handles;
    this.message = '';
  }

  #failed(error, code) {
    this.message = error instanceof Error || error?.name ? `${error.name}: ${error.message}` :
      String(error);
    return code;
  }

  /** Fills `into` from `at`; fewer bytes only at the end of the file. */
  read(file, at, into) {
    try {
      let done = 0;
      while (done < into.length) {
        const count = this.handles[file].read(into.subarray(done), {at: at + done});
        if (count === 0) break;
        if (!(count > 0 && count <= into.length - done)) {
          return this.#failed(`read() gave ${count}`, StoreError.io);
        }
        done += count;
      }
      return done;
    } catch (error) {
      return this.#failed(error, StoreError.io);
    }
  }

  /** Writes all of `bytes` at `at`, or fails. */
  write(file, at, bytes) {
    try {
      let done = 0;
      while (done < bytes.length) {
        const rest = bytes.length - done;
        const count = this.handles[file].write(done === 0 ? bytes : bytes.subarray(done),
          {at: at + done});
        if (count === 0) {
          return this.#failed('write() makes no progress', StoreError.outOfSpace);
        }
        if (!(count > 0 && count <= rest)) {
          return this.#failed(`write() gave ${count}`, errorOfWrite(count));
        }
        done += count;  // A short count goes round again and meets its reason.
      }
      return done;
    } catch (error) {
      return this.#failed(error, errorOfWrite(error));
    }
  }

  truncate(file, size) {
    try {
      this.handles[file].truncate(size);
      return 0;
    } catch (error) {
      return this.#failed(error, errorOfWrite(error));
    }
  }

  /** Returns when what was written would survive a power cut, as far as the browser can tell. */
  flush(file) {
    try {
      this.handles[file].flush();
      return 0;
    } catch (error) {
      return this.#failed(error, errorOfWrite(error));
    }
  }

  size(file) {
    try {
      return this.handles[file].getSize();
    } catch (error) {
      return this.#failed(error, StoreError.io);
    }
  }

  close() {
    for (const handle of this.handles) {
      try {
        handle.close();
      } catch {
        // Already closed: nothing can be done about it and nothing is lost (flush came before).
      }
    }
  }
}

/** One file in memory with the methods of a FileSystemSyncAccessHandle. */
class MemoryHandle {
  #bytes = new Uint8Array(0);
  #size = 0;

  #reserve(size) {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2, 65536));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }

  read(into, {at}) {
    const part = this.#bytes.subarray(Math.min(at, this.#size),
      Math.min(at + into.length, this.#size));
    into.set(part);
    return part.length;
  }

  write(bytes, {at}) {
    this.#reserve(at + bytes.length);
    this.#bytes.set(bytes, at);
    this.#size = Math.max(this.#size, at + bytes.length);
    return bytes.length;
  }

  truncate(size) {
    this.#reserve(size);
    this.#bytes.fill(0, size);
    this.#size = size;
  }

  flush() {}
  close() {}
  getSize() { return this.#size; }
}

let current = null;

/** Whether this worker can have files at all; private windows may still refuse in openStore. */
export function isSupported() {
  return typeof globalThis.navigator?.storage?.getDirectory === 'function' &&
    typeof globalThis.FileSystemFileHandle?.prototype?.createSyncAccessHandle === 'function';
}

async function openHandles(folder) {
  const handles = [];
  try {
    for (const name of fileNames) {
      const file = await folder.getFileHandle(name, {create: true});
      handles.push(await file.createSyncAccessHandle());
    }
    return handles;
  } catch (error) {
    for (const handle of handles) handle.close();
    throw error;
  }
}

/**
 * Opens the files of the store `name`, making them when they are missing.
 *
 * @param {string} name of the store, e.g. 'clinic'
 * @param {{deadlineMillis?: number, onWaiting?: function(): void}} options `deadlineMillis`: how
 *   long to wait for files that are held elsewhere; `onWaiting`: called once when waiting begins
 * @return {Promise<HandleStore>}
 * @throws {StoreBusyError} when they are still held after the deadline; anything else as the
 *   browser says it (then there is no storage here)
 */
export async function openStore(name, {deadlineMillis = 5000, onWaiting} = {}) {
  if (current) throw new Error('a store is open already');
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(`retour-${name}`, {create: true});
  const deadline = performance.now() + deadlineMillis;
  for (let attempt = 0;; ++attempt) {
    try {
      current = new HandleStore(await openHandles(folder));
      return current;
    } catch (error) {
      if (error?.name !== 'NoModificationAllowedError') throw error;
      if (performance.now() > deadline) throw new StoreBusyError();
      if (attempt === 0) onWaiting?.();
      await new Promise((resume) => setTimeout(resume, retryEveryMillis));
    }
  }
}

/** A store that lives as long as the worker, with the same methods. */
export function memoryStore() {
  if (current) throw new Error('a store is open already');
  current = new HandleStore(fileNames.map(() => new MemoryHandle()));
  return current;
}

/** Lets go of the files; afterwards another tab can open them. Harmless when nothing is open. */
export function closeStore() {
  current?.close();
  current = null;
}

/** Removes the store `name` for good. It must not be open anywhere. */
export async function removeStore(name) {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(`retour-${name}`, {recursive: true});
}

/**
 * @return {Promise<{usage: number, quota: number, persisted: boolean}>} bytes used and allowed,
 *   and whether the browser has promised not to evict them
 */
export async function estimate() {
  const {usage = 0, quota = 0} = await navigator.storage.estimate();
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return {usage, quota, persisted};
}

/**
 * All bytes of one file, as they lie on the disk (encrypted).
 *
 * @param {HandleStore} store
 * @param {number} file of StoreFile
 * @return {Uint8Array}
 */
export function readAll(store, file) {
  const size = store.size(file);
  if (size < 0) throw new Error(store.message);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += transferBytesMax) {
    const part = bytes.subarray(at, Math.min(at + transferBytesMax, size));
    if (store.read(file, at, part) !== part.length) throw new Error(store.message);
  }
  return bytes;
}

/**
 * Replaces one file and returns when it is flushed.
 *
 * @param {HandleStore} store
 * @param {number} file of StoreFile
 * @param {Uint8Array} bytes
 */
export function writeAll(store, file, bytes) {
  let answer = store.truncate(file, 0);
  for (let at = 0; answer >= 0 && at < bytes.length; at += transferBytesMax) {
    answer = store.write(file, at, bytes.subarray(at, at + transferBytesMax));
  }
  if (answer >= 0) answer = store.flush(file);
  if (answer < 0) throw new Error(store.message);
}
