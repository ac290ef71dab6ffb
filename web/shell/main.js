// The page: checks the browser, decides which tab has the database, starts the worker that is the
// application, forwards input to it and does for it what only a page can do.
//
// Sections: floor | the application in this tab | effects | several tabs | start

import {DeviceFlag, EffectKind, EventKind, EventWriter, Storage} from './protocol.js';
import {listenToPointers} from './input.js';
import {Mirror} from './mirror.js';
import {showNotice} from './notice.js';
import {TabLock} from './tabs.js';
import {takeUpdate, watchForUpdates} from './updates.js';
import {hintInstall} from './install.js';
import {language, languages, words} from './words.js';

const query = new URLSearchParams(location.search);
const policy = window.trustedTypes?.createPolicy('retour', {
  createScriptURL: (url) => (new URL(url, location.href).origin === location.origin ? url : ''),
  createHTML: (html) => html,  // Printable documents only: parsed apart and stripped, see print().
}) ?? {createScriptURL: (url) => url, createHTML: (html) => html};

// ---- floor -------------------------------------------------------------------------------------

/// Chromium 120, Safari 17.4, Firefox 125, told by what they were the first to have.
function browserIsNewEnough() {
  return typeof Promise.withResolvers === 'function' && 'popover' in HTMLElement.prototype &&
    typeof OffscreenCanvas === 'function' &&
    typeof HTMLCanvasElement.prototype.transferControlToOffscreen === 'function';
}

// ---- the application in this tab ---------------------------------------------------------------

/// What tests and benchmarks read; numbers are as of the last message of the worker.
const hook = {
  ready: false, frames: 0, layouts: 0, commits: 0, lastCommitMillis: 0, frameCpuMillis: 0,
  storage: '', readyMillis: 0, mirrorMillis: 0, failure: '', fail: null, loseContext: null,
};
window.retour = hook;

/// How long the worker may take to commit and close before it is ended.
const closeWithinMillis = 2000;
const lookAtSpaceEveryMillis = 30_000;

class Application {
  #worker;
  #mirror;
  #writer = new EventWriter();
  #flushing = false;
  #stop = new AbortController();
  #closing = null;
  #storage = Storage.kept;
  #storageReason = '';
  #estimate = {};
  #updateReady = false;
  #notice = null;

  constructor() {
    const root = document.getElementById('app');
    const canvas = document.createElement('canvas');
    canvas.id = 'canvas';
    canvas.setAttribute('aria-hidden', 'true');
    const mirror = document.createElement('div');
    mirror.id = 'mirror';
    root.replaceChildren(canvas, mirror);
    root.hidden = false;

    const url = policy.createScriptURL(new URL('./worker.js', import.meta.url).href);
    this.#worker = new Worker(url, {type: 'module', name: 'retour'});
    this.#worker.addEventListener('message', (event) => this.#message(event.data));
    this.#worker.addEventListener('error', (event) => this.#failed(event.message || 'worker'));
    this.#mirror = new Mirror(mirror, (node, kind, sequence, options) => {
      this.#writer.begin(EventKind.action).u32(node).u32(kind).u32(options.modifiers ?? 0)
        .u32(sequence).u32(options.start ?? 0).u32(options.end ?? 0).text(options.text ?? '').end();
      this.#flush();
    });
    this.#listen(root, canvas);
    const offscreen = canvas.transferControlToOffscreen();
    this.#worker.postMessage({
      type: 'start', canvas: offscreen, width: root.clientWidth, height: root.clientHeight,
      ratio: devicePixelRatio, draw: !query.has('nodraw'), storage: !query.has('memory'),
      language: catalogueOf(wishedLanguage()), options: this.#options(),
    }, [offscreen]);
    this.#sendDevice();
    this.#lookAtSpace();
    const looks = setInterval(() => this.#lookAtSpace(), lookAtSpaceEveryMillis);
    this.#stop.signal.addEventListener('abort', () => clearInterval(looks));
    hook.loseContext = (millis) => this.#worker.postMessage({type: 'lose-context', millis});
    hook.fail = () => this.#worker.postMessage({type: 'fail'});
  }

  /// Commits, closes the database, ends the worker.
  async close() {
    const closed = new Promise((done) => { this.#closing = done; });
    this.#worker.postMessage({type: 'close'});
    // A worker that does not answer has stopped; all that it acknowledged is on the disk.
    await Promise.race([closed, new Promise((done) => setTimeout(done, closeWithinMillis))]);
    this.end();
  }

  /// Ends the worker at once.
  end() {
    this.#stop.abort();
    this.#worker.terminate();
    this.#notice?.close();
    const root = document.getElementById('app');
    root.hidden = true;
    root.replaceChildren();
    hook.ready = false;
  }

  #options() {
    const lines = {
      language: wishedLanguage(),
      theme: query.get('theme') ?? localStorage.getItem('retour.theme') ?? 'system',
      zoom: localStorage.getItem('retour.zoom') ?? '100',
      text_size: query.get('text') ?? localStorage.getItem('retour.text_size') ?? '100',
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '',
    };
    for (const [name, value] of query) lines[`query.${name}`] = value;
    return Object.entries(lines).map(([name, value]) =>
      `${name}=${value.replaceAll('\n', ' ')}\n`).join('');
  }

  #listen(root, canvas) {
    const {signal} = this.#stop;
    const on = (target, name, action) => target?.addEventListener(name, action, {signal});
    listenToPointers(root, this.#writer, () => this.#flush(), signal);
    on(document, 'keydown', (event) => this.#mirror.key(event));
    const word = (kind, value) => {
      this.#writer.begin(kind).u32(value ? 1 : 0).end();
      this.#flush();
    };
    on(window, 'focus', () => word(EventKind.window_focus, true));
    on(window, 'blur', () => word(EventKind.window_focus, false));
    on(document, 'visibilitychange', () =>
      word(EventKind.visible, document.visibilityState === 'visible'));
    on(window, 'online', () => this.#sendDevice());
    on(window, 'offline', () => this.#sendDevice());
    for (const media of mediaFlags.keys()) on(matchMedia(media), 'change', () => this.#sendDevice());
    on(window, 'dragover', (event) => event.preventDefault());
    on(window, 'drop', (event) => {
      event.preventDefault();
      for (const file of event.dataTransfer?.files ?? []) this.#giveFile(0, file);
    });
    // The bfcache would keep the database's files open under a page that nobody sees.
    on(window, 'pagehide', () => this.#worker.postMessage({type: 'page-hide'}));
    this.#watchSize(root, canvas);
  }

  #watchSize(root, canvas) {
    const {signal} = this.#stop;
    let device = null;
    const send = () => {
      const ratio = devicePixelRatio;
      const width = root.clientWidth;
      const height = root.clientHeight;
      // The browser's own count of device pixels is exact where rounding is not; but under an
      // emulated screen it counts those of the real one, and then says something else entirely.
      const pixels = (css, counted) => {
        const computed = Math.round(css * ratio);
        return Math.abs(computed - counted) <= 2 ? counted : computed;
      };
      this.#worker.postMessage({
        type: 'size',
        width: pixels(width, device?.width),
        height: pixels(height, device?.height),
      });
      this.#writer.begin(EventKind.resize).f32(width).f32(height).f32(ratio).end();
      this.#flush();
    };
    const observer = new ResizeObserver((entries) => {
      const box = entries[0].devicePixelContentBoxSize?.[0];
      device = box ? {width: box.inlineSize, height: box.blockSize} : null;
      send();
    });
    try {
      observer.observe(canvas, {box: 'device-pixel-content-box'});
    } catch {
      observer.observe(canvas);  // Safari has no such box: rounded CSS px have to do.
    }
    signal.addEventListener('abort', () => observer.disconnect());
    // Browsers whose on-screen keyboard only covers the page say so by the visual viewport; the
    // application then ends where the keyboard begins. A pinch-zoomed viewport is not that.
    const viewport = window.visualViewport;
    const fit = () => {
      const covered = viewport.scale < 1.01 && viewport.height < window.innerHeight - 1;
      root.style.height = covered ? `${viewport.height}px` : '';
    };
    viewport?.addEventListener('resize', fit, {signal});
    // Zoom and moving to another screen change the ratio without always changing the size.
    const watchRatio = () => {
      const media = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
      media.addEventListener('change', () => {
        if (signal.aborted) return;
        send();
        watchRatio();
      }, {once: true, signal});
    };
    watchRatio();
  }

  /// Sends what was written at the end of the task: one message for a click and its focus.
  #flush() {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      if (this.#writer.empty) return;
      const {buffer} = this.#writer.take();
      this.#worker.postMessage(buffer, [buffer]);
    });
  }

  /// Tells the program how much space is used, when that has changed by more than a little.
  #lookAtSpace() {
    navigator.storage?.estimate?.().then((estimate) => {
      const before = this.#estimate;
      if (Math.abs((estimate.usage ?? 0) - (before.usage ?? -Infinity)) < 2 ** 18 &&
          estimate.quota === before.quota) return;
      this.#estimate = estimate;
      this.#sendDevice();
    }, () => {});
  }

  #sendDevice() {
    let flags = navigator.onLine ? DeviceFlag.online : 0;
    if (this.#updateReady) flags |= DeviceFlag.update_ready;
    for (const [media, flag] of mediaFlags) if (matchMedia(media).matches) flags |= flag;
    this.#writer.begin(EventKind.device).u32(flags).u32(this.#storage)
      .f64(this.#estimate.usage ?? 0).f64(this.#estimate.quota ?? 0).text(this.#storageReason).end();
    this.#flush();
  }

  #giveFile(token, file) {
    this.#worker.postMessage({type: 'file', token, file});
  }

  // ---- effects ---------------------------------------------------------------------------------

  #message(message) {
    switch (message.type) {
      case 'tree': {
        const start = performance.now();
        this.#mirror.update(message);
        hook.mirrorMillis = performance.now() - start;
        return;
      }
      case 'cursor': document.getElementById('app').style.cursor = message.name; return;
      case 'stats': Object.assign(hook, message.stats); return;
      case 'effects': for (const effect of message.effects) this.#perform(effect); return;
      case 'ready': this.#ready(message); return;
      case 'closed': this.#closing?.(); return;
      case 'failed': this.#failed(message.message); return;
      case 'busy': this.#busy(); return;
      default: throw new Error(`unknown message ${message.type}`);
    }
  }

  async #ready({storage, reason, language: read}) {
    document.documentElement.lang = read;
    this.#storageReason = reason;
    if (storage === 'memory') {
      this.#storage = Storage.memory_only;
      this.#sayMemory(reason);
    } else {
      // Chromium decides by itself; elsewhere it is a question, which comes with its reason from
      // the settings of the device.
      const kept = await navigator.storage.persisted?.() ||
        (navigator.userAgentData && await navigator.storage.persist?.());
      this.#storage = kept ? Storage.kept : Storage.may_be_evicted;
    }
    this.#sendDevice();
    hook.storage = storage;
    hook.readyMillis = performance.now();
    hook.ready = true;
    document.getElementById('splash').hidden = true;
    if (storage !== 'memory') hintInstall();
    // After the start, which it would slow down; it fetches the whole program once more.
    const url = policy.createScriptURL(new URL('./service_worker.js', import.meta.url).href);
    watchForUpdates(url, () => {
      this.#updateReady = true;
      this.#sendDevice();
    }).catch((error) => console.warn(`no service worker: ${error.message}`));
  }

  #sayMemory(reason) {
    const w = words();
    this.#notice = showNotice({
      title: w.memoryTitle, text: w.memory, detail: reason, bar: true,
      buttons: [{label: w.memoryGo, main: true, action: () => this.#notice.close()}],
    });
  }

  #busy() {
    const w = words();
    this.end();
    showNotice({
      title: w.lockedTitle, text: w.locked,
      buttons: [{label: w.retry, main: true, action: () => location.reload()}],
    });
  }

  #failed(message) {
    const w = words();
    hook.failure = message;
    this.end();
    showNotice({
      title: w.failedTitle, text: message === 'webgl' ? w.graphics : w.failed, detail: message,
      buttons: [{label: w.reload, main: true, action: () => location.reload()}],
    });
  }

  #perform({kind, token, number, name, text, blob}) {
    switch (kind) {
      case EffectKind.pick_file: return this.#pickFile(token, text);
      case EffectKind.download:
        return void (number > 0 ? downloadPicture(blob, name, number) : download(blob, name));
      case EffectKind.copy_text: return void navigator.clipboard?.writeText(text);
      case EffectKind.announce: return say('polite', text);
      case EffectKind.announce_urgent: return say('urgent', text);
      case EffectKind.set_language: return setLanguage(text);
      case EffectKind.set_theme: return setTheme(text);
      case EffectKind.set_text_size: return localStorage.setItem('retour.text_size', number);
      case EffectKind.keep_zoom: return localStorage.setItem('retour.zoom', number);
      case EffectKind.request_persist: return void this.#persist(token);
      case EffectKind.open_link: return openLink(text);
      case EffectKind.reload: return void takeUpdate();
      case EffectKind.print_document: return print(text);
      case EffectKind.take_over: return location.reload();  // The start asks the other tab.
      default: throw new Error(`unknown effect ${kind}`);
    }
  }

  #pickFile(token, endings) {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = endings;
    input.addEventListener('change', () => {
      if (input.files.length > 0) this.#giveFile(token, input.files[0]);
    });
    input.addEventListener('cancel', () => this.#giveFile(token, null));
    input.click();
  }

  async #persist(token) {
    const granted = await navigator.storage?.persist?.() ?? false;
    if (granted && this.#storage === Storage.may_be_evicted) this.#storage = Storage.kept;
    this.#writer.begin(EventKind.granted).u32(token).u32(EffectKind.request_persist)
      .u32(granted ? 1 : 0).end();
    this.#sendDevice();
  }
}

const mediaFlags = new Map([
  ['(prefers-reduced-motion: reduce)', DeviceFlag.reduced_motion],
  ['(pointer: coarse)', DeviceFlag.coarse_pointer],
  ['(prefers-color-scheme: dark)', DeviceFlag.dark],
  ['(prefers-contrast: more)', DeviceFlag.contrast],
]);

function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/// Renders SVG as PNG. An image runs no scripts and loads nothing, whatever is in it.
async function downloadPicture(svg, name, scale) {
  const address = URL.createObjectURL(svg);
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(address);
  download(await new Promise((done) => { canvas.toBlob(done, 'image/png'); }), name);
}

/// The same words twice are two announcements: the region is emptied first.
function say(id, text) {
  const region = document.getElementById(id);
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}

const wishedLanguage = () => query.get('lang') ?? language();

/// The language whose words a tag is read in: its own, else English.
const catalogueOf = (tag) => languages.find((known) => tag.startsWith(known)) ?? 'en';

function setLanguage(tag) {
  if (!languages.includes(tag)) return;
  localStorage.setItem('retour.language', tag);
  document.documentElement.lang = tag;
}

function setTheme(name) {
  localStorage.setItem('retour.theme', name);
  if (name === 'light' || name === 'dark') document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}

function openLink(address) {
  const url = new URL(address, location.href);
  if (!['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) return;
  window.open(url.href, '_blank', 'noopener,noreferrer');
}

/// Prints a document of its own in place of the application (shell.css shows it on paper only).
function print(html) {
  const parsed = new DOMParser().parseFromString(policy.createHTML(html), 'text/html');
  for (const element of parsed.querySelectorAll('script, iframe, object, embed, link, style, form')) {
    element.remove();
  }
  const sheet = document.createElement('div');
  sheet.id = 'sheet';
  sheet.append(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  document.body.append(sheet);
  const title = document.title;  // Names the file when the document is "printed" as one.
  document.title = parsed.title || title;
  window.addEventListener('afterprint', () => {
    sheet.remove();
    document.title = title;
  }, {once: true});
  window.print();
}

// ---- several tabs ------------------------------------------------------------------------------

let application = null;
let notice = null;

const lock = navigator.locks ? new TabLock({
  handOver: async () => {
    await application?.close();
    application = null;
    const w = words();
    notice = offer(w.movedTitle, w.moved);
  },
  freed: () => void openIfFree(),
}) : null;

function launch() {
  notice?.close();
  notice = null;
  application ??= new Application();
}

function offer(title, text) {
  const w = words();
  const shown = showNotice({
    title, text,
    buttons: [{
      label: w.openHere, main: true,
      action: async () => {
        shown.say(w.waiting, {busy: true});
        const answer = await lock.takeOver(launch);
        if (answer === 'taken') launch();
        else shown.say(w.noAnswer, {busy: true});
      },
    }],
  });
  shown.waits = true;
  return shown;
}

/// The other tab is gone: a tab that offered to take over, and is looked at, goes on by itself.
async function openIfFree() {
  if (!notice?.waits || application || document.visibilityState !== 'visible') return;
  if (await lock.tryTake()) launch();
}

// ---- start -------------------------------------------------------------------------------------

async function start() {
  if (!browserIsNewEnough()) return;  // The text of #floor stays.
  document.getElementById('floor').hidden = true;
  document.getElementById('splash').hidden = false;
  document.documentElement.lang = language();
  const theme = localStorage.getItem('retour.theme');
  if (theme) setTheme(theme);
  if (!lock || await lock.tryTake()) {
    launch();
    return;
  }
  const w = words();
  notice = offer(w.elsewhereTitle, w.elsewhere);
}

window.addEventListener('pagehide', () => lock?.held && lock.release());
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload(); });
document.addEventListener('visibilitychange', () => void openIfFree());
setInterval(() => void openIfFree(), 2000);
void start();
