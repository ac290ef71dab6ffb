// Pointer and wheel events of the page as records for the worker. Coordinates are CSS pixels of the
// canvas. The keyboard does not pass here: it belongs to the mirror.

import {EventKind, Modifier} from './protocol.js';

const deviceOf = {mouse: 0, touch: 1, pen: 2};
const kindOf = {
  pointermove: EventKind.pointer_move,
  pointerdown: EventKind.pointer_down,
  pointerup: EventKind.pointer_up,
  pointercancel: EventKind.pointer_cancel,
};
/// Two fingers on a touchpad arrive as a wheel with Ctrl, in much smaller steps than a notch.
const padStepMax = 40;
const padGain = 5;
/// Lines and pages of a wheel in CSS px, for browsers that count in them.
const wheelLine = 18;

function modifiersOf(event) {
  return (event.shiftKey ? Modifier.shift : 0) | (event.altKey ? Modifier.alt : 0) |
    (event.ctrlKey || event.metaKey ? Modifier.command : 0);
}

/// Listens on `root` (canvas and mirror) until `signal` aborts; `writer` takes the records, `flush`
/// sends them.
export function listenToPointers(root, writer, flush, signal) {
  const write = (kind, event) => {
    writer.begin(kind).f32(event.clientX).f32(event.clientY).u32(event.pointerId)
      .u32(deviceOf[event.pointerType] ?? 0).u32(Math.max(0, event.button))
      .u32(modifiersOf(event)).f64(event.timeStamp).end();
    flush();
  };
  const isText = (target) => target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'range'].includes(target.type) || target instanceof HTMLTextAreaElement;

  root.addEventListener('pointerdown', (event) => write(kindOf.pointerdown, event), {signal});
  // On the window, not on the root: a drag goes on outside of it. Capturing the pointer would take
  // the native click away from the mirror's checkboxes.
  for (const name of ['pointermove', 'pointerup', 'pointercancel']) {
    window.addEventListener(name, (event) => {
      if (event.type === 'pointermove' && event.buttons === 0 && !root.contains(event.target)) return;
      write(kindOf[name], event);
    }, {signal});
  }
  document.documentElement.addEventListener('pointerleave', (event) =>
    write(EventKind.pointer_leave, event), {signal});

  // Clicks on the empty canvas take the focus from a text box, as on any page; clicks on a mirror
  // element move it there. Text boxes keep everything native; nothing else starts a selection.
  root.addEventListener('mousedown', (event) => {
    if (!isText(event.target) && event.button !== 0) event.preventDefault();
  }, {signal});
  root.addEventListener('dragstart', (event) => event.preventDefault(), {signal});
  root.addEventListener('contextmenu', (event) => {
    if (!isText(event.target)) event.preventDefault();
  }, {signal});

  root.addEventListener('wheel', (event) => {
    const zooms = event.ctrlKey || event.metaKey;
    if (zooms && !event.target.closest?.('.zoomable')) return;  // The browser's zoom.
    event.preventDefault();
    const unit = event.deltaMode === 1 ? wheelLine : event.deltaMode === 2 ? window.innerHeight : 1;
    const swap = event.shiftKey && event.deltaX === 0;
    const gain = zooms && Math.abs(event.deltaY) < padStepMax ? padGain : 1;
    writer.begin(EventKind.wheel).f32(event.clientX).f32(event.clientY)
      .f32(-(swap ? event.deltaY : event.deltaX) * unit)
      .f32(-(swap ? 0 : event.deltaY) * unit * gain).u32(modifiersOf(event)).end();
    flush();
  }, {passive: false, signal});
}
