/** Customers who join, move, change their address or what they pay for, and sometimes leave. */
import { idOf, seedMark } from "../cinema.ts";
import { faultsOf } from "../faults.ts";
import { PLANNED_SHARE, planLives, type Step } from "../lives.ts";
import { mailAddress, People } from "../people.ts";
import { Dice, Weighted } from "../random.ts";
import { CHUNK_ROWS, type Row } from "../stream.ts";
import { streamDataset, type WorldOptions } from "../stream-dataset.ts";
import { isoTime, WeeklyClock } from "../weekly-clock.ts";

const SEGMENTS = new Weighted(["basic", "plus", "premium", ""], [70, 20, 8, 2]);

const COLUMNS = [
  "change_id",
  "customer_id",
  "operation",
  "changed_at",
  "first_name",
  "last_name",
  "email",
  "phone",
  "street",
  "city",
  "region",
  "postal_code",
  "country",
  "segment",
];

/** `changes`: the share of rows that update or delete a customer who is there. */
function createWorld({ seed, startMs, perDay, changes }: WorldOptions) {
  const clock = new WeeklyClock(startMs, perDay);
  const people = new People(seed);
  const mark = seedMark(seed);
  // A few customers have most of the changes: whoever changed once changes again with a chance of at least one half.
  const lives = planLives(seed, (dice) => {
    const steps: { kind: string; after: number }[] = [];
    const again = Math.max(0.5, changes);
    let chance = (changes / (PLANNED_SHARE - changes)) * (1 - again);
    while (steps.length < 20 && dice.isLucky(chance)) {
      steps.push({ kind: "update", after: dice.between(1, 8) });
      chance = again;
    }
    const last = steps.at(-1);
    if (last && dice.isLucky(0.25)) last.kind = "delete";
    return steps;
  });

  const timeIn = (chunk: number, dice: Dice) => clock.timeOf((chunk + dice.share()) * CHUNK_ROWS);

  /** The customer after the `step`-th change. */
  function change(joinedIn: number, member: number, step: number): { at: number; row: Row } {
    const id = idOf(joinedIn, member);
    const dice = new Dice(seed, "customer", joinedIn, member);
    let at = timeIn(joinedIn, dice);
    const person = people.person(dice, id);
    let segment = SEGMENTS.pick(dice);
    let kind = "insert";
    for (const later of lives.of(member).slice(0, step)) {
      const turn = new Dice(seed, "change", joinedIn, member, later.step);
      at = timeIn(joinedIn + later.lag, turn);
      kind = later.kind;
      const what = turn.below(4);
      if (what === 0) Object.assign(person, people.address(turn, person.country));
      else if (what === 1) person.email = mailAddress(person.firstName, person.lastName, id + later.step, turn);
      else segment = SEGMENTS.pick(turn);
    }
    const { firstName, lastName, email, phone, street, city, region, postalCode, country } = person;
    const whole = [firstName, lastName, email, phone, street, city, region, postalCode, country, segment];
    const fields = [
      `${mark}-${id}-${step}`,
      String(id),
      kind,
      isoTime(at),
      ...(kind === "delete" ? whole.map(() => "") : whole),
    ];
    return { at, row: { fields, isChange: step > 0 } };
  }

  return {
    rows(chunk: number, count: number): Row[] {
      const changed: { at: number; row: Row }[] = [];
      for (const [lag, steps] of lives.byLag)
        if (chunk >= lag)
          for (const { member, step } of steps as Step[]) changed.push(change(chunk - lag, member, step));
      for (let member = 0; changed.length < count; member += 1) changed.push(change(chunk, member, 0));
      return changed.sort((a, b) => a.at - b.at).map(({ row }) => row);
    },
  };
}

const faults = faultsOf(COLUMNS);
const ofPerson = (name: string, fault: ReturnType<typeof faults.missing>) => faults.ifGiven(name, fault);

export const customers = streamDataset({
  name: "customers",
  resource: "customers",
  columns: COLUMNS,
  perDay: 2_000,
  hasChanges: true,
  repeatedReason: "change_repeated",
  createWorld,
  faults: [
    faults.missing("customer_id"),
    faults.missing("changed_at"),
    faults.notANumber("customer_id"),
    faults.unknown("operation"),
    faults.notATime("changed_at"),
    faults.outOfRange("changed_at", ["1899-12-31T00:00:00Z", "2999-12-31T23:59:59Z"]),
    ofPerson("first_name", faults.missing("first_name")),
    ofPerson("last_name", faults.missing("last_name")),
    ofPerson("email", faults.missing("email")),
    ofPerson(
      "email",
      faults.other("email", "not_an_address", ["none", "a@b", "two@signs@example.com", "with space@example.com"]),
    ),
    ofPerson("segment", faults.unknown("segment")),
    ofPerson("city", faults.tooLong("city", 100)),
    ofPerson("postal_code", faults.tooLong("postal_code", 20)),
  ],
});
