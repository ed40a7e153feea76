/** The twin's time: the machine's, or one that only moves when told. */

export interface Clock {
  /** Milliseconds since 1970 UTC. */
  now(): number;
  readonly isManual: boolean;
  /** Makes the clock manual and sets it. Listeners are told after. */
  set(milliseconds: number): void;
  /** Manual clocks only: moves forward. */
  advance(milliseconds: number): void;
  /** Back to the machine's time. */
  useReal(): void;
  /** Told each time the clock was set or moved by hand (schedulers look for what is due). Gives the unsubscribe. */
  onChange(listener: (now: number) => void): () => void;
}

/** A real clock; `startAt` (milliseconds) makes it a manual one that stands still there. */
export function createClock(startAt?: number): Clock {
  let fixed = startAt;
  const listeners = new Set<(now: number) => void>();
  const tell = () => {
    for (const listener of listeners) listener(fixed ?? Date.now());
  };
  return {
    now: () => fixed ?? Date.now(),
    get isManual() {
      return fixed !== undefined;
    },
    set(milliseconds) {
      fixed = milliseconds;
      tell();
    },
    advance(milliseconds) {
      fixed = (fixed ?? Date.now()) + milliseconds;
      tell();
    },
    useReal() {
      fixed = undefined;
      tell();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
