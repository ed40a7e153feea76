/**
 * Endless streams of rows, made in chunks of 100, each a function of the seed and its number: so batch n needs no file of batch n - 1. What
 * happens in a chunk is the dataset's to say; here a share of its rows arrives later than it happened.
 */
import { Dice, Strata } from "./random.ts";

export const CHUNK_ROWS = 100;
/** How many chunks later the late rows of a chunk arrive, in turn. */
const LAGS = [1, 1, 2, 3, 5, 8, 13, 34, 89];
const DIFFERENT_LAGS = [...new Set(LAGS)];
/** What comes again is looked for in these. */
const KEPT_CHUNKS = 24;

export interface Row {
  /** In the contract's order, quoted where CSV needs it. */
  fields: readonly string[];
  /** Whether it changes a thing that an earlier row brought. */
  isChange: boolean;
}

/** What happens, before anything goes wrong with it. */
export interface World {
  /** Exactly `count` rows (at least 90, at most 160) in the order of their time; the same for the same arguments. */
  rows(chunk: number, count: number): Row[];
}

export interface Arrival extends Row {
  /** Whether rows that happened after it arrived before it. */
  isLate: boolean;
}

export class Stream {
  readonly #seed: number;
  readonly #world: World;
  readonly #late: Strata;
  readonly #chunks = new Map<number, Arrival[]>();
  readonly #lateRows = new Map<number, Arrival[]>();

  /** `late`: the share of rows that arrive late, 0 to 0.5. */
  constructor(seed: number, world: World, late: number) {
    this.#seed = seed;
    this.#world = world;
    this.#late = new Strata(seed, "late", late);
  }

  /** The row that arrives at a place, from 0. Cheap when places are asked for about in order. */
  at(place: number): Arrival {
    return this.#arrivals(Math.floor(place / CHUNK_ROWS))[place % CHUNK_ROWS]!;
  }

  /** The 100 rows that arrive in a chunk: its own without those that are late, and those of earlier ones that were. */
  #arrivals(chunk: number): Arrival[] {
    const known = this.#chunks.get(chunk);
    if (known) return known;
    const { onTime, late } = this.#made(chunk);
    this.#lateRows.set(chunk, late);
    const arrived: Arrival[] = [];
    for (const lag of DIFFERENT_LAGS)
      if (chunk >= lag)
        arrived.push(...this.#lateOf(chunk - lag).filter((_, index) => lagOf(chunk - lag, index) === lag));
    const rows = interleave(onTime, arrived, new Dice(this.#seed, "arrival", chunk));
    forget(this.#lateRows, chunk - LAGS.at(-1)! - KEPT_CHUNKS);
    forget(this.#chunks, chunk - KEPT_CHUNKS);
    this.#chunks.set(chunk, rows);
    return rows;
  }

  #lateOf(chunk: number): Arrival[] {
    let late = this.#lateRows.get(chunk);
    if (!late) {
      late = this.#made(chunk).late;
      this.#lateRows.set(chunk, late);
    }
    return late;
  }

  #made(chunk: number): { onTime: Arrival[]; late: Arrival[] } {
    const lateCount = this.#lateCount(chunk);
    const rows = this.#world.rows(chunk, CHUNK_ROWS + lateCount - this.#arrivingLate(chunk));
    const onTime: Arrival[] = [];
    const late: Arrival[] = [];
    for (const [index, row] of rows.entries()) {
      // `lateCount` of the rows, spread evenly.
      const isLate =
        Math.floor(((index + 1) * lateCount) / rows.length) > Math.floor((index * lateCount) / rows.length);
      (isLate ? late : onTime).push({ ...row, isLate });
    }
    return { onTime, late };
  }

  #lateCount(chunk: number): number {
    return this.#late.countBefore((chunk + 1) * CHUNK_ROWS) - this.#late.countBefore(chunk * CHUNK_ROWS);
  }

  #arrivingLate(chunk: number): number {
    let count = 0;
    for (const lag of DIFFERENT_LAGS)
      if (chunk >= lag)
        for (let index = 0; index < this.#lateCount(chunk - lag); index += 1)
          if (lagOf(chunk - lag, index) === lag) count += 1;
    return count;
  }
}

/** How many chunks late the `index`-th late row of a chunk is. */
const lagOf = (chunk: number, index: number) => LAGS[(chunk + index) % LAGS.length]!;

/** Puts `others` between `rows` at random places, both in their order. */
function interleave<T>(rows: readonly T[], others: readonly T[], dice: Dice): T[] {
  const all: T[] = [];
  let at = 0;
  for (const [index, row] of rows.entries()) {
    while (at < others.length && dice.share() * (rows.length - index) < others.length - at) all.push(others[at++]!);
    all.push(row);
  }
  return [...all, ...others.slice(at)];
}

function forget(chunks: Map<number, unknown>, before: number): void {
  for (const chunk of chunks.keys()) if (chunk < before) chunks.delete(chunk);
}
