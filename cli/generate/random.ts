/** Random numbers that are a function of a seed and a place, so that any row can be made without those before it. */

/** Mixes 32 bits well: the finaliser of MurmurHash3. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/**
 * Integer arithmetic, `+ - * /` and comparisons only: what IEEE 754 and ECMAScript fix to the bit. `Math.sin`, `log` and `pow` may differ
 * between engines (https://tc39.es/ecma262/#sec-function-properties-of-the-math-object), so nothing here or above uses them.
 */
export class Dice {
  #state = 0;

  /** The dice of a place; `name` keeps kinds of places apart. */
  constructor(seed: number, name: string, first = 0, second = 0, third = 0) {
    this.move(seed, name, first, second, third);
  }

  /** The same as new dice, without making an object. */
  move(seed: number, name: string, first = 0, second = 0, third = 0): this {
    let hash = mix((seed | 0) ^ 0x9e3779b9) ^ Math.floor(seed / 2 ** 32);
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    for (const part of [first, second, third]) hash = (mix(hash ^ (part | 0)) + 0x9e3779b9) | 0;
    this.#state = hash;
    return this;
  }

  /** From 0 to 2^32 - 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    return mix(this.#state) >>> 0;
  }

  /** From 0 to below 1. */
  share(): number {
    return this.next() / 2 ** 32;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  isLucky(chance: number): boolean {
    return this.share() < chance;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** About normal with mean 0 and deviation 1: the sum of twelve even ones (Irwin and Hall). */
  normal(): number {
    let sum = 0;
    for (let count = 0; count < 12; count += 1) sum += this.share();
    return sum - 6;
  }
}

/** Picks of unequal weight. */
export class Weighted<T> {
  readonly #items: readonly T[];
  readonly #upTo: readonly number[];

  constructor(items: readonly T[], weights: readonly number[]) {
    this.#items = items;
    let sum = 0;
    this.#upTo = weights.map((weight) => {
      sum += weight;
      return sum;
    });
  }

  pick(dice: Dice): T {
    const at = dice.share() * this.#upTo.at(-1)!;
    let low = 0;
    let high = this.#upTo.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#upTo[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return this.#items[low]!;
  }
}

/** A heavy tail as of films and customers: the n-th of the list has a weight of 1 / (n + flatness), as Zipf and Mandelbrot have it. */
export const heavyTail = <T>(items: readonly T[], flatness = 3): Weighted<T> =>
  new Weighted(
    items,
    items.map((_, index) => 1 / (index + 1 + flatness)),
  );

/**
 * A share of all places, one in each stretch of `1 / share` places, at random in it. So any long run has exactly its share, and whether a place
 * is one of them, and how many came before it, is known without counting.
 */
export class Strata {
  readonly #seed: number;
  readonly #name: string;
  readonly #share: number;
  readonly #dice = new Dice(0, "");

  /** `share` from 0 to below 1. */
  constructor(seed: number, name: string, share: number) {
    this.#seed = seed;
    this.#name = name;
    this.#share = share;
  }

  isPicked(place: number): boolean {
    return this.countBefore(place + 1) > this.countBefore(place);
  }

  /** How many of the places 0 to `place` - 1 are picked. */
  countBefore(place: number): number {
    if (this.#share <= 0 || place <= 0) return 0;
    let stratum = Math.floor(place * this.#share);
    while (stratum > 0 && this.#start(stratum) > place) stratum -= 1;
    while (this.#start(stratum + 1) <= place) stratum += 1;
    const start = this.#start(stratum);
    const length = this.#start(stratum + 1) - start;
    const picked = start + this.#dice.move(this.#seed, this.#name, stratum).below(length);
    return stratum + (picked < place ? 1 : 0);
  }

  #start(stratum: number): number {
    return Math.ceil(stratum / this.#share);
  }
}
