/** Turns: who writes a table waits for the statement before to end. Always taken in one order, so they cannot deadlock. */

export class Latches {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` when all of `keys` are free, and frees them when it ends. First come, first served per key. */
  async hold<T>(keys: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const releases: (() => void)[] = [];
    try {
      // All places in the queues are taken at once, without waiting between: no cycle can form.
      const before: Promise<void>[] = [];
      for (const key of new Set(keys)) {
        before.push(this.#tails.get(key) ?? Promise.resolve());
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#tails.set(key, promise);
        releases.push(() => {
          if (this.#tails.get(key) === promise) this.#tails.delete(key);
          resolve();
        });
      }
      await Promise.all(before);
      return await work();
    } finally {
      for (const release of releases) release();
    }
  }
}
