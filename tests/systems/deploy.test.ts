/** The files of sql/ run twice, keep what is there, and go without a trace. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { splitScript } from "../../cli/sql/run-script.ts";
import type { Client } from "../snowflake/driver.ts";
import { deploy, load, MINUTE, openWarehouse, statementsOf, table } from "./warehouse.ts";

const sqlRoot = join(import.meta.dirname, "..", "..", "sql");
const systems = ["movies", "bookings", "customers", "sensors", "transactions", "events", "monitoring"];

it("are safe to run again, and teardown leaves nothing", async () => {
  const warehouse = await openWarehouse(systems);
  const { client } = warehouse;
  const objects = () =>
    table(
      client,
      "select table_schema, table_name, table_type, row_count from reelhouse.information_schema.tables where table_schema <> 'INFORMATION_SCHEMA'",
    );
  const tasks = async () =>
    (await client.rows("show tasks in database reelhouse")).map(({ name, state }) => `${name} ${state}`).sort();
  try {
    await load(client, "raw.catalogue_films", {
      drop: "a",
      mode: "snapshot",
      sequence: 1,
      producedAt: "2026-01-01 00:00:00",
      rows: [{ title: "Alien", imdb_votes: 1 }],
    });
    await load(client, "raw.bookings", {
      drop: "b",
      rows: [
        {
          event_id: "e",
          booking_id: "b",
          event_type: "booked",
          event_at: "2026-01-01",
          customer_id: 1,
          movie_id: 1,
          movie_title: "M",
          theatre: "T",
          screening_at: "2026-01-02",
          tickets: 1,
          unit_price: 2,
        },
      ],
    });
    await warehouse.advance(10 * MINUTE);
    const [before, tasksBefore] = [await objects(), await tasks()];
    expect(
      before.filter((line) => /FILMS_HISTORY|BOOKINGS_BY_MOVIE/.test(line)).map((line) => line.split("|").at(-1)),
    ).toEqual(["1", "1"]);
    expect(tasksBefore.every((line) => line.endsWith("started"))).toBe(true);

    await deploy(client, systems);
    expect(await objects()).toEqual(before);
    expect(await tasks()).toEqual(tasksBefore);
    // Still at work.
    await load(client, "raw.catalogue_films", {
      drop: "c",
      sequence: 2,
      producedAt: "2026-01-02 00:00:00",
      rows: [{ title: "Brazil" }],
    });
    await warehouse.advance(5 * MINUTE);
    expect(await table(client, "select title from reelhouse.silver.films")).toEqual(["Alien", "Brazil"]);

    for (const text of statementsOf(["teardown"])) {
      await client.run(text);
      await client.run(text); // Safe to run again.
    }
    expect(await client.rows("show databases like 'reelhouse'")).toEqual([]);
    for (const kind of ["warehouses", "roles", "integrations"])
      expect((await client.rows(`show ${kind}`)).filter(({ name }) => /reelhouse/i.test(String(name)))).toEqual([]);
  } finally {
    await warehouse.close();
  }
}, 60_000);

const kinds = ["tables", "views", "dynamic tables", "streams", "tasks", "procedures", "alerts"];

async function objectsOf(client: Client): Promise<string[]> {
  const names: string[] = [];
  for (const kind of kinds)
    for (const { name, schema_name } of await client.rows(`show ${kind} in database reelhouse`))
      if (schema_name !== "INFORMATION_SCHEMA") names.push(`${kind} ${schema_name}.${name}`);
  return names.sort();
}

it("are undone system by system: what a system made goes with its own file", async () => {
  const warehouse = await openWarehouse(systems);
  const { client } = warehouse;
  try {
    const all = await objectsOf(client);
    const bare = await openWarehouse([]);
    const expected = await objectsOf(bare.client);
    await bare.close();
    expect(all.length).toBeGreaterThan(expected.length + 30);
    const files = readdirSync(join(sqlRoot, "teardown"));
    for (const system of systems.toReversed()) {
      const file = files.find((name) => name.endsWith(`_${system}.sql`));
      expect(file, system).toBeDefined();
      for (const { text } of splitScript(readFileSync(join(sqlRoot, "teardown", file ?? ""), "utf8")))
        await client.run(text);
    }
    expect(await objectsOf(client)).toEqual(expected);
  } finally {
    await warehouse.close();
  }
}, 60_000);
