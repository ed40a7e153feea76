/** What goes wrong on the way: some rows are delivered again, and some are broken. */
import { Dice, Strata } from "./random.ts";
import type { Arrival } from "./stream.ts";

/** Nothing can come again before there is anything. */
const FIRST_REPEAT = 1;
/** A row comes again at most so many rows later. */
const FURTHEST_REPEAT = 1_500;

export interface Fault {
  /** The rule's word for it. */
  reason: string;
  /** Whether this row can be broken so; every row when it is not there. */
  fits?(fields: readonly string[]): boolean;
  /** Breaks the row in one place. */
  plant(fields: string[], dice: Dice): void;
}

export interface Delivered {
  /** In the contract's order, quoted where CSV needs it. */
  fields: readonly string[];
  isChange: boolean;
  isLate: boolean;
  /** The rule's word for the fault that was planted. */
  fault: string | undefined;
  /** Place among the rows that are no repeats, from 0. Two rows with the same place are the same row. */
  place: number;
  isRepeat: boolean;
}

export interface DeliveryOptions {
  seed: number;
  /** Keeps the dice of several deliveries of one seed apart. */
  name: string;
  rowAt(place: number): Arrival;
  faults: readonly Fault[];
  /** Shares of the delivered rows, 0 to 0.5. */
  bad: number;
  duplicates: number;
}

export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #bad: Strata;
  readonly #repeats: Strata;
  readonly #dice = new Dice(0, "");
  readonly #faultName: string;
  readonly #repeatName: string;

  constructor(options: DeliveryOptions) {
    const { seed, name, bad, duplicates } = options;
    this.#options = options;
    this.#faultName = `fault ${name}`;
    this.#repeatName = `repeated ${name}`;
    this.#bad = new Strata(seed, `bad ${name}`, bad);
    this.#repeats = new Strata(seed, `repeat ${name}`, duplicates);
  }

  /** How many rows that are no repeats lie before a slot: the place of the first such row from there. */
  placesBefore(slot: number): number {
    return slot - this.#repeats.countBefore(slot - FIRST_REPEAT);
  }

  /** What is delivered in a slot, from 0. */
  at(slot: number): Delivered {
    const next = this.placesBefore(slot);
    const isRepeat = slot >= FIRST_REPEAT && this.#repeats.isPicked(slot - FIRST_REPEAT);
    const place = isRepeat ? this.#repeatedPlace(slot, next) : next;
    const { fields, isChange, isLate } = this.#options.rowAt(place);
    const broken = this.#bad.isPicked(place) ? this.#break(fields, place) : undefined;
    return { fields: broken?.fields ?? fields, isChange, isLate, fault: broken?.reason, place, isRepeat };
  }

  /** Most repeats come soon: the square of an even share leans to 0. */
  #repeatedPlace(slot: number, next: number): number {
    const dice = this.#dice.move(this.#options.seed, this.#repeatName, slot);
    return Math.max(0, next - 1 - Math.floor(dice.share() * dice.share() * FURTHEST_REPEAT));
  }

  /** A row is broken in the same way whenever it comes. */
  #break(fields: readonly string[], place: number): { fields: string[]; reason: string } {
    const { faults, seed } = this.#options;
    const dice = this.#dice.move(seed, this.#faultName, place);
    const first = dice.below(faults.length);
    for (let step = 0; step < faults.length; step += 1) {
      const { reason, fits, plant } = faults[(first + step) % faults.length]!;
      if (fits && !fits(fields)) continue;
      const broken = [...fields];
      plant(broken, dice);
      return { fields: broken, reason };
    }
    throw new Error("There is a row that none of the faults fits: a defect of Reelhouse.");
  }
}
