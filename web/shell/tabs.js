// One tab has the database: a Web Lock decides which, a BroadcastChannel carries the request to hand
// it over. The lock is never stolen: a tab gives it up itself, after its last commit, or the browser
// takes it back when the tab is gone.
//
//    second tab                      first tab (holds the lock)
//    ask ───────────────────────►    commit, close the database
//    waits for the lock              release the lock
//    lock granted: start     ◄────   answered; shows "open in another tab"

const lockName = 'retour.database';
const channelName = 'retour.tabs';
/// How long a live tab may take to close the database before the user is told to look at it.
const answerWithinMillis = 3000;

export class TabLock {
  #channel = new BroadcastChannel(channelName);
  #release = null;
  #handOver = null;
  #freed = null;

  /// `handOver` (async) is called when another tab asks: commit, close, then return.
  /// `freed` is called when a tab says that it let go, while this one does not hold the lock.
  constructor({handOver, freed}) {
    this.#handOver = handOver;
    this.#freed = freed;
    this.#channel.addEventListener('message', (event) => this.#message(event.data));
  }

  get held() { return this.#release !== null; }

  /// Takes the lock if it is free; resolves to whether it is held now.
  tryTake() {
    return this.#take({ifAvailable: true});
  }

  /// Asks the tab that holds the lock to hand it over. Resolves to 'taken', or to 'silent' when no
  /// answer came in time; the request stays queued then and `later` runs when it is granted.
  async takeOver(later) {
    const taken = this.#take({});
    this.#channel.postMessage({kind: 'hand-over'});
    const first = await Promise.race([
      taken.then(() => 'taken'),
      new Promise((done) => setTimeout(done, answerWithinMillis, 'silent')),
    ]);
    if (first === 'silent') taken.then(later);
    return first;
  }

  /// Lets go, and says so.
  release() {
    this.#release?.();
    this.#release = null;
    this.#channel.postMessage({kind: 'freed'});
  }

  #take(options) {
    return new Promise((done, failed) => {
      navigator.locks.request(lockName, options, (lock) => {
        if (!lock) {
          done(false);
          return undefined;
        }
        return new Promise((release) => {
          this.#release = release;
          done(true);
        });
      }).catch(failed);
    });
  }

  async #message({kind}) {
    if (kind === 'hand-over' && this.held) {
      await this.#handOver();
      this.release();
    } else if (kind === 'freed' && !this.held) {
      this.#freed();
    }
  }
}
