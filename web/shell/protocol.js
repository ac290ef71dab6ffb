// The JavaScript twin of web/platform/protocol.hpp and of the enumerations of web/ui: what the page
// writes into the worker, and reads from it. tests/web/protocol.test.mjs compares both sides.

export const EventKind = Object.freeze({
  pointer_move: 1,
  pointer_down: 2,
  pointer_up: 3,
  pointer_cancel: 4,
  pointer_leave: 5,
  wheel: 6,
  resize: 7,
  window_focus: 8,
  action: 9,
  file: 10,
  device: 11,
  granted: 12,
  visible: 13,
  close: 14,
});

export const DeviceFlag = Object.freeze({
  online: 1,
  reduced_motion: 2,
  update_ready: 4,
  coarse_pointer: 8,
  dark: 16,
  contrast: 32,
});

export const Storage = Object.freeze({kept: 0, may_be_evicted: 1, memory_only: 2});

export const EffectKind = Object.freeze({
  pick_file: 0,
  download: 1,
  copy_text: 2,
  announce: 3,
  announce_urgent: 4,
  set_language: 5,
  set_theme: 6,
  set_text_size: 7,
  request_persist: 8,
  open_link: 9,
  reload: 10,
  print_document: 11,
  take_over: 12,
  keep_zoom: 13,
});
export const closedEffect = 255;
export const fetchWordsEffect = 254;

export const ActionKind = Object.freeze({
  activate: 0,
  focus: 1,
  blur: 2,
  set_value: 3,
  select: 4,
  compose: 5,
  submit: 6,
  increment: 7,
  decrement: 8,
  dismiss: 9,
  key: 10,
  scroll_to: 11,
});

export const Modifier = Object.freeze({shift: 1, alt: 2, command: 4, echo: 128});

export const Role = Object.freeze([
  'none', 'button', 'checkbox', 'radio', 'textbox', 'searchbox', 'combobox', 'listbox', 'option',
  'table', 'row', 'columnheader', 'cell', 'tablist', 'tab', 'tabpanel', 'dialog', 'alertdialog',
  'heading', 'text', 'link', 'slider', 'progressbar', 'grid', 'gridcell', 'menu', 'menuitem', 'img',
  'region', 'status', 'alert', 'navigation', 'main', 'group', 'list', 'listitem', 'radiogroup',
  'rowheader', 'tree', 'treeitem',
]);

export const InputKind = Object.freeze([
  'none', 'text', 'tel', 'email', 'numeric', 'decimal', 'date', 'time', 'password', 'search',
]);

export const Autocomplete = Object.freeze([
  'off', 'current_password', 'new_password', 'name', 'tel', 'email', 'bday',
]);

export const State = Object.freeze({
  disabled: 1 << 0,
  checkable: 1 << 1,
  checked: 1 << 2,
  selectable: 1 << 3,
  selected: 1 << 4,
  expandable: 1 << 5,
  expanded: 1 << 6,
  focused: 1 << 7,
  focusable: 1 << 8,
  invalid: 1 << 9,
  readonly: 1 << 10,
  required: 1 << 11,
  modal: 1 << 12,
  multiline: 1 << 13,
  password: 1 << 14,
  pressed: 1 << 15,
  has_popup: 1 << 16,
  sort_up: 1 << 17,
  sort_down: 1 << 18,
  live_polite: 1 << 19,
  live_assertive: 1 << 20,
  busy: 1 << 21,
  current: 1 << 22,
  offscreen: 1 << 23,
  toggle: 1 << 24,
  zoomable: 1 << 25,
});

/// ui::SemanticNode: 112 bytes; offsets of the members in bytes.
export const nodeSize = 112;
export const NodeOffset = Object.freeze({
  id: 0, parent: 4, state: 8, role: 12, input: 13, autocomplete: 14, level: 15,
  x: 16, y: 20, w: 24, h: 28,
  name: 32, value: 40, description: 48, placeholder: 56,
  row: 64, column: 68, row_count: 72, column_count: 76,
  number: 80, number_min: 84, number_max: 88,
  selection_start: 92, selection_end: 96, max_length: 100, controls: 104, active: 108,
});

/// Members of platform::OutBlock as indices of 32-bit words, and of doubles.
export const Out = Object.freeze({
  flags: 0, tree_address: 1, node_count: 2, text_size: 3, focus_request: 4, modal: 5,
  actions_seen: 6, title_offset: 7, title_size: 8, effects_address: 9, effects_size: 10,
  frames: 11, commits: 12, layouts: 13, cursor: 14,
});
export const OutDouble = Object.freeze({wake_in_ms: 8, frame_cpu_ms: 9, last_commit_ms: 10,
  field_text_size: 11});
export const outSize = 96;

/// CSS names of OutBlock::cursor, in the order of ImGuiMouseCursor.
export const cursors = Object.freeze(['default', 'text', 'move', 'ns-resize', 'ew-resize',
  'nesw-resize', 'nwse-resize', 'pointer', 'not-allowed']);
export const OutFlag = Object.freeze({frame_again: 1, jobs: 2});

const encoder = new TextEncoder();
const padded = (size) => (size + 3) & ~3;

/// Writes records into one growing buffer; take() hands the bytes over and starts anew.
export class EventWriter {
  #bytes = new Uint8Array(4096);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;
  #record = 0;

  get empty() { return this.#size === 0; }

  begin(kind) {
    this.#record = this.#size;
    this.u32(kind);
    this.u32(0);
    return this;
  }
  u32(value) {
    this.#room(4);
    this.#view.setUint32(this.#size, value >>> 0, true);
    this.#size += 4;
    return this;
  }
  f32(value) {
    this.#room(4);
    this.#view.setFloat32(this.#size, value, true);
    this.#size += 4;
    return this;
  }
  f64(value) {
    this.#room(8);
    this.#view.setFloat64(this.#size, value, true);
    this.#size += 8;
    return this;
  }
  text(value) {
    const bytes = encoder.encode(value);
    this.u32(bytes.length);
    const size = padded(bytes.length);
    this.#room(size);
    this.#bytes.set(bytes, this.#size);
    this.#bytes.fill(0, this.#size + bytes.length, this.#size + size);
    this.#size += size;
    return this;
  }
  end() {
    this.#view.setUint32(this.#record + 4, this.#size - this.#record - 8, true);
  }
  take() {
    const bytes = this.#bytes.slice(0, this.#size);
    this.#size = 0;
    return bytes;
  }
  #room(size) {
    if (this.#size + size <= this.#bytes.length) return;
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
    bytes.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer);
  }
}

/// Reads the effect records of a frame: [{kind, token, number, name, text, bytes}].
export function readEffects(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const decoder = new TextDecoder();
  const effects = [];
  let at = 0;
  const u32 = () => { const value = view.getUint32(at, true); at += 4; return value; };
  const block = () => {
    const size = u32();
    const part = bytes.subarray(at, at + size);
    at += padded(size);
    return part;
  };
  while (at + 8 <= bytes.length) {
    const kind = u32();
    const end = u32() + at;
    const effect = {kind, token: u32(), number: u32() | 0, name: decoder.decode(block()),
                    text: decoder.decode(block()), bytes: block().slice()};
    effects.push(effect);
    at = end;
  }
  return effects;
}
