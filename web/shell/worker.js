// The worker: user interface, engine and database in one place, drawn to the page's canvas.
//
// Sections: state | start | frames | jobs | what came out of a frame | messages of the page
//
// A frame is drawn only for a reason: input, an answer, a timer that the application asked for.
// Between frames the jobs (import, reports) get slices through the message queue, so that input,
// which comes through the same queue, waits for one slice at most.

import createRetour from './retour_web.js';
import {closeStore, isSupported, memoryStore, openStore} from './opfs.js';
import {EffectKind, EventKind, EventWriter, Out, OutDouble, OutFlag, closedEffect, cursors,
  fetchWordsEffect, nodeSize, outSize, readEffects} from './protocol.js';

const storeName = 'clinic';
/// The cache of the service worker: it keeps the words that were read here, and no others.
const cacheName = 'retour-__BUILD__';
/// In the order of ui::Language.
const languages = ['ru', 'en', 'sv'];
const fonts = ['fonts/plex-regular.ttf', 'fonts/plex-semibold.ttf', 'fonts/icons.ttf'];
/// Slices of a job, in ms: while somebody is at the controls input waits no longer than the first;
/// once nobody has touched anything for a while, larger pieces of work make a job several times
/// faster, and the first touch ends that.
const jobSliceMillis = 8;
const jobSliceUnattendedMillis = 200;
const unattendedAfterMillis = 2000;
/// A job shows its progress at least this often.
const jobFrameMillis = 100;
const statsEveryMillis = 250;
/// Nothing came for so long: time for upkeep (checkpoint of the write-ahead log).
const idleMillis = 2500;

// ---- state -------------------------------------------------------------------------------------

let module = null;
let canvas = null;
let gl = null;
let draws = true;
let contextLost = false;
let stopped = false;
let size = null;           // New size of the canvas, set right before it is drawn.
let pending = [];          // Messages that came before the start was done.
let frameAsked = false;
let frameAskedAt = 0;
let timer = 0;
let jobsRunning = false;
let lastJobFrame = 0;
let lastInput = 0;
let longestSlice = 0;      // Of the jobs that run or ran last, in ms.
let slices = 0;            // Of them while somebody was at the controls,
let lateSlices = 0;        // and those that took longer than they should.
let cursor = 0;
let idleTimer = 0;
let lastStats = 0;
let statsTimer = 0;
let commitsSeen = 0;
let committedAtFrame = 0;  // The frame that showed the last commit.
const errors = [];         // The last lines that the program wrote before it failed.
const files = new Map();   // Handle -> File; read by web/platform/files.library.js.
let lastFile = 0;
const writer = new EventWriter();

function fail(error) {
  if (stopped) return;
  stopped = true;
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  postMessage({type: 'failed', message: [...errors, text].join('\n')});
}

/// Runs `action`; whatever it throws ends the program with a notice instead of a frozen picture.
function guarded(action) {
  if (stopped) return;
  try {
    action();
  } catch (error) {
    fail(error);
  }
}

// ---- start -------------------------------------------------------------------------------------

async function start(message) {
  canvas = message.canvas;
  draws = message.draw;
  size = {width: Math.round(message.width * message.ratio),
    height: Math.round(message.height * message.ratio)};
  const fontBytes = Promise.all(fonts.map(async (path) => {
    const answer = await fetch(new URL(path, import.meta.url));
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }));
  const words = firstWords(message.language);
  const opened = openDatabase(message.storage);
  const made = await createRetour({
    retourFiles: files,
    print: (line) => console.info(line),
    printErr: (line) => {
      errors.push(line);
      errors.splice(0, errors.length - 20);
      console.error(line);
    },
  });
  const {store, storage, reason, busy} = await opened;
  if (busy) {
    postMessage({type: 'busy'});
    return;
  }
  made.retourStore = store;
  if (draws && !startGraphics(made)) {
    fail('webgl');
    return;
  }
  (await fontBytes).forEach((bytes, slot) => {
    withBytes(made, bytes, (address) => made._retour_font(slot, address, bytes.length));
  });
  const {language, bytes} = await words;
  giveWords(made, language, bytes);
  const options = new TextEncoder().encode(
    `${message.options}storage=${storage}\ndraw=${draws ? 1 : 0}\nwidth=${message.width}\n` +
    `height=${message.height}\nratio=${message.ratio}\nsoftware=${isSoftware() ? 1 : 0}\n`);
  withBytes(made, options, (address) => made._retour_start(address, options.length));
  module = made;
  guarded(() => {
    frame();
    postMessage({type: 'ready', storage, reason, language});
    void keepWords(language, bytes);
    for (const early of pending) receive(early);
    pending = [];
  });
}

/// The words of the wished language; without a network those of another that was read here before.
async function firstWords(wished) {
  let trouble;
  for (const language of [wished, ...languages.filter((other) => other !== wished)]) {
    try {
      return {language, bytes: await fetchWords(language)};
    } catch (error) {
      trouble ??= error;
    }
  }
  throw trouble;
}

const wordsAddress = (language) => new URL(`texts/${language}.words`, import.meta.url).href;

async function fetchWords(language) {
  const answer = await fetch(wordsAddress(language));
  if (!answer.ok) throw new Error(`${language}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/// Whoever has read a language here reads it without a network, too.
async function keepWords(language, bytes) {
  try {
    const cache = await caches.open(cacheName);
    if (!await cache.match(wordsAddress(language))) {
      await cache.put(wordsAddress(language), new Response(bytes));
    }
  } catch (error) {
    console.info(`words are not kept: ${error.message}`);  // No caches without TLS, or no room.
  }
}

function giveWords(made, language, bytes) {
  withBytes(made, bytes, (address) =>
    made._retour_words(languages.indexOf(language), address, bytes.length));
}

/// Fetches what a choice of language asked for; no bytes tell the program that it did not come.
async function takeWords(language) {
  const bytes = await fetchWords(language).catch(() => new Uint8Array());
  guarded(() => {
    giveWords(module, language, bytes);
    wake();
  });
  if (bytes.length > 0) await keepWords(language, bytes);
}

async function openDatabase(wanted) {
  const inMemory = (reason) => ({store: memoryStore(), storage: 'memory', reason});
  if (!wanted) return inMemory('?memory');
  if (!isSupported()) return inMemory('OPFS');
  try {
    return {store: await openStore(storeName), storage: 'opfs', reason: ''};
  } catch (error) {
    // Files that another owner holds are not a missing storage: an empty database in memory
    // instead of the user's own would be the worst answer.
    if (error?.busy) return {busy: true};
    return inMemory(`${error?.name}: ${error?.message}`);
  }
}

function startGraphics(made) {
  gl = canvas.getContext('webgl2', {alpha: false, antialias: false, depth: false, stencil: false,
    powerPreference: 'low-power'});
  if (!gl) return false;
  const handle = made.GL.registerContext(gl, {majorVersion: 2, minorVersion: 0});
  made.GL.makeContextCurrent(handle);
  canvas.addEventListener('webglcontextlost', (event) => {
    event.preventDefault();  // Otherwise it never comes back.
    contextLost = true;
    guarded(() => module._retour_context(0));
  });
  canvas.addEventListener('webglcontextrestored', () => guarded(() => {
    contextLost = false;
    module._retour_context(1);
    wake();
  }));
  return true;
}

/// Whether the processor plays the graphics card: then shaders cost more than they give.
function isSoftware() {
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const name = names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : '';
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

/// Copies bytes into the program's memory for the time of a call.
function withBytes(made, bytes, call) {
  const address = made._malloc(Math.max(1, bytes.length));
  made.HEAPU8.set(bytes, address);
  call(address);
  made._free(address);
}

// ---- frames ------------------------------------------------------------------------------------

const quick = new MessageChannel();
quick.port1.onmessage = () => guarded(frameIfAsked);

function frameIfAsked() {
  if (frameAsked) frame();
}

/// Asks for a frame; asking twice is asking once.
function wake() {
  if (frameAsked || stopped || !module) return;
  frameAsked = true;
  frameAskedAt = performance.now();
  if (draws) requestAnimationFrame(() => guarded(frameIfAsked));
  else quick.port2.postMessage(0);  // Nothing is shown: no reason to wait for the display.
}

function frame() {
  frameAsked = false;
  clearTimeout(timer);
  if (draws && size && !contextLost) {
    canvas.width = Math.max(1, size.width);
    canvas.height = Math.max(1, size.height);
    size = null;
  }
  module._retour_frame();
  const out = takeOut();
  if (out.flags & OutFlag.frame_again) wake();
  else if (out.wakeInMillis >= 0) timer = setTimeout(wake, Math.min(out.wakeInMillis, 0x7fffffff));
  if (out.flags & OutFlag.jobs) runJobs();
  clearTimeout(idleTimer);
  idleTimer = setTimeout(() => guarded(() => {
    if (module._retour_tick(idleMillis)) wake();
  }), idleMillis);
}

// ---- jobs --------------------------------------------------------------------------------------

// Slice follows slice through the message queue. A queue that is never empty starves the display's
// callback, though: while a frame is waited for, a timer leaves the room that it needs. A display
// that does not call for long (a hidden tab, a busy machine) is not waited for: what the frame has
// to do besides drawing, answering input above all, is done without it.

const jobChannel = new MessageChannel();
jobChannel.port1.onmessage = () => guarded(jobSlice);
const frameSoonMillis = 100;

function runJobs() {
  if (jobsRunning) return;
  jobsRunning = true;
  longestSlice = 0;
  slices = 0;
  lateSlices = 0;
  jobChannel.port2.postMessage(0);
}

function jobSlice() {
  const begin = performance.now();
  const unattended = begin - lastInput > unattendedAfterMillis;
  const more = module._retour_job(unattended ? jobSliceUnattendedMillis : jobSliceMillis);
  const now = performance.now();
  if (!unattended) {
    longestSlice = Math.max(longestSlice, now - begin);
    slices += 1;
    if (now - begin > jobSliceMillis) lateSlices += 1;
  }
  if (!more) jobsRunning = false;  // Before the frame, which may start the next job.
  if (!more || now - lastJobFrame > jobFrameMillis) {
    lastJobFrame = now;
    wake();
  }
  if (frameAsked && now - frameAskedAt > frameSoonMillis) frame();
  if (!more) return;
  if (frameAsked) setTimeout(() => guarded(jobSlice), 1);
  else jobChannel.port2.postMessage(0);
}

// ---- what came out of a frame --------------------------------------------------------------------

function takeOut() {
  const address = module._retour_out();
  const block = module.HEAPU8.slice(address, address + outSize).buffer;
  const words = new Uint32Array(block);
  const doubles = new Float64Array(block);
  if (words[Out.tree_address] !== 0) {
    const at = words[Out.tree_address];
    const nodeCount = words[Out.node_count];
    const length = nodeCount * (nodeSize + 4) + words[Out.text_size];
    const bytes = module.HEAPU8.slice(at, at + length);
    const texts = nodeCount * (nodeSize + 4);
    const title = new TextDecoder().decode(bytes.subarray(texts + words[Out.title_offset],
      texts + words[Out.title_offset] + words[Out.title_size]));
    postMessage({type: 'tree', bytes, nodeCount, title, focusRequest: words[Out.focus_request],
      modal: words[Out.modal], actionsSeen: words[Out.actions_seen],
      fieldTextSize: doubles[OutDouble.field_text_size]}, [bytes.buffer]);
  }
  if (words[Out.cursor] !== cursor) {
    cursor = words[Out.cursor];
    postMessage({type: 'cursor', name: cursors[cursor] ?? 'default'});
  }
  if (words[Out.effects_size] > 0) {
    const at = words[Out.effects_address];
    sendEffects(readEffects(module.HEAPU8.slice(at, at + words[Out.effects_size])));
  }
  sendStats(words, doubles);
  return {flags: words[Out.flags], wakeInMillis: doubles[OutDouble.wake_in_ms]};
}

function sendEffects(effects) {
  const forPage = [];
  for (const effect of effects) {
    if (effect.kind === closedEffect) {
      closeStore();
      stopped = true;
      postMessage({type: 'closed'});
      continue;
    }
    if (effect.kind === fetchWordsEffect) {
      void takeWords(effect.text.slice(0, 2));
      continue;
    }
    const {kind, token, number, name, text, bytes} = effect;
    const blob = kind === EffectKind.download
      ? new Blob([bytes], {type: text || 'application/octet-stream'}) : null;
    forPage.push({kind, token, number, name, text, blob});
  }
  if (forPage.length > 0) postMessage({type: 'effects', effects: forPage});
}

/// The last numbers always arrive; while frames follow each other, a few times a second.
function sendStats(words, doubles) {
  if (words[Out.commits] !== commitsSeen) {
    commitsSeen = words[Out.commits];
    committedAtFrame = words[Out.frames];
  }
  const stats = {frames: words[Out.frames], commits: words[Out.commits],
    layouts: words[Out.layouts], lastCommitMillis: doubles[OutDouble.last_commit_ms],
    frameCpuMillis: doubles[OutDouble.frame_cpu_ms], memoryBytes: module.HEAPU8.length,
    longestSliceMillis: longestSlice, slices, lateSlices, committedAtFrame};
  clearTimeout(statsTimer);
  const wait = lastStats + statsEveryMillis - performance.now();
  const send = () => {
    lastStats = performance.now();
    postMessage({type: 'stats', stats});
  };
  if (wait <= 0 || !draws) send();
  else statsTimer = setTimeout(send, wait);
}

// ---- messages of the page ------------------------------------------------------------------------

function giveEvents(bytes) {
  lastInput = performance.now();
  withBytes(module, bytes, (address) => module._retour_event(address, bytes.length));
  wake();
}

function giveFile({token, file}) {
  let handle = 0;
  if (file) {
    lastFile += 1;
    handle = lastFile;
    files.set(handle, file);
  }
  writer.begin(EventKind.file).u32(token).u32(handle).f64(file?.size ?? 0).text(file?.name ?? '')
    .end();
  giveEvents(writer.take());
}

/// Commits and closes; not through `wake`, since a hidden tab draws no frames.
function close() {
  writer.begin(EventKind.close).u32(0).end();
  giveEvents(writer.take());
  frame();
}

function loseContext(millis) {
  const extension = gl?.getExtension('WEBGL_lose_context');
  extension?.loseContext();
  setTimeout(() => extension?.restoreContext(), millis);
}

function receive(message) {
  if (message instanceof ArrayBuffer) {
    giveEvents(new Uint8Array(message));
    return;
  }
  switch (message.type) {
    case 'size':
      size = {width: message.width, height: message.height};
      break;
    case 'file': giveFile(message); break;
    case 'close': close(); break;
    case 'page-hide': close(); break;
    case 'lose-context': loseContext(message.millis); break;
    case 'fail': throw new Error('asked to fail');
    default: throw new Error(`unknown message ${message.type}`);
  }
}

self.onmessage = (event) => {
  const message = event.data;
  if (message.type === 'start') start(message).catch(fail);
  else if (module) guarded(() => receive(message));
  else pending.push(message);
};
