/** The twin's time: the machine's, or one that only moves when told. */

/** What falls due while a manual clock is moved. */
export interface ClockDriver {
  /** When the next thing is due, in milliseconds; undefined when nothing is. */
  nextAt(): number | undefined;
  /** Does what is due at that moment; the clock stands still there until it is done. */
  runAt(at: number): Promise<void>;
  /** The clock was set back, or taken over from the machine's: what was missed is not caught up. */
  rewind(now: number): void;
}

export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  readonly isManual: boolean;
  /**
   * Makes the clock manual and sets it. What falls due on the way runs in order, each at its own time; the promise is that of the arrival.
   * When nothing does, the clock is there at once. Listeners are told after.
   */
  set(milliseconds: number): Promise<void>;
  /** Moves forward, as `set`. */
  advance(milliseconds: number): Promise<void>;
  /** Back to the machine's time. */
  useReal(): void;
  /** Told each time the clock has arrived where it was set or moved by hand. Gives the unsubscribe. */
  onChange(listener: (now: number) => void): () => void;
  /** At most one; gives the way to take it off. */
  driveWith(driver: ClockDriver): () => void;
}

/** A real clock; `startAt` (milliseconds) makes it a manual one that stands still there. */
export function createClock(startAt?: number): Clock {
  let fixed = startAt;
  let driver: ClockDriver | undefined;
  /** Moves that have not arrived: a further one waits for them. */
  let moves = 0;
  let arrival: Promise<void> = Promise.resolve();
  const listeners = new Set<(now: number) => void>();
  const now = () => fixed ?? Date.now();
  const arrive = (at: number) => {
    const isBack = at < now();
    fixed = at;
    if (isBack) driver?.rewind(at);
    for (const listener of listeners) listener(at);
  };
  const dueBefore = (target: number): number | undefined => {
    const at = driver?.nextAt();
    return at === undefined || at > target ? undefined : at;
  };
  const walk = async (target: number) => {
    for (let at = dueBefore(target); at !== undefined; at = dueBefore(target)) {
      fixed = Math.max(now(), at);
      await driver?.runAt(fixed);
    }
    arrive(target);
  };
  const move = (targetOf: () => number): Promise<void> => {
    const target = targetOf();
    if (moves === 0 && (target < now() || dueBefore(target) === undefined)) {
      arrive(target);
      return Promise.resolve();
    }
    moves += 1;
    const moved = arrival.then(() => walk(targetOf())).finally(() => (moves -= 1));
    arrival = moved.catch(() => undefined);
    return moved;
  };
  return {
    now,
    get isManual() {
      return fixed !== undefined;
    },
    set: (milliseconds) => move(() => milliseconds),
    advance: (milliseconds) => move(() => now() + milliseconds),
    useReal() {
      fixed = undefined;
      driver?.rewind(Date.now());
      for (const listener of listeners) listener(Date.now());
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    driveWith(next) {
      driver = next;
      return () => {
        if (driver === next) driver = undefined;
      };
    },
  };
}
