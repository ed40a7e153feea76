/** What `reelhouse generate` makes, through the contracts' rules, and from raw to gold: against the computations by hand. GENERATED_SEEDS, GENERATED_BATCHES. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRun } from "../../cli/generate/index.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { transformFolder } from "../generate/transform-folder.ts";
import { bookingsModel } from "./bookings.model.ts";
import { CustomersModel, FIELDS } from "./customers.model.ts";
import { lines, type Model, plain } from "./deliver.ts";
import { eventsModel } from "./events.model.ts";
import { CURRENT, currentOf, HISTORY, historyOf } from "./movies.model.ts";
import { sensorsModel } from "./sensors.model.ts";
import { transactionsModel } from "./transactions.model.ts";
import { type Drop, load, MINUTE, openWarehouse, type Row, table, type Warehouse } from "./warehouse.ts";

const seeds = Number(process.env.GENERATED_SEEDS ?? 1);
const batches = Number(process.env.GENERATED_BATCHES ?? 2);
const shares = { rows: 150, bad: 0.02 };
/** What a dataset knows of the two. */
const more: Record<string, { changes?: number; late?: number }> = {
  catalogue: { changes: 0.1 },
  bookings: { changes: 0.1, late: 0.05 },
  customers: { changes: 0.1, late: 0.05 },
};
const models: Record<string, Model> = {
  bookings: bookingsModel,
  sensors: sensorsModel,
  transactions: transactionsModel,
  events: eventsModel,
};
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await openWarehouse(["movies", "bookings", "customers", "sensors", "transactions", "events"]);
});
afterAll(() => warehouse.close());

/** The archive's CSV: one record a line, RFC 4180 quotes. */
const parseLine = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, -1)
    .map(([, cell = ""]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));

/** A time as the columns hold it: with three decimals. */
const inMilliseconds = (cell: string) =>
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(cell)
    ? `${cell.slice(0, 19)}.${cell.slice(20).padEnd(3, "0").slice(0, 3)}`
    : cell;

/** Batches as drops: what the rules let through, and how many rows they did not. */
async function* drops(dataset: string, seed: number): AsyncGenerator<Drop & { target: string }> {
  const run = openRun(dataset, { ...shares, ...(more[dataset] ?? { late: 0.05 }), seed });
  const contract = contractOf(dataset).tables[0];
  for (let batch = 1; batch <= batches; batch += 1) {
    const folder = mkdtempSync(join(tmpdir(), "generated-"));
    try {
      const { mode, sequence, producedAt } = await run.write(batch, folder);
      const { done, rows } = await transformFolder(folder, dataset);
      const [header = "", ...clean] = await rows(done.tables[0]?.table ?? "");
      const names = parseLine(header);
      yield {
        drop: done.drop,
        target: String(contract?.target ?? "").toLowerCase(),
        mode,
        sequence,
        producedAt: producedAt.replace("T", " ").replace("Z", ""),
        rejected: done.tables[0]?.rejected ?? 0,
        rows: clean.map((line): Row => {
          const cells = parseLine(line).map((cell) => (cell === "" ? null : inMilliseconds(cell)));
          return Object.fromEntries(
            names.map((name, at) => [name, cells[at] ?? null]).filter(([name]) => !String(name).startsWith("_")),
          );
        }),
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

describe("generated drops", () => {
  it.each(Object.keys(models))(
    "of %s become what the computation by hand gives",
    async (dataset) => {
      const model = models[dataset] as Model;
      for (let seed = 1; seed <= seeds; seed += 1) {
        const come: Row[] = [];
        let rejected = 0;
        for await (const drop of drops(dataset, seed)) {
          await load(warehouse.client, drop.target, drop);
          come.push(...drop.rows);
          rejected += drop.rejected ?? 0;
        }
        await warehouse.advance(12 * MINUTE);
        expect(await model.found(warehouse.client), `seed ${seed}`).toEqual(await model.expected(come));
        expect(rejected).toBeGreaterThan(0);
        await warehouse.client.run(`delete from reelhouse.${model.target}`);
        await warehouse.advance(12 * MINUTE);
      }
    },
    600_000,
  );

  it("of the catalogue become the history of their order, newest first or last", async () => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const come: Drop[] = [];
      for await (const drop of drops("catalogue", seed)) come.unshift(drop);
      for (const drop of come) {
        await load(warehouse.client, "raw.catalogue_films", drop);
        await warehouse.advance(2 * MINUTE);
      }
      expect(come.flatMap(({ rows }) => rows).length).toBeGreaterThan(shares.rows);
      expect(plain(await table(warehouse.client, HISTORY)), `seed ${seed}`).toEqual(plain(historyOf(come)));
      expect(plain(await table(warehouse.client, CURRENT))).toEqual(plain(currentOf(come)));
      for (const name of [
        "raw.catalogue_films",
        "raw.drops",
        "silver.films_drops",
        "silver.films_history",
        "silver.films",
      ])
        await warehouse.client.run(`truncate table reelhouse.${name}`);
      await warehouse.advance(2 * MINUTE);
    }
  }, 600_000);

  it("of customers become what the computation by hand gives, batch by batch", async () => {
    const fields = FIELDS.map((name) => `coalesce(${name}, '')`).join(" || ',' || ");
    for (let seed = 1; seed <= seeds; seed += 1) {
      const model = new CustomersModel();
      for await (const drop of drops("customers", seed)) {
        await load(warehouse.client, drop.target, drop);
        model.batch([drop]);
        await warehouse.advance(3 * MINUTE);
        expect(
          await lines(
            warehouse.client,
            `select customer_id, ${fields}, changed_at, change_id from reelhouse.silver.customers`,
          ),
        ).toEqual(plain(model.current()));
        expect(
          await lines(
            warehouse.client,
            `select customer_id, ${fields}, effective_from, coalesce(effective_to::varchar, ''), lower(is_current::varchar) from reelhouse.silver.customers_history`,
          ),
        ).toEqual(plain(model.history()));
      }
      for (const name of ["customers", "customers_history", "customers_deleted"])
        await warehouse.client.run(`delete from reelhouse.silver.${name}`);
      await warehouse.client.run("call reelhouse.silver.track_customers()");
      await warehouse.client.run("delete from reelhouse.silver.customers_history");
    }
  }, 600_000);
});
