/** Locks that a transaction holds to its end: for rows that it changes, and for streams that it consumes. */

export type LockOutcome = "granted" | "timed out" | "deadlock" | "aborted";

interface Waiter {
  owner: number;
  grant(outcome: LockOutcome): void;
}

interface Lock {
  owner: number;
  queue: Waiter[];
}

/**
 * Exclusive locks by key, first come, first served. Of a cycle of waiting owners the one whose request closes it is refused, as in
 * Snowflake (docs.snowflake.com/en/sql-reference/transactions: the most recent statement of the deadlock is the victim; its
 * transaction stays open).
 */
export class Locks {
  readonly #locks = new Map<string, Lock>();
  /** The key each waiting owner waits for: a session runs one statement at a time, so it is one. */
  readonly #waitingFor = new Map<number, string>();

  holder(key: string): number | undefined {
    return this.#locks.get(key)?.owner;
  }

  /** Every lock and wait, for SHOW LOCKS. */
  list(): { key: string; owner: number; waiting: number[] }[] {
    return [...this.#locks].map(([key, lock]) => ({ key, owner: lock.owner, waiting: lock.queue.map((w) => w.owner) }));
  }

  /** Waits up to `timeoutMs` (real time). An owner may ask again for what it has. */
  async acquire(owner: number, key: string, timeoutMs: number, signal?: AbortSignal): Promise<LockOutcome> {
    const lock = this.#locks.get(key);
    if (lock === undefined) {
      this.#locks.set(key, { owner, queue: [] });
      return "granted";
    }
    if (lock.owner === owner) return "granted";
    if (this.#closesCycle(owner, key)) return "deadlock";
    if (timeoutMs <= 0) return "timed out";
    if (signal?.aborted) return "aborted";

    const { promise, resolve } = Promise.withResolvers<LockOutcome>();
    const waiter: Waiter = { owner, grant: resolve };
    const leave = (outcome: LockOutcome) => {
      lock.queue = lock.queue.filter((other) => other !== waiter);
      resolve(outcome);
    };
    const timer = setTimeout(leave, Math.min(timeoutMs, 2 ** 31 - 1), "timed out");
    const abort = () => leave("aborted");
    signal?.addEventListener("abort", abort);
    lock.queue.push(waiter);
    this.#waitingFor.set(owner, key);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      this.#waitingFor.delete(owner);
    }
  }

  /** Ends the owner's wait, if it waits: its statement is told "aborted". */
  abortWait(owner: number): void {
    const key = this.#waitingFor.get(owner);
    const lock = key === undefined ? undefined : this.#locks.get(key);
    if (lock === undefined) return;
    const waiter = lock.queue.find((each) => each.owner === owner);
    lock.queue = lock.queue.filter((each) => each !== waiter);
    waiter?.grant("aborted");
  }

  releaseAll(owner: number): void {
    for (const [key, lock] of this.#locks) {
      if (lock.owner !== owner) continue;
      const next = lock.queue.shift();
      if (next === undefined) {
        this.#locks.delete(key);
      } else {
        lock.owner = next.owner;
        // Not in `finally` of the waiter alone: until that runs, the waiter would still seem to wait.
        this.#waitingFor.delete(next.owner);
        next.grant("granted");
      }
    }
  }

  #closesCycle(owner: number, key: string): boolean {
    for (let at: string | undefined = key; at !== undefined; ) {
      const lock = this.#locks.get(at);
      if (lock === undefined) return false;
      if (lock.owner === owner) return true;
      at = this.#waitingFor.get(lock.owner);
    }
    return false;
  }
}
