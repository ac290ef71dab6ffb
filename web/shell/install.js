// The hint that the application can be installed: on tablets and phones, where it then opens like
// any other and the browser no longer evicts its database. Shown once the user has come back (a
// first visit has other worries), and never again after an answer.

import {showNotice} from './notice.js';
import {words} from './words.js';

const visitsKey = 'retour.visits';
const answerKey = 'retour.install';
const visitsBefore = 2;

let ask = null;  // Chromium's own question, kept until the user wants it.

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  ask = event;
});
window.addEventListener('appinstalled', () => localStorage.setItem(answerKey, 'yes'));

/// Whether this device installs by hand: Safari on iPad and iPhone has a menu for it, no question.
function byHand() {
  const apple = /iPad|iPhone/.test(navigator.userAgent) ||
    (navigator.platform === 'MacIntel' && navigator.maxTouchPoints > 1);
  return apple && 'standalone' in navigator;
}

/// Counts the visit, and shows the hint when it is due.
export function hintInstall() {
  const visits = Number(localStorage.getItem(visitsKey) ?? 0) + 1;
  localStorage.setItem(visitsKey, String(Math.min(visits, 100)));
  const installed = matchMedia('(display-mode: standalone)').matches || navigator.standalone;
  const finger = matchMedia('(pointer: coarse)').matches;
  if (installed || !finger || visits < visitsBefore || localStorage.getItem(answerKey)) return;
  if (!ask && !byHand()) return;
  const w = words();
  const answer = (how) => {
    localStorage.setItem(answerKey, how);
    hint.close();
  };
  const later = {label: w.installLater, action: () => answer('later')};
  const install = {
    label: w.install, main: true, action: () => {
      answer('asked');
      ask.prompt();
    },
  };
  const hint = showNotice({
    title: w.installTitle, text: ask ? w.installText : w.installByHand, bar: true, calm: true,
    buttons: ask ? [install, later] : [later],
  });
}
