// The service worker from the page's side: installs it, says when a new version waits, takes it.

/// Registers; calls `ready` when a new version is there and waits. Without service workers (no TLS)
/// the program works, but only with a network.
export async function watchForUpdates(scriptUrl, ready) {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(scriptUrl, {updateViaCache: 'none'});
  if (!registration) return;  // Switched off by the browser's owner.
  const look = () => {
    // Without a controller this is the first visit: nothing older is running.
    if (registration.waiting && navigator.serviceWorker.controller) ready();
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
}

/// Lets the waiting version take over, then loads it; without one, loads the page again.
export async function takeUpdate() {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.waiting) {
    location.reload();
    return;
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(),
    {once: true});
  registration.waiting.postMessage('take-over');
}
