// Reads of picked files, for browser_files.cpp. Workers may read synchronously: a job asks for the
// next piece when it needs it, and no file is ever held as a whole.
addToLibrary({
  // Returns the count of bytes read, 0 at the end, -1 when the browser refuses (a file that was
  // changed or removed after it was picked).
  retour_file_read: (handle, offset, into, size) => {
    const file = Module['retourFiles'].get(handle);
    if (!file) return -1;
    try {
      const part = file.slice(offset, offset + size);
      const bytes = new Uint8Array(new FileReaderSync().readAsArrayBuffer(part));
      HEAPU8.set(bytes, into);
      return bytes.length;
    } catch {
      return -1;
    }
  },
  retour_file_release: (handle) => {
    Module['retourFiles'].delete(handle);
  },
});
