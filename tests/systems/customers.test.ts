/** Customers: staging into the current table and its history. CUSTOMERS_SEEDS and CUSTOMERS_DAYS make it longer. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CustomersModel, FIELDS } from "./customers.model.ts";
import {
  DAY,
  type Drop,
  load,
  loadRows,
  MINUTE,
  openWarehouse,
  proveDrop,
  type Row,
  reconnect,
  seeded,
  table,
  timeText,
  type Warehouse,
} from "./warehouse.ts";

const RAW = "raw.customer_changes";
let warehouse: Warehouse;
let run: Warehouse["client"]["run"];

beforeAll(async () => {
  warehouse = await openWarehouse(["customers"]);
  run = warehouse.client.run;
});
afterAll(() => warehouse.close());
beforeEach(async () => {
  for (const name of ["raw.customer_changes", "raw.drops", "silver.customers_drops", "silver.customers_deleted"])
    await run(`truncate table reelhouse.${name}`);
  await run("delete from reelhouse.silver.customers");
  await run("call reelhouse.silver.track_customers()");
  await run("truncate table reelhouse.silver.customers_history");
});

const fields = FIELDS.map((name) => `coalesce(${name}, '')`).join(" || ',' || ");
const current = () =>
  table(warehouse.client, `select customer_id, ${fields}, changed_at, change_id from reelhouse.silver.customers`);
const history = () =>
  table(
    warehouse.client,
    `select customer_id, ${fields}, effective_from, coalesce(effective_to::varchar, ''), lower(is_current::varchar) from reelhouse.silver.customers_history`,
  );
const staged = () => table(warehouse.client, "select change_id from reelhouse.raw.customer_changes");
const broken = () => table(warehouse.client, "select invariant, subject from reelhouse.silver.customers_violations");

/** Changes of a few customers: 5 % late by up to a day, 5 % come again in a later drop, few names so that some changes change nothing. */
function changeMaker(seed: number, customers: number) {
  const random = seeded(seed);
  const seen: Row[] = [];
  let number = 0;
  return (now: number, count: number): Row[] =>
    Array.from({ length: count }, () => {
      const again = seen[random(Math.max(1, seen.length))];
      if (again && random(20) === 0) return again;
      number += 1;
      const operation = ["insert", "update", "update", "delete"][random(4)] as string;
      const row: Row = {
        change_id: `c${seed}-${String(number).padStart(6, "0")}`,
        customer_id: random(customers),
        operation,
        changed_at: timeText(now - random(30) * 1000 - (random(20) === 0 ? random(DAY) : 0)),
        ...(operation !== "delete" && {
          first_name: ["Ana", "O'Neil", "Zoë"][random(3)] as string,
          last_name: "L",
          email: "a@example.com",
          city: random(3) === 0 ? null : "Rome",
          segment: ["basic", "plus", "premium"][random(3)] as string,
        }),
      };
      seen.push(row);
      return row;
    });
}

const change = (id: string, customer: number, operation: string, at: string, name = id): Row => ({
  change_id: id,
  customer_id: customer,
  operation,
  changed_at: `2026-01-01 00:00:${at}.000`,
  ...(operation !== "delete" && { first_name: name, last_name: "L", email: "a@example.com" }),
});
const names = async () =>
  (await table(warehouse.client, "select customer_id, first_name from reelhouse.silver.customers")).join(" ");

describe("the customers", () => {
  it("equal a computation by hand after each drop, with late, repeated and useless changes", async () => {
    const seeds = Number(process.env.CUSTOMERS_SEEDS ?? 2);
    const days = Number(process.env.CUSTOMERS_DAYS ?? 3);
    for (let seed = 1; seed <= seeds; seed += 1) {
      const model = new CustomersModel();
      const make = changeMaker(seed, 40);
      const random = seeded(seed + 500);
      const ids = `s${seed}-${days}`;
      for (let step = 0; step < days * 4; step += 1) {
        const now = Number(warehouse.twin.clock.now());
        const drops: Drop[] = Array.from({ length: 1 + random(2) }, (_, part) => ({
          drop: `${ids}-${step}-${part}`,
          // A drop has each change once: a repeat within it is refused before.
          rows: [...new Map(make(now, 1 + random(25)).map((row) => [row.change_id, row])).values()],
        }));
        for (const drop of drops) await load(warehouse.client, RAW, drop);
        model.batch(drops);
        await warehouse.advance(random(8) === 0 ? 60 * MINUTE : 2 * MINUTE);
        const label = `seed ${seed}, step ${step}`;
        expect(await current(), label).toEqual(model.current());
        expect(await history(), label).toEqual(model.history());
        expect(await staged(), label).toEqual([]);
        expect(await broken(), label).toEqual([]);
      }
      await beforeEachSeed();
    }
    const failed = await table(
      warehouse.client,
      "select name, error_message from table(reelhouse.information_schema.task_history()) where state = 'FAILED'",
    );
    expect(failed).toEqual([]);
  }, 600_000);

  async function beforeEachSeed(): Promise<void> {
    await run("delete from reelhouse.silver.customers");
    await run("call reelhouse.silver.track_customers()");
    for (const name of ["customers_history", "customers_deleted"]) await run(`truncate table reelhouse.silver.${name}`);
  }

  it("do not come back by a change that is older than their deletion, and do by one that is newer", async () => {
    await load(warehouse.client, RAW, { drop: "a", rows: [change("i", 1, "insert", "10")] });
    await warehouse.advance(2 * MINUTE);
    await load(warehouse.client, RAW, { drop: "b", rows: [change("d", 1, "delete", "30")] });
    await warehouse.advance(2 * MINUTE);
    await load(warehouse.client, RAW, { drop: "c", rows: [change("u", 1, "update", "20")] });
    await warehouse.advance(2 * MINUTE);
    expect(await names()).toBe("");
    await load(warehouse.client, RAW, { drop: "d", rows: [change("n", 1, "insert", "40")] });
    await warehouse.advance(2 * MINUTE);
    expect(await names()).toBe("1|n");
    expect(
      await table(
        warehouse.client,
        "select first_name, to_varchar(effective_from, 'SS'), coalesce(to_varchar(effective_to, 'SS'), '') from reelhouse.silver.customers_history",
      ),
    ).toEqual(["i|10|30", "n|40|"]);
  });

  it("know the moment of a deletion and a return between two runs of the history", async () => {
    await load(warehouse.client, RAW, { drop: "a", rows: [change("i", 1, "insert", "10", "same")] });
    await warehouse.advance(2 * MINUTE);
    for (const row of [change("d", 1, "delete", "20"), change("n", 1, "insert", "30", "same")]) {
      await load(warehouse.client, RAW, { drop: String(row.change_id), rows: [row] });
      await run("call reelhouse.silver.apply_customer_changes()");
    }
    await warehouse.advance(2 * MINUTE);
    expect(
      await table(
        warehouse.client,
        "select first_name, to_varchar(effective_from, 'SS'), coalesce(to_varchar(effective_to, 'SS'), '') from reelhouse.silver.customers_history",
      ),
    ).toEqual(["same|10|20", "same|30|"]);
  });

  it("leave rows of a drop that is not whole in staging", async () => {
    const part: Drop = { drop: "part", rows: [change("i", 1, "insert", "10")] };
    await loadRows(warehouse.client, RAW, part);
    await load(warehouse.client, RAW, { drop: "whole", rows: [change("j", 2, "insert", "10")] });
    await warehouse.advance(2 * MINUTE);
    expect(await names()).toBe("2|j");
    expect(await staged()).toEqual(["i"]);
    await proveDrop(warehouse.client, RAW, part);
    await warehouse.advance(2 * MINUTE);
    expect(await names()).toBe("1|i 2|j");
    expect(await staged()).toEqual([]);
  });

  it("are made good when a run of the history failed", async () => {
    await run("alter table reelhouse.silver.customers_history rename to reelhouse.silver.customers_hidden");
    await load(warehouse.client, RAW, { drop: "a", rows: [change("i", 1, "insert", "10")] });
    await warehouse.advance(2 * MINUTE);
    await run("alter table reelhouse.silver.customers_hidden rename to reelhouse.silver.customers_history");
    await warehouse.advance(2 * MINUTE);
    expect(await table(warehouse.client, "select first_name from reelhouse.silver.customers_history")).toEqual(["i"]);
    expect(await broken()).toEqual([]);
  });
});

describe("while changes are applied, a second writer", () => {
  it("loses nothing and has nothing applied twice", async () => {
    const writer = await reconnect(warehouse.twin);
    try {
      const seeds = Number(process.env.CUSTOMERS_SEEDS ?? 3);
      let number = 0;
      for (let seed = 1; seed <= seeds; seed += 1) {
        const random = seeded(seed + 9000);
        // All in one drop that counts as whole from the start: the worst case, in which only the rows that were read may go.
        const drop = `w${seed}`;
        await proveDrop(warehouse.client, RAW, { drop, rows: [] });
        const from = number;
        const write = async () => {
          for (let part = 0; part < 8; part += 1) {
            const count = 1 + random(5);
            const rows = Array.from({ length: count }, () => {
              number += 1;
              return `('w${String(number).padStart(6, "0")}', ${number}, 'insert', '2026-01-01', 'F', 'L', 'e', '${drop}', 'f', ${number})`;
            });
            await writer.run(
              `insert into reelhouse.${RAW} (change_id, customer_id, operation, changed_at, first_name, last_name, email, _drop_id, _source_file, _source_row) values ${rows.join(", ")}`,
            );
          }
        };
        const apply = async () => {
          for (let time = 0; time < 4; time += 1) await run("call reelhouse.silver.apply_customer_changes()");
        };
        await Promise.all([write(), apply()]);
        const left = await staged();
        const applied = await table(warehouse.client, "select change_id from reelhouse.silver.customers");
        expect(left.filter((id) => applied.includes(id))).toEqual([]);
        expect(left.length + applied.length).toBe(number);
        expect(number).toBeGreaterThan(from);
        await run("call reelhouse.silver.apply_customer_changes()");
        expect(await staged()).toEqual([]);
        expect((await current()).length).toBe(number);
      }
    } finally {
      await writer.close();
    }
  }, 120_000);
});
