// The accessibility mirror: keeps a tree of DOM elements over the canvas in step with the semantic
// tree that the widgets write (web/ui/semantics.hpp), and sends back what people do to it.
//
// Sections: element kinds | update from a tree | attributes | text boxes | what people do | keys
//
// Rules
//  - Elements are invisible (opacity 0 on the root) and lie where the widget is drawn. Pointer
//    events bubble to the root and go to the canvas by coordinates (input.js); here only clicks
//    that no pointer made (`detail === 0`) become `activate`.
//  - The keyboard focus is the page's. `focus` and `blur` are reported; the tree may ask for it,
//    unless somebody moved the focus on since the worker last looked (`actions_seen`).
//  - A text box owns its value while somebody types; the tree overwrites it only when the worker has
//    answered the last change (`actions_seen`). A checkbox shows its new state at once, too.
//  - Only nodes whose hash changed are looked at; the order of children is repaired with as few
//    moves as possible, since moving an element drops the focus.

import {ActionKind, Autocomplete, InputKind, Modifier, NodeOffset, Role, State, nodeSize}
  from './protocol.js';

const decoder = new TextDecoder();
const textRoles = new Set(['textbox', 'searchbox']);
const apple = /Mac|iPhone|iPad/.test(navigator.platform);

/// Inputs are 16 px (a smaller one makes iOS zoom in) and are scaled to the letters of the canvas's
/// text fields, so that a click lands between the same two letters.
const inputTextSize = 16;

// ---- element kinds -----------------------------------------------------------------------------

const elementOf = {
  button: 'button', checkbox: 'input', radio: 'input', slider: 'input', link: 'a',
  heading: 'h', tab: 'button', menuitem: 'button', text: 'span',
};

function isTextBox(role, input) {
  return textRoles.has(role) || (role === 'combobox' && input !== 'none');
}

function inputType(role, input, state) {
  if (state & State.password || input === 'password') return 'password';
  if (role === 'searchbox' || input === 'search') return 'search';
  if (input === 'tel') return 'tel';
  return 'text';  // Also for e-mail and dates: inputs of those types have no selection to read.
}

const inputMode = {
  text: 'text', tel: 'tel', email: 'email', numeric: 'numeric', decimal: 'decimal', date: 'text',
  time: 'numeric', password: 'text', search: 'search',
};

/// What must stay the same for an element to be kept.
function kindOf(role, input, state, level) {
  if (isTextBox(role, input)) {
    return state & State.multiline ? `textarea:${role}` : `input:${inputType(role, input, state)}:${role}`;
  }
  if (role === 'heading') return `h${Math.min(6, Math.max(1, level || 2))}`;
  if (role === 'combobox') return 'button:combobox';
  return `${elementOf[role] ?? 'div'}:${role}`;
}

function create(kind, role) {
  const [tag, type] = kind.split(':');
  const element = document.createElement(tag);
  if (tag === 'button') element.type = 'button';
  if (tag === 'input') {
    element.type = {checkbox: 'checkbox', radio: 'radio', slider: 'range'}[type] ?? type;
    if (type === 'slider') element.step = 'any';
  }
  if (tag === 'input' || tag === 'textarea') {
    element.setAttribute('autocapitalize', 'off');
    element.setAttribute('autocorrect', 'off');
  }
  const implicit = tag === 'input' || tag === 'textarea' || tag === 'span' ||
    /^h\d$/.test(tag) || (tag === 'button' && role === 'button');
  if (role !== 'none' && role !== 'text' && (!implicit || role === 'combobox')) {
    element.setAttribute('role', role);
  }
  return element;
}

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else {
    const text = value === true ? 'true' : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

const flag = (state, meant, is) => (state & meant ? Boolean(state & is) : null);
const spoken = (value) => (value === null ? null : value ? 'true' : 'false');

// ---- the mirror --------------------------------------------------------------------------------

export class Mirror {
  #root;
  #send;
  #items = new Map();   // id -> item
  #byElement = new WeakMap();
  #sequence = 0;
  #modal = 0;
  #inert = [];
  #scale = 1;           // Of text boxes: canvas's letters / inputTextSize.
  #quiet = false;       // True while the mirror itself moves the focus or writes values.
  #composing = null;
  #movedFocus = 0;      // The last action that told of a focus somebody moved.
  #asked = null;        // The element that gets the focus because the tree asked for it.

  /// `send(node, kind, {modifiers, start, end, text})` queues an action and returns nothing.
  constructor(root, send) {
    this.#root = root;
    this.#send = (node, kind, options = {}) => {
      this.#sequence += 1;
      send(node, kind, this.#sequence, options);
      return this.#sequence;
    };
    this.#listen();
  }

  /// Number of elements, for tests.
  get size() { return this.#items.size; }

  // ---- update from a tree ----------------------------------------------------------------------

  /// `tree`: {bytes, nodeCount, focusRequest, modal, actionsSeen, title, fieldTextSize}; bytes hold
  /// the nodes, then a hash per node, then the texts (platform/protocol.hpp).
  update(tree) {
    const scale = tree.fieldTextSize / inputTextSize;
    if (scale !== this.#scale) {
      this.#scale = scale;
      for (const item of this.#items.values()) item.hash = -1;
    }
    const view = new DataView(tree.bytes.buffer, tree.bytes.byteOffset, tree.bytes.byteLength);
    const count = tree.nodeCount;
    const hashes = count * nodeSize;
    const texts = tree.bytes.subarray(hashes + count * 4);
    const seen = new Set();
    const withChildren = new Set();
    for (let i = 0; i < count; i += 1) {
      seen.add(view.getUint32(i * nodeSize + NodeOffset.id, true));
      withChildren.add(view.getUint32(i * nodeSize + NodeOffset.parent, true));
    }
    this.#quiet = true;
    for (const [id, item] of this.#items) {
      if (!seen.has(id)) this.#remove(id, item);
    }
    const last = new Map();  // parent id -> the child placed last
    for (let i = 0; i < count; i += 1) {
      const at = i * nodeSize;
      const id = view.getUint32(at + NodeOffset.id, true);
      const hash = view.getUint32(hashes + i * 4, true);
      const parentId = view.getUint32(at + NodeOffset.parent, true);
      const parent = this.#items.get(parentId);
      let item = this.#items.get(id);
      const leaf = !withChildren.has(id);
      const origin = parent ? parent.origin : '0,0';
      if (!item || item.hash !== hash || item.leaf !== leaf || item.parentOrigin !== origin ||
          (item.watches && item.seenSequence !== tree.actionsSeen)) {
        const node = readNode(view, at, texts);
        node.leaf = leaf;
        item = this.#apply(id, node, item, parent, tree.actionsSeen);
        item.hash = hash;
        item.leaf = leaf;
        item.parentOrigin = origin;
        // What a person may change at once is compared again when the worker has answered.
        item.watches = item.textBox || node.role === 'checkbox' || node.role === 'radio';
        item.seenSequence = tree.actionsSeen;
      }
      this.#place(item, parent, parentId, last);
    }
    this.#applyModal(tree.modal);
    this.#quiet = false;
    if (tree.focusRequest && this.#maySteer(tree.actionsSeen)) this.focus(tree.focusRequest);
    if (tree.title !== undefined && tree.title !== '' && document.title !== tree.title) {
      document.title = tree.title;
    }
  }

  /// Gives the element of a node the keyboard focus.
  focus(id) {
    const item = this.#items.get(id);
    if (!item || document.activeElement === item.element) return;
    this.#asked = item.element;
    item.element.focus({preventScroll: true});
    this.#asked = null;
  }

  /// False when Tab was faster than the frame that asks: its wish is about a place that was left.
  /// A focus that is nowhere, or behind a dialog, is moved in any case.
  #maySteer(actionsSeen) {
    const element = document.activeElement;
    return newer(actionsSeen, this.#movedFocus) || !this.#byElement.has(element) ||
      element.closest('[inert]') !== null;
  }

  #remove(id, item) {
    this.#items.delete(id);
    if (this.#composing === item) this.#composing = null;
    // Children that live on are put into place again below.
    item.element.remove();
  }

  #place(item, parent, parentId, last) {
    const into = parent ? parent.element : this.#root;
    const before = last.get(parentId);
    let next = before ? before.nextSibling : into.firstChild;
    if (!before && next && next.nodeType === Node.TEXT_NODE) next = next.nextSibling;
    if (next !== item.element) into.insertBefore(item.element, next);
    last.set(parentId, item.element);
  }

  #applyModal(modal) {
    if (modal === this.#modal && modal === 0) return;
    this.#modal = modal;
    const inert = [];
    const item = this.#items.get(modal);
    for (let element = item?.element; element && element !== this.#root;
      element = element.parentElement) {
      for (const sibling of element.parentElement.children) {
        if (sibling !== element) inert.push(sibling);
      }
    }
    for (const element of this.#inert) if (!inert.includes(element)) element.inert = false;
    for (const element of inert) element.inert = true;
    this.#inert = inert;
  }

  // ---- attributes ------------------------------------------------------------------------------

  #apply(id, node, old, parent, actionsSeen) {
    const kind = kindOf(node.role, node.input, node.state, node.level);
    let item = old;
    if (!item || item.kind !== kind) {
      const element = create(kind, node.role);
      element.id = `n${id}`;
      const focused = item && document.activeElement === item.element;
      if (item) {
        element.append(...item.element.children);
        item.element.replaceWith(element);
      }
      item = {id, element, kind, lastSequence: 0, hash: 0, style: ''};
      this.#items.set(id, item);
      this.#byElement.set(element, item);
      if (focused) queueMicrotask(() => element.focus({preventScroll: true}));
    }
    item.role = node.role;
    item.state = node.state;
    item.textBox = isTextBox(node.role, node.input);
    this.#layOut(item, node, parent);
    this.#describe(item, node);
    this.#stateOf(item, node, actionsSeen);
    if (item.textBox) this.#textBox(item, node, actionsSeen);
    return item;
  }

  #layOut(item, node, parent) {
    const drawn = node.w > 0 && node.h > 0;
    const x = drawn ? node.x : parent?.x ?? 0;
    const y = drawn ? node.y : parent?.y ?? 0;
    item.x = x;
    item.y = y;
    item.origin = `${x},${y}`;
    const scale = item.textBox ? this.#scale : 1;
    const w = drawn ? node.w / scale : 1;
    const h = drawn ? node.h / scale : 1;
    const left = x - (parent?.x ?? 0);
    const top = y - (parent?.y ?? 0);
    const insets = item.textBox ? `${node.number_min / scale} ${node.number_max / scale}` : '';
    const style = `${left} ${top} ${w} ${h} ${scale} ${insets}`;
    if (style !== item.style) {
      const css = item.element.style;
      css.left = `${left}px`;
      css.top = `${top}px`;
      css.width = `${w}px`;
      css.height = `${h}px`;
      if (item.textBox) {
        css.transform = `scale(${scale})`;
        css.paddingLeft = `${node.number_min / scale}px`;
        css.paddingRight = `${node.number_max / scale}px`;
      }
      item.style = style;
    }
    item.element.classList.toggle('zoomable', Boolean(node.state & State.zoomable));
    item.element.classList.toggle('away', !drawn || Boolean(node.state & State.offscreen));
  }

  #describe(item, node) {
    const {element} = item;
    const {role, name} = node;
    const ownText = !item.textBox && node.leaf && element.tagName !== 'INPUT' &&
      role !== 'img' && role !== 'progressbar';
    if (ownText) {
      // Names are text where they can be: found by tests, read letter by letter, translated.
      const text = role === 'combobox' ? node.value : name || node.value;
      if (element.textContent !== text) element.textContent = text;
    } else if (element.firstChild?.nodeType === Node.TEXT_NODE && !item.textBox) {
      element.firstChild.remove();
    }
    const named = !ownText || role === 'combobox' || (role === 'option' && name);
    setAttribute(element, 'aria-label', named && name ? name : null);
    setAttribute(element, 'aria-description', node.description || null);
    if (item.textBox) setAttribute(element, 'placeholder', node.placeholder || null);
  }

  #stateOf(item, node, actionsSeen) {
    const {element, role} = item;
    const {state} = node;
    const set = (name, value) => setAttribute(element, name, value);
    set('tabindex', state & State.focusable ? '0' : focusableTags.has(element.tagName) ? '-1'
      : state & State.selectable || role === 'option' ? '-1' : null);
    set('aria-disabled', state & State.disabled ? true : null);
    if (role === 'checkbox' || role === 'radio') {
      if (newer(actionsSeen, item.lastSequence)) element.checked = Boolean(state & State.checked);
      if (role === 'radio') element.name = `g${node.parent}`;
    } else {
      set('aria-checked', spoken(flag(state, State.checkable, State.checked)));
    }
    set('aria-pressed', spoken(flag(state, State.toggle, State.pressed)));
    set('aria-selected', spoken(flag(state, State.selectable, State.selected)));
    set('aria-expanded', spoken(flag(state, State.expandable, State.expanded)));
    set('aria-invalid', state & State.invalid ? true : null);
    set('aria-required', state & State.required && item.textBox ? true : null);
    set('aria-modal', state & State.modal ? true : null);
    set('aria-busy', state & State.busy ? true : null);
    set('aria-current', state & State.current ? (role === 'link' || role === 'tab' ? 'page' : 'true')
      : null);
    set('aria-haspopup', state & State.has_popup ? (role === 'combobox' ? 'listbox' : 'true') : null);
    set('aria-live', state & State.live_assertive ? 'assertive'
      : state & State.live_polite ? 'polite' : null);
    set('aria-sort', state & State.sort_up ? 'ascending'
      : state & State.sort_down ? 'descending' : null);
    set('aria-controls', node.controls && this.#items.has(node.controls) ? `n${node.controls}` : null);
    set('aria-activedescendant', node.active ? `n${node.active}` : null);
    set('aria-rowcount', node.row_count >= 0 ? node.row_count : null);
    set('aria-colcount', node.column_count >= 0 ? node.column_count : null);
    set('aria-rowindex', node.row >= 0 && role === 'row' ? node.row + 1 : null);
    set('aria-colindex', node.column >= 0 && cellRoles.has(role) ? node.column + 1 : null);
    set('aria-level', role === 'treeitem' ? node.level : null);
    if (role === 'slider') this.#slider(item, node);
    if (role === 'progressbar') {
      set('aria-valuemin', node.number_min);
      set('aria-valuemax', node.number_max);
      set('aria-valuenow', node.number_max > node.number_min ? node.number : null);
      set('aria-valuetext', node.value || null);
    }
  }

  #slider(item, node) {
    const {element} = item;
    element.min = String(node.number_min);
    element.max = String(node.number_max);
    element.value = String(node.number);
    item.number = node.number;
    setAttribute(element, 'aria-valuetext', node.value || null);
  }

  // ---- text boxes ------------------------------------------------------------------------------

  #textBox(item, node, actionsSeen) {
    const {element} = item;
    const {state} = node;
    setAttribute(element, 'inputmode', inputMode[node.input] ?? null);
    setAttribute(element, 'autocomplete', node.autocomplete.replace('_', '-'));
    setAttribute(element, 'maxlength', node.max_length || null);
    setAttribute(element, 'spellcheck', state & State.multiline ? 'true' : 'false');
    const readOnly = Boolean(state & (State.readonly | State.disabled));
    if (element.readOnly !== readOnly) element.readOnly = readOnly;
    if (item.role === 'combobox') setAttribute(element, 'aria-autocomplete', 'list');
    if (element.value !== node.value && newer(actionsSeen, item.lastSequence) &&
        this.#composing !== item) {
      const atEnd = element.selectionStart === element.value.length;
      element.value = node.value;
      if (document.activeElement === element) {
        // Who wrote to the end goes on there: what the program filled in lies before the caret.
        if (atEnd) element.setSelectionRange(node.value.length, node.value.length);
        else element.setSelectionRange(node.selection_start, node.selection_end);
        const {selectionStart: start, selectionEnd: end} = element;
        if (start !== node.selection_start || end !== node.selection_end) {
          this.#send(item.id, ActionKind.select, {start, end});
        }
      }
      item.selection = `${element.selectionStart},${element.selectionEnd}`;
    }
  }

  #typed(item, kind = ActionKind.set_value) {
    const {element} = item;
    let start = element.selectionStart ?? element.value.length;
    let end = element.selectionEnd ?? start;
    item.selection = `${start},${end}`;
    if (this.#composing === item) {
      kind = ActionKind.compose;
      start = item.composeStart;
      end = start + item.composeLength;
    }
    item.lastSequence = this.#send(item.id, kind, {start, end, text: element.value});
  }

  // ---- what people do --------------------------------------------------------------------------

  #item(event) {
    const element = event.target instanceof Element ? event.target : null;
    return element ? this.#byElement.get(element) : undefined;
  }

  #listen() {
    const on = (name, action) => this.#root.addEventListener(name, (event) => {
      const item = this.#item(event);
      if (item) action(item, event);
    });
    on('click', (item, event) => {
      if (item.state & State.disabled) event.preventDefault();
      if (event.detail === 0) this.#activate(item);
      // The browser has ticked it; trees of before the press was taken shall not untick it.
      else if (event.target.tagName === 'INPUT' && !item.textBox) this.#follow(item);
    });
    on('input', (item) => {
      if (item.textBox) this.#typed(item);
      else if (item.role === 'slider') this.#slid(item);
    });
    on('focusin', (item) => this.#focused(item));
    on('focusout', (item) => this.#send(item.id, ActionKind.blur));
    on('compositionstart', (item) => {
      this.#composing = item;
      item.composeStart = item.element.selectionStart ?? 0;
      item.composeLength = 0;
    });
    on('compositionupdate', (item, event) => { item.composeLength = event.data?.length ?? 0; });
    on('compositionend', (item) => {
      this.#composing = null;
      this.#typed(item);
    });
    document.addEventListener('selectionchange', () => {
      const item = this.#byElement.get(document.activeElement);
      if (!item?.textBox || this.#quiet || this.#composing === item) return;
      const {selectionStart: start, selectionEnd: end} = item.element;
      if (item.selection === `${start},${end}`) return;
      item.selection = `${start},${end}`;
      this.#send(item.id, ActionKind.select, {start: start ?? 0, end: end ?? 0});
    });
  }

  #focused(item) {
    const {element} = item;
    const echo = this.#asked === element;
    const start = item.textBox ? element.selectionStart ?? 0 : 0;
    const end = item.textBox ? element.selectionEnd ?? 0 : 0;
    if (item.textBox) item.selection = `${start},${end}`;
    const sequence = this.#send(item.id, ActionKind.focus, {
      modifiers: echo ? Modifier.echo : 0, start, end, text: item.textBox ? element.value : '',
    });
    if (!echo) this.#movedFocus = sequence;
  }

  /// The worker refuses what is disabled: it knows of what was typed just before, when the state
  /// here still is that of the last frame.
  #activate(item) {
    if (item.textBox) return;
    item.lastSequence = this.#send(item.id, ActionKind.activate);
  }

  /// An action that changes nothing and comes after the pointer's press: the worker's word about the
  /// item counts again when it has seen this one.
  #follow(item) {
    item.lastSequence = this.#send(item.id, ActionKind.scroll_to);
  }

  #slid(item) {
    const value = Number(item.element.value);
    if (value === item.number) return;
    this.#send(item.id, value > item.number ? ActionKind.increment : ActionKind.decrement);
    item.number = value;
  }

  // ---- keys ------------------------------------------------------------------------------------

  /// Handles a keydown of the page; the platform has no other keyboard path.
  key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Tab' || modifierKeys.has(event.key)) return;
    const item = this.#byElement.get(document.activeElement);
    const node = item?.id ?? 0;
    const modifiers = (event.shiftKey ? Modifier.shift : 0) | (event.altKey ? Modifier.alt : 0) |
      ((apple ? event.metaKey : event.ctrlKey) ? Modifier.command : 0);
    if (event.key !== 'Escape' && this.#usedNatively(event, item, modifiers)) return;
    if (this.#pressed(event, item, modifiers)) return;
    const text = keyText(event, modifiers);
    if (modifiers & Modifier.command && !commandKeys.has(text)) return;  // The browser's own.
    if (modifiers === Modifier.alt && !/^[1-5]$/.test(text)) return;  // Back, forward, menus.
    if (/^F\d+$/.test(text) && text !== 'F6' && text !== 'F2') return;
    this.#send(node, ActionKind.key, {modifiers, text});
    event.preventDefault();
  }

  #usedNatively(event, item, modifiers) {
    if (item?.textBox) {
      if (item.element.tagName === 'TEXTAREA') {
        if (event.key === 'Enter') return !(modifiers & Modifier.command);
        return !(modifiers & Modifier.command) || editKeys.has(event.code);
      }
      if (event.key === 'Enter' && modifiers === 0) {
        this.#send(item.id, ActionKind.submit, {text: item.element.value});
        event.preventDefault();
        return true;
      }
      if (fieldKeys.has(event.key)) return false;
      return !(modifiers & Modifier.command) || editKeys.has(event.code);
    }
    return item?.role === 'radio' && event.key.startsWith('Arrow');
  }

  #pressed(event, item, modifiers) {
    if (!item || modifiers !== 0) return false;
    if (item.role === 'slider') {
      const up = event.key === 'ArrowUp' || event.key === 'ArrowRight';
      if (!up && event.key !== 'ArrowDown' && event.key !== 'ArrowLeft') return false;
      this.#send(item.id, up ? ActionKind.increment : ActionKind.decrement);
      event.preventDefault();
      return true;
    }
    if (event.key !== 'Enter' && event.key !== ' ') return false;
    const native = item.element.tagName === 'BUTTON' ||
      (item.element.tagName === 'INPUT' && event.key === ' ');
    if (native) return true;  // The browser makes a click of it, which activates.
    if (!pressedByKey.has(item.role)) return false;
    if (!event.repeat) this.#activate(item);
    event.preventDefault();
    return true;
  }
}

// ---- tables and helpers --------------------------------------------------------------------------

const focusableTags = new Set(['BUTTON', 'INPUT', 'TEXTAREA', 'A']);
const cellRoles = new Set(['cell', 'gridcell', 'columnheader', 'rowheader']);
const modifierKeys = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'NumLock', 'Dead',
  'AltGraph', 'Fn', 'Unidentified', 'Process']);
const pressedByKey = new Set(['link', 'option', 'row', 'gridcell', 'cell', 'menuitem', 'tab',
  'checkbox', 'radio', 'img', 'listitem', 'columnheader', 'rowheader', 'treeitem']);
/// Keys that a single-line text box has no use for, and that a list below it may have.
const fieldKeys = new Set(['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Enter']);
/// With Ctrl or Cmd, by place on the keyboard: select all, copy, paste, cut, undo, redo; words.
const editKeys = new Set(['KeyA', 'KeyC', 'KeyV', 'KeyX', 'KeyZ', 'KeyY', 'Backspace', 'Delete',
  'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Insert']);
/// With Ctrl or Cmd: what the application may want; everything else stays the browser's.
const commandKeys = new Set(['k', 'z', 'y', 's', 'a', 'c', 'x', 'v', 'f', 'b', 'Enter', 'ArrowUp',
  'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'Backspace', 'Delete']);

/// KeyboardEvent.key; letters of a shortcut by place on the keyboard, since "Ctrl+К" of the Russian
/// layout is Ctrl+K to the fingers, and "т" is N. Layouts that write Latin keep their own letters.
function keyText(event, modifiers) {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1].toLowerCase();
  if (modifiers & (Modifier.command | Modifier.alt)) {
    return letter ?? /^Digit(\d)$/.exec(event.code)?.[1] ?? event.key;
  }
  const shift = Boolean(modifiers & Modifier.shift);
  if (event.key === 'F10' && shift) return 'ContextMenu';
  if (letter && event.key.length === 1 && event.key > '\x7f') {
    return shift ? letter.toUpperCase() : letter;
  }
  // Where the Cyrillic layouts have their full stop and comma, fingers look for "/" and "?".
  if (event.code === 'Slash' && (event.key === '.' || event.key === ',')) return shift ? '?' : '/';
  return event.key.length === 1 && !shift ? event.key.toLowerCase() : event.key;
}

/// True when the worker has seen action `sequence` (numbers wrap).
function newer(seen, sequence) {
  return ((seen - sequence) | 0) >= 0;
}

function readNode(view, at, texts) {
  const text = (offset) => {
    const start = view.getUint32(at + offset, true);
    const size = view.getUint32(at + offset + 4, true);
    return size === 0 ? '' : decoder.decode(texts.subarray(start, start + size));
  };
  const u32 = (offset) => view.getUint32(at + offset, true);
  const i32 = (offset) => view.getInt32(at + offset, true);
  const f32 = (offset) => view.getFloat32(at + offset, true);
  const o = NodeOffset;
  return {
    parent: u32(o.parent), state: u32(o.state),
    role: Role[view.getUint8(at + o.role)], input: InputKind[view.getUint8(at + o.input)],
    autocomplete: Autocomplete[view.getUint8(at + o.autocomplete)],
    level: view.getUint8(at + o.level),
    x: f32(o.x), y: f32(o.y), w: f32(o.w), h: f32(o.h),
    name: text(o.name), value: text(o.value), description: text(o.description),
    placeholder: text(o.placeholder),
    row: i32(o.row), column: i32(o.column), row_count: i32(o.row_count),
    column_count: i32(o.column_count),
    number: f32(o.number), number_min: f32(o.number_min), number_max: f32(o.number_max),
    selection_start: u32(o.selection_start), selection_end: u32(o.selection_end),
    max_length: u32(o.max_length), controls: u32(o.controls), active: u32(o.active),
  };
}
