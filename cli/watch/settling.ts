/** Finds out which files are no longer written to: size and time stayed as they are for a while. Pure but for its memory. */

export interface FileLook {
  name: string;
  bytes: number;
  /** Milliseconds since 1970. */
  modifiedMs: number;
}

export class Settling {
  readonly #settleMs: number;
  #seen = new Map<string, { look: FileLook; sinceMs: number }>();

  constructor(settleMs: number) {
    this.#settleMs = settleMs;
  }

  /** `nowMs` of a clock that never goes back. Gives the files that have not changed for long enough, in the order of their names. */
  look(files: readonly FileLook[], nowMs: number): FileLook[] {
    const seen = new Map<string, { look: FileLook; sinceMs: number }>();
    for (const look of files) {
      const before = this.#seen.get(look.name);
      seen.set(look.name, before && isSame(before.look, look) ? before : { look, sinceMs: nowMs });
    }
    this.#seen = seen;
    return [...seen.values()]
      .filter(({ sinceMs }) => nowMs - sinceMs >= this.#settleMs)
      .map(({ look }) => look)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

export const isSame = (a: FileLook, b: FileLook) =>
  a.name === b.name && a.bytes === b.bytes && a.modifiedMs === b.modifiedMs;
