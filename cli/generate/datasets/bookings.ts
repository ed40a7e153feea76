/** Bookings of seats: booked, perhaps changed, and in the end cancelled or completed. */
import { filmsOnShow, idOf, regularCustomer, seedMark, theatres } from "../cinema.ts";
import { hundredths } from "../csv.ts";
import { faultsOf } from "../faults.ts";
import { planLives, type Step } from "../lives.ts";
import { Dice, Weighted } from "../random.ts";
import { CHUNK_ROWS, type Row } from "../stream.ts";
import { streamDataset, type WorldOptions } from "../stream-dataset.ts";
import { isoTime, WeeklyClock } from "../weekly-clock.ts";

const QUARTER_MS = 15 * 60_000;
const DAY_MS = 24 * 3_600_000;
const CHANNELS = new Weighted(["web", "app", "counter", "partner", ""], [40, 35, 15, 8, 2]);
/** Two seats are the rule; a school takes thirty. */
const TICKETS = new Weighted([1, 2, 3, 4, 5, 6, 8, 12, 20, 30], [18, 48, 12, 12, 4, 2, 1, 0.5, 0.2, 0.1]);

const COLUMNS = [
  "event_id",
  "booking_id",
  "event_type",
  "event_at",
  "customer_id",
  "movie_id",
  "movie_title",
  "theatre",
  "screening_at",
  "tickets",
  "unit_price",
  "channel",
];

/** `changes`: the share of bookings that are changed, and the share that are cancelled. */
function createWorld({ seed, startMs, perDay, changes }: WorldOptions) {
  const clock = new WeeklyClock(startMs, perDay);
  const films = filmsOnShow(seed);
  const houses = theatres(seed);
  const mark = seedMark(seed);
  const lives = planLives(seed, (dice) => {
    const steps: { kind: string; after: number }[] = [];
    while (steps.length < 4 && dice.isLucky(changes)) steps.push({ kind: "changed", after: dice.between(1, 5) });
    if (dice.isLucky(changes)) steps.push({ kind: "cancelled", after: dice.between(1, 12) });
    else if (dice.isLucky(0.85)) steps.push({ kind: "completed", after: dice.between(4, 60) });
    return steps;
  });

  const timeIn = (chunk: number, dice: Dice) => clock.timeOf((chunk + dice.share()) * CHUNK_ROWS);
  const timeOf = (bookedIn: number, { member, step, lag }: Step) =>
    timeIn(bookedIn + lag, new Dice(seed, "time", bookedIn, member, step));

  /** What holds of a booking after its `step`-th event. */
  function event(bookedIn: number, member: number, step: number): { at: number; row: Row } {
    const id = idOf(bookedIn, member);
    const dice = new Dice(seed, "booking", bookedIn, member);
    let at = timeIn(bookedIn, dice);
    const customer = regularCustomer(dice);
    const film = films.pick(dice);
    const theatre = houses.pick(dice);
    let tickets = TICKETS.pick(dice);
    const end = lives.of(member).at(-1);
    const completedAt = end?.kind === "completed" ? timeOf(bookedIn, end) : undefined;
    let screening = completedAt === undefined ? screeningAfter(at, dice) : screeningBetween(at, completedAt, dice);
    const price = 650 + 50 * dice.below(24);
    const channel = CHANNELS.pick(dice);
    let kind = "booked";
    for (const change of lives.of(member).slice(0, step)) {
      const later = new Dice(seed, "step", bookedIn, member, change.step);
      at = timeOf(bookedIn, change);
      kind = change.kind;
      if (kind !== "changed") continue;
      if (later.isLucky(0.6)) tickets = TICKETS.pick(later);
      if (completedAt === undefined && later.isLucky(0.6)) screening = screeningAfter(at, later);
    }
    const fields = [
      `${mark}-${id}-${step}`,
      `${mark}-${id}`,
      kind,
      isoTime(at),
      String(customer),
      String(film.id),
      film.title,
      theatre,
      isoTime(screening),
      String(tickets),
      hundredths(price),
      channel,
    ];
    return { at, row: { fields, isChange: step > 0 } };
  }

  return {
    rows(chunk: number, count: number): Row[] {
      const events: { at: number; row: Row }[] = [];
      for (const [lag, steps] of lives.byLag)
        if (chunk >= lag) for (const { member, step } of steps as Step[]) events.push(event(chunk - lag, member, step));
      // What no later event belongs to is a booking that stays as it is.
      for (let member = 0; events.length < count; member += 1) events.push(event(chunk, member, 0));
      return events.sort((a, b) => a.at - b.at).map(({ row }) => row);
    },
  };
}

/** Within two weeks, sooner rather than later, at a quarter of an hour between 10 and 23 o'clock. */
function screeningAfter(at: number, dice: Dice): number {
  const day = Math.floor(at / DAY_MS) + 1 + Math.floor(dice.share() * dice.share() * 14);
  return day * DAY_MS + (40 + dice.below(53)) * QUARTER_MS;
}

/** What was completed was shown before. */
const screeningBetween = (booked: number, completed: number, dice: Dice) =>
  Math.floor((booked + (completed - booked) * (0.3 + dice.share() * 0.6)) / QUARTER_MS) * QUARTER_MS;

const faults = faultsOf(COLUMNS);

export const bookings = streamDataset({
  name: "bookings",
  resource: "bookings",
  columns: COLUMNS,
  perDay: 2_000,
  hasChanges: true,
  repeatedReason: "event_repeated",
  createWorld,
  faults: [
    faults.missing("booking_id"),
    faults.missing("customer_id"),
    faults.missing("movie_title"),
    faults.notANumber("customer_id"),
    faults.notANumber("movie_id"),
    faults.unknown("event_type"),
    faults.unknown("channel"),
    faults.notATime("event_at"),
    faults.notATime("screening_at"),
    faults.outOfRange("event_at", ["1026-01-05T10:00:00Z", "1970-01-01T00:00:00Z", "2206-01-05T10:00:00.000Z"]),
    faults.outOfRange("tickets", ["0", "-2", "51", "400"]),
    faults.outOfRange("unit_price", ["-1", "-12.50", "1000.01", "99999"]),
    faults.other("unit_price", "not_an_amount", ["free", "12,50", "9.999", "$9"]),
    faults.tooLong("theatre", 100),
  ],
});
