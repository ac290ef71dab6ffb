// Calls of opfs_files.cpp into the store that web/shell/opfs.js opened (Module.retourStore).
// Offsets and sizes come as doubles: exact up to 2^53, and no BigInt is made for each call.
addToLibrary({
  retour_store_is_open: () => (Module['retourStore'] ? 1 : 0),
  retour_store_read: (file, at, into, size) =>
    Module['retourStore'].read(file, at, HEAPU8.subarray(into, into + size)),
  retour_store_write: (file, at, from, size) =>
    Module['retourStore'].write(file, at, HEAPU8.subarray(from, from + size)),
  retour_store_truncate: (file, size) => Module['retourStore'].truncate(file, size),
  retour_store_flush: (file) => Module['retourStore'].flush(file),
  retour_store_size: (file) => Module['retourStore'].size(file),
  // The words for the last error, as UTF-8 cut to `room` bytes; returns their count.
  retour_store_message: (into, room) => {
    const bytes = new TextEncoder().encode(Module['retourStore'].message).subarray(0, room);
    HEAPU8.set(bytes, into);
    return bytes.length;
  },
});
