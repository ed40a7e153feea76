import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { datasetNames, defaultsOf, type GenerateOptions, openRun } from "../../cli/generate/index.ts";

/** Rows of each member's file, without the header. */
const rowsOf = (dataset: string, options: GenerateOptions, batch: number) =>
  Object.fromEntries(
    openRun(dataset, options)
      .lines(batch)
      .map(({ path, lines }) => [path, [...lines].slice(1)]),
  );

const digest = (dataset: string, options: GenerateOptions, batch: number) => {
  const hash = createHash("sha256");
  for (const { path, lines } of openRun(dataset, options).lines(batch))
    for (const line of lines) hash.update(path).update(line);
  return hash.digest("hex").slice(0, 16);
};

const streams = datasetNames().filter((name) => defaultsOf(name).late !== undefined);

it.each([
  ["catalogue", "08e31b13b3e4a832"],
  ["movielens", "e82a34790f456a40"],
  ["bookings", "4a300123e3ee8951"],
  ["customers", "8a8836f7a40bbaaa"],
  ["sensors", "630dad6e99d19c2f"],
  ["transactions", "c509fedf37d42411"],
  ["events", "36c04e3c9331f82c"],
])("makes the same %s of the same seed on every machine", (dataset, expected) => {
  expect(digest(dataset, { seed: 42, rows: 1_500 }, 3)).toBe(expected);
});

it.each(datasetNames())("makes other %s of another seed", (dataset) => {
  expect(digest(dataset, { seed: 1, rows: 100 }, 1)).not.toBe(digest(dataset, { seed: 2, rows: 100 }, 1));
});

describe.each(streams)("a stream of %s", (dataset) => {
  const column = openRun(dataset, {}).lines(1)[0]!.path;

  it("is the same however it is cut into batches, and whichever batch is made first", () => {
    const whole = rowsOf(dataset, { seed: 9, rows: 3_000 }, 1)[column]!;
    const run = openRun(dataset, { seed: 9, rows: 750 });
    const batches = [4, 1, 3, 2].map((batch) => [batch, [...run.lines(batch)[0]!.lines].slice(1)] as const);
    const inOrder = batches.toSorted(([a], [b]) => a - b).flatMap(([, lines]) => lines);
    expect(inOrder).toEqual(whole);
  });

  it("has ids that come again only with the same row", () => {
    const lines = rowsOf(dataset, { seed: 11, rows: 20_000, bad: 0 }, 1)[column]!;
    const byId = Map.groupBy(lines, (line) => line.split(",")[0]!);
    for (const [, same] of byId) expect(new Set(same).size).toBe(1);
    const repeats = lines.length - byId.size;
    expect(repeats).toBe(1_000);
  });
});

/** Columns of a stream without faults. */
const cells = (dataset: string, options: GenerateOptions) => {
  const [member] = openRun(dataset, { bad: 0, duplicates: 0, ...options }).lines(1);
  const [header = "", ...rest] = [...member!.lines];
  const names = header.trim().split(",");
  // None of the columns that are read here stands behind one with a comma in it.
  return rest.map((line) =>
    Object.fromEntries(
      line
        .trim()
        .split(",")
        .map((cell, index) => [names[index]!, cell]),
    ),
  );
};

it("keeps the order of events where none is late, and breaks it for the share that is", () => {
  const disorder = (late: number) => {
    const times = cells("customers", { rows: 5_000, late }).map(({ changed_at: at }) => at!);
    let newest = "";
    return times.filter((at) => {
      const isBehind = at < newest;
      if (!isBehind) newest = at;
      return isBehind;
    }).length;
  };
  expect(disorder(0)).toBe(0);
  expect(disorder(0.05)).toBeGreaterThan(150);
  expect(disorder(0.05)).toBeLessThanOrEqual(300);
});

it("lets a booking be booked before it is changed, and nothing happen to it after its end", () => {
  const lives = Map.groupBy(cells("bookings", { rows: 20_000, late: 0, changes: 0.3 }), ({ booking_id: id }) => id!);
  const ends = { booked: 0, changed: 0, cancelled: 0, completed: 0 };
  for (const events of lives.values()) {
    const types = events.map(({ event_type: type }) => type!);
    expect(types[0]).toBe("booked");
    expect(types.slice(0, -1).filter((type) => type === "cancelled" || type === "completed")).toEqual([]);
    ends[types.at(-1) as keyof typeof ends] += 1;
  }
  for (const count of Object.values(ends)) expect(count).toBeGreaterThan(100);
});

it("lets a customer join before anything else, and changes as many as asked for", () => {
  const rows = cells("customers", { rows: 20_000, late: 0, changes: 0.3 });
  for (const changes of Map.groupBy(rows, ({ customer_id: id }) => id!).values()) {
    const kinds = changes.map(({ operation }) => operation!);
    expect([kinds[0], kinds.slice(0, -1).includes("delete")]).toEqual(["insert", false]);
  }
  const share = rows.filter(({ operation }) => operation !== "insert").length / rows.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
});

it("has more customers in the evening than at night, and on Saturday than on Monday", () => {
  const times = cells("transactions", { rows: 35_000, late: 0 }).map(({ transaction_at: at }) => new Date(at!));
  const at = (is: (time: Date) => boolean) => times.filter(is).length;
  expect(at((time) => time.getUTCHours() === 19)).toBeGreaterThan(20 * at((time) => time.getUTCHours() === 3));
  expect(at((time) => time.getUTCDay() === 6)).toBeGreaterThan(1.5 * at((time) => time.getUTCDay() === 1));
});

it("sells few products often and most seldom", () => {
  const sold = Map.groupBy(cells("transactions", { rows: 20_000 }), ({ product_id: id }) => id!);
  const counts = [...sold.values()].map(({ length }) => length).sort((a, b) => b - a);
  const top = counts.slice(0, 24).reduce((sum, count) => sum + count, 0);
  expect(top / 20_000).toBeGreaterThan(0.4);
  expect(counts.length).toBeGreaterThan(200);
});

it.each<[string, string, GenerateOptions]>([
  ["There is no generator of films", "films", {}],
  ["The share of bad is from 0 to 0.5, not 0.6", "bookings", { bad: 0.6 }],
  ["A batch has at least one row, not 0", "bookings", { rows: 0 }],
  ["A seed is a whole number from 0, not -1", "bookings", { seed: -1 }],
  ["A start is a time in UTC", "bookings", { start: "yesterday" }],
  ["sensors knows no changes", "sensors", { changes: 0.1 }],
  ["catalogue knows no late", "catalogue", { late: 0.1 }],
  ["catalogue is no stream", "catalogue", { perDay: 5 }],
])("refuses: %s", (message, dataset, options) => {
  expect(() => openRun(dataset, options)).toThrow(message);
});

it("refuses a batch that is no whole number from 1", () => {
  expect(() => openRun("sensors").lines(0)).toThrow("A batch is a whole number from 1, not 0.");
});
