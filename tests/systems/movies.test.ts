/** Films: whatever the order in which drops come, the history is that of their own order. FILMS_SEEDS, FILMS_DROPS and FILMS_DAYS make it longer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CURRENT, currentOf, HISTORY, historyOf } from "./movies.model.ts";
import {
  DAY,
  type Drop,
  load,
  loadRows,
  MINUTE,
  openWarehouse,
  proveDrop,
  type Row,
  START,
  seeded,
  table,
  timeText,
  type Warehouse,
} from "./warehouse.ts";

const RAW = "raw.catalogue_films";
let warehouse: Warehouse;
let run: Warehouse["client"]["run"];

beforeAll(async () => {
  warehouse = await openWarehouse(["movies"]);
  run = warehouse.client.run;
});
afterAll(() => warehouse.close());
beforeEach(async () => {
  await run(`truncate table reelhouse.${RAW}`);
  await forget();
});

async function forget(): Promise<void> {
  for (const name of ["raw.drops", "silver.films_drops", "silver.films_history", "silver.films"])
    await run(`truncate table reelhouse.${name}`);
}

const history = () => table(warehouse.client, HISTORY);
const current = () => table(warehouse.client, CURRENT);
const broken = () =>
  table(warehouse.client, "select invariant, subject from reelhouse.silver.films_violations where severity = 'error'");

/** Drops of few films: changes, films that go and come back, films without a date; times that disagree with the sequence, and ties. */
function makeDrops(seed: number, count: number): Drop[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, at): Drop => {
    const rows: Row[] = [];
    for (const title of ["Alien", "Brazil", "300", "It's"])
      if (random(3) > 0)
        rows.push({
          title,
          release_date: title === "300" ? null : "1999-12-31",
          imdb_votes: random(4) === 0 ? null : random(3),
          director: random(2) === 0 ? null : "D, D",
        });
    const sequence = random(5) === 0 ? null : random(6) === 0 ? at : at + 1;
    const at2 = random(4) === 0 ? random(count) : at;
    return {
      drop: `d${seed}-${at}`,
      mode: random(5) < 2 ? "snapshot" : "delta",
      sequence,
      producedAt: timeText(Date.UTC(2026, 0, 1 + at2)),
      rows,
    };
  });
}

function* ordersOf<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [at, item] of items.entries())
    for (const rest of ordersOf([...items.slice(0, at), ...items.slice(at + 1)])) yield [item, ...rest];
}

describe("the films' history", () => {
  it("is the same for every order in which drops come, and however many come at once", async () => {
    for (let seed = 1; seed <= Number(process.env.FILMS_SEEDS ?? 2); seed += 1) {
      const size = Number(process.env.FILMS_DROPS ?? (seed === 1 ? 4 : 3));
      const drops = makeDrops(seed, size);
      const random = seeded(seed + 1000);
      const expected = { history: historyOf(drops), current: currentOf(drops) };
      await run(`truncate table reelhouse.${RAW}`);
      // Rows of drops that are not whole yet: they must not count.
      for (const drop of drops) await loadRows(warehouse.client, RAW, drop);
      let keys: string[] | undefined;
      for (const order of ordersOf(drops)) {
        await forget();
        for (const [at, drop] of order.entries()) {
          await proveDrop(warehouse.client, RAW, drop);
          if (at === size - 1 || random(3) > 0) await run("call reelhouse.silver.apply_catalogue_drops()");
        }
        const label = `seed ${seed}, order ${order.map((each) => each.drop)}`;
        expect(await history(), label).toEqual(expected.history);
        expect(await current(), label).toEqual(expected.current);
        expect(await broken(), label).toEqual([]);
        const now = await table(warehouse.client, "select film_key from reelhouse.silver.films_history");
        expect(now, label).toEqual((keys ??= now));
      }
    }
  }, 600_000);

  it("is exact after each minute of weeks of drops, late, repeated and large", async () => {
    const days = Number(process.env.FILMS_DAYS ?? 5);
    const seeds = Number(process.env.FILMS_SEEDS ?? 1);
    for (let seed = 1; seed <= seeds; seed += 1) {
      await run(`truncate table reelhouse.${RAW}`);
      await forget();
      const random = seeded(seed + 77);
      const films = new Map<number, Row>();
      const held: Drop[] = [];
      const sent: Drop[] = [];
      const film = (id: number): Row => ({
        title: `Film ${id}`,
        release_date: "2001-02-03",
        imdb_votes: random(1_000_000),
        director: `D${random(9)}`,
      });
      for (let day = 0; day < days; day += 1) {
        const rows: Row[] = [];
        const isSnapshot = day % 7 === 0;
        if (day === 0) for (let id = 0; id < 200; id += 1) films.set(id, film(id));
        for (const id of films.keys()) {
          if (random(10) === 0) films.set(id, film(id));
          else if (!isSnapshot) continue;
          if (isSnapshot && random(50) === 0) films.delete(id);
          else rows.push(films.get(id) as Row);
        }
        const id = 1000 + day;
        films.set(id, film(id));
        rows.push(films.get(id) as Row);
        const drop: Drop = {
          drop: `s${seed}-${day}`,
          mode: isSnapshot ? "snapshot" : "delta",
          sequence: day + 1,
          producedAt: timeText(START + day * DAY),
          rows,
        };
        // One in five comes late, a day or more.
        if (random(5) === 0) held.push(drop);
        else {
          for (const each of [drop, ...(random(3) === 0 ? held.splice(0) : [])]) {
            await load(warehouse.client, RAW, each);
            sent.push(each);
          }
        }
        // The same drop told again, as after a lost answer.
        if (random(4) === 0 && sent[0]) await proveDrop(warehouse.client, RAW, sent[0]);
        await warehouse.advance(2 * MINUTE);
        expect(await history(), `seed ${seed}, day ${day}`).toEqual(historyOf(sent));
        expect(await current()).toEqual(currentOf(sent));
      }
      expect(await broken()).toEqual([]);
    }
    const failed = await table(
      warehouse.client,
      "select name, error_message from table(reelhouse.information_schema.task_history()) where state = 'FAILED'",
    );
    expect(failed).toEqual([]);
  }, 600_000);
});

describe("its invariants", () => {
  beforeEach(async () => {
    await load(warehouse.client, RAW, {
      drop: "one",
      mode: "snapshot",
      sequence: 1,
      producedAt: "2026-01-01 00:00:00.000",
      rows: [
        { title: "Alien", release_date: "1979-05-25", imdb_votes: 1 },
        { title: "Brazil", imdb_votes: 1 },
      ],
    });
    await load(warehouse.client, RAW, {
      drop: "two",
      sequence: 2,
      producedAt: "2026-01-02 00:00:00.000",
      rows: [{ title: "Alien", release_date: "1979-05-25", imdb_votes: 2 }],
    });
    await run("call reelhouse.silver.apply_catalogue_drops()");
    await run("truncate table reelhouse.monitoring.alerts");
    expect(await broken()).toEqual([]);
  });

  const faults: [string, string][] = [
    [
      "A film has more than one current row",
      "insert into reelhouse.silver.films_history select * replace ('x' as film_key) from reelhouse.silver.films_history where is_current and title = 'Brazil'",
    ],
    [
      "A current row has an end, or another has none",
      "update reelhouse.silver.films_history set is_current = false where title = 'Brazil'",
    ],
    [
      "A row ends before it begins",
      "update reelhouse.silver.films_history set effective_to = effective_from where not is_current",
    ],
    [
      "Rows of a film overlap",
      "update reelhouse.silver.films_history set effective_to = '2026-01-03' where not is_current",
    ],
    [
      "A film is gone without a snapshot that was without it",
      "update reelhouse.silver.films_history set effective_to = '2026-01-01 12:00' where not is_current",
    ],
    [
      "Two rows in succession say the same",
      "update reelhouse.silver.films_history set row_hash = 'h' where title = 'Alien'",
    ],
    [
      "The current table is not the history's current rows",
      "delete from reelhouse.silver.films where title = 'Brazil'",
    ],
  ];
  it.each(faults)("raise an alert once a day: %s", async (invariant, fault) => {
    await run(fault);
    expect((await broken()).join("\n")).toContain(invariant);
    for (const sequence of [3, 4]) {
      // Any new drop: the check comes after it. Brazil's is left alone, so that the fault stays.
      await load(warehouse.client, RAW, {
        drop: `again-${sequence}-${invariant.length}`,
        sequence,
        producedAt: `2026-01-0${sequence + 2} 00:00:00.000`,
        rows: [{ title: "Other", imdb_votes: sequence }],
      });
      await warehouse.advance(2 * MINUTE);
    }
    const titles = await warehouse.client.values(
      `select title from reelhouse.monitoring.alerts where source = 'silver.films_violations'`,
    );
    if (invariant.startsWith("The current table"))
      expect(titles).toEqual([]); // mended by the run itself
    else expect(titles.filter((title) => title === invariant)).toHaveLength(1);
  });
});
