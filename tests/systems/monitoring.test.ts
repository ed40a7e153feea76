/** Monitoring by the manual clock: what is broken is found, raised once, and unloaded as a file for failure-notify. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { s3Access } from "../snowflake/stages/session.ts";
import { startTinyS3, type TinyS3 } from "../snowflake/stages/tiny-s3.ts";
import { load, MINUTE, openWarehouse, table, type Warehouse } from "./warehouse.ts";

let s3: TinyS3;
let warehouse: Warehouse;
let run: Warehouse["client"]["run"];

beforeAll(async () => {
  s3 = await startTinyS3();
  warehouse = await openWarehouse(["movies", "monitoring"], { s3: s3Access(s3) });
  run = warehouse.client.run;
});
afterAll(async () => {
  await warehouse.close();
  await s3.close();
});

const alerts = () =>
  table(warehouse.client, "select title, detail:first::varchar, told_at is not null from reelhouse.monitoring.alerts");
const violations = () =>
  table(warehouse.client, "select severity, invariant, subject from reelhouse.monitoring.v_violations");

it("finds nothing wrong with what has just been deployed", async () => {
  await warehouse.advance(6 * MINUTE);
  expect(await violations()).toEqual([]);
  expect(await alerts()).toEqual([]);
  expect(await table(warehouse.client, "select distinct state from reelhouse.monitoring.v_pipe_status")).toEqual([
    "RUNNING",
  ]);
  expect(
    await table(
      warehouse.client,
      "select object_name from reelhouse.monitoring.v_stream_staleness where hours_left > 24",
    ),
  ).toContain("REELHOUSE.RAW.CATALOGUE_FILMS_STREAM");
});

it("raises rows that are unaccounted for and tasks that fail, once, and unloads what a person must be told", async () => {
  await load(warehouse.client, "raw.catalogue_films", { drop: "0123456789abcdef", rows: [{ title: "Alien" }] });
  await run("update reelhouse.raw.drops set row_count = 5 where drop_id = '0123456789abcdef'");
  await run("create task reelhouse.monitoring.bad warehouse = reelhouse_load schedule = '1 minute' as select 1 / 0");
  await run("alter task reelhouse.monitoring.bad resume");
  await run("alter pipe reelhouse.raw.bookings_pipe set pipe_execution_paused = true");
  await warehouse.advance(11 * MINUTE);
  await run("drop task reelhouse.monitoring.bad");
  expect(
    await table(
      warehouse.client,
      "select drop_id, unaccounted from reelhouse.monitoring.v_reconciliation where not is_balanced",
    ),
  ).toEqual(["0123456789abcdef|4"]);
  const raised = await alerts();
  expect(raised).toEqual([
    "A pipe is not running|REELHOUSE.RAW.BOOKINGS_PIPE|TRUE",
    "A task has failed in the last hour|MONITORING.BAD|TRUE",
    "Rows are unaccounted for: manifest <> loaded + rejected|0123456789abcdef CATALOGUE_FILMS|TRUE",
  ]);
  await warehouse.advance(30 * MINUTE);
  expect(await alerts()).toEqual(raised);

  const [id] = await table(
    warehouse.client,
    "select alert_id from reelhouse.monitoring.alerts where title like 'Rows%'",
  );
  expect(JSON.parse(String(s3.body(`archive/_alerts/${id}_ALERT.json`)))).toMatchObject({
    alert_id: id,
    severity: "error",
    source: "monitoring.v_violations",
    detail: { cases: 1, first: "0123456789abcdef CATALOGUE_FILMS" },
  });
});

it("raises a second fault of a kind that was told already, and the first not again", async () => {
  const fail = async (name: string) => {
    await run(
      `create task reelhouse.monitoring.${name} warehouse = reelhouse_load schedule = '1 minute' as select 1 / 0`,
    );
    await run(`alter task reelhouse.monitoring.${name} resume`);
  };
  const told = () =>
    table(
      warehouse.client,
      "select array_to_string(detail:subjects, ' ') from reelhouse.monitoring.alerts where title like 'A task%' order by raised_at",
    );
  await warehouse.advance(40 * MINUTE);
  await run("truncate table reelhouse.monitoring.alerts");
  await fail("bad1");
  await warehouse.advance(6 * MINUTE);
  expect(await told()).toEqual(["MONITORING.BAD1"]);
  await fail("bad2");
  await fail("bad3");
  await warehouse.advance(5 * MINUTE);
  expect(await told()).toEqual(["MONITORING.BAD1"]);
  await warehouse.advance(30 * MINUTE);
  await run("drop task reelhouse.monitoring.bad1");
  await run("drop task reelhouse.monitoring.bad2");
  await run("drop task reelhouse.monitoring.bad3");
  expect(await told()).toEqual(["MONITORING.BAD1", "MONITORING.BAD2 MONITORING.BAD3"]);
}, 120_000);

it("says how fresh the layers are", async () => {
  await run(`create or replace dynamic table reelhouse.gold.t target_lag = '5 minutes' warehouse = reelhouse_load
    as select title, count(*) as n from reelhouse.raw.catalogue_films group by title`);
  const status = () =>
    table(
      warehouse.client,
      "select table_name, status from reelhouse.gold.v_dynamic_table_status where table_name = 'T'",
    );
  await warehouse.advance(6 * MINUTE);
  expect(await status()).toEqual(["T|FRESH"]);
  await run("alter dynamic table reelhouse.gold.t suspend");
  expect(await status()).toEqual(["T|SUSPENDED"]);
  expect(await violations()).toContain("error|A dynamic table does not refresh|GOLD.T");
  expect(await table(warehouse.client, "select layer, name, status from reelhouse.gold.v_pipeline_freshness")).toEqual([
    "GOLD|T|SUSPENDED",
    "RAW|test|LOADED",
  ]);
  expect(
    await table(
      warehouse.client,
      "select row_count from reelhouse.monitoring.v_row_counts where table_name = 'CATALOGUE_FILMS'",
    ),
  ).toEqual(["1"]);
});
