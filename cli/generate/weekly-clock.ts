/** Simulated time: a steady stream of events spread over the days of a week and the hours of a day as a cinema's visitors are. */

const HOURS = [4, 2, 1, 1, 1, 2, 4, 8, 12, 15, 18, 22, 26, 24, 22, 22, 26, 34, 46, 56, 52, 38, 22, 10];
/** Sunday first, as `Date` has it. */
const DAYS = [14, 8, 8, 9, 11, 16, 18];
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

/** What of a week's events lies before each of its 168 hours; at the end all of them. */
const BEFORE: readonly number[] = runningSums(DAYS.flatMap((day) => HOURS.map((hour) => day * hour)));
const TOTAL = BEFORE.at(-1)!;
/** 1970-01-01 was a Thursday; this is the Sunday before. */
const FIRST_SUNDAY_MS = -4 * 24 * HOUR_MS;

function runningSums(weights: readonly number[]): number[] {
  const sums = [0];
  for (const weight of weights) sums.push(sums.at(-1)! + weight);
  return sums;
}

export class WeeklyClock {
  readonly #weekMs: number;
  readonly #before: number;
  readonly #perEvent: number;

  /** `perDay`: events of a day on average; `startMs`: the time of event 0. */
  constructor(startMs: number, perDay: number) {
    const sinceSunday = (((startMs - FIRST_SUNDAY_MS) % WEEK_MS) + WEEK_MS) % WEEK_MS;
    this.#weekMs = startMs - sinceSunday;
    const hour = Math.floor(sinceSunday / HOUR_MS);
    const part = (sinceSunday - hour * HOUR_MS) / HOUR_MS;
    this.#before = BEFORE[hour]! + part * (BEFORE[hour + 1]! - BEFORE[hour]!);
    this.#perEvent = TOTAL / (7 * perDay);
  }

  /** Milliseconds since 1970 of the `index`-th event, which may lie between two. Never goes back. */
  timeOf(index: number): number {
    const weight = this.#before + index * this.#perEvent;
    const week = Math.floor(weight / TOTAL);
    const rest = weight - week * TOTAL;
    let low = 0;
    let high = 167;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (BEFORE[middle]! <= rest) low = middle;
      else high = middle - 1;
    }
    const part = (rest - BEFORE[low]!) / (BEFORE[low + 1]! - BEFORE[low]!);
    return this.#weekMs + week * WEEK_MS + Math.floor((low + part) * HOUR_MS);
  }
}

/** A moment as all drops have it: UTC, with milliseconds. */
export const isoTime = (ms: number) => new Date(ms).toISOString();

/** Share of the day's heat at a moment, 0 at 4 o'clock to 1 at 16 o'clock, in straight lines. */
export function dayCurve(ms: number): number {
  const hours = (((ms % (24 * HOUR_MS)) + 24 * HOUR_MS) % (24 * HOUR_MS)) / HOUR_MS;
  const fromFour = (hours + 20) % 24;
  return fromFour < 12 ? fromFour / 12 : (24 - fromFour) / 12;
}
