/** A twin of its own process whose task consumes a stream without end: it is there to be killed. */
import { createClock } from "../../../local/snowflake/clock.ts";
import { openTwin } from "../driver.ts";

const clock = createClock(Date.parse("2026-01-05T09:00:00Z"));
const { client } = await openTwin({ dataDir: process.argv[2] as string, clock });
await client.run("create table source (id int)");
await client.run("create table log (id int, run timestamp_ltz)");
await client.run("create stream st on table source");
await client.run(
  "create task t schedule = '1 minute' when system$stream_has_data('st') as insert into log select id, current_timestamp from st",
);
await client.run("create dynamic table d target_lag = '1 minute' warehouse = wh as select count(*) as n from log");
await client.run("alter task t resume");
process.stdout.write("ready\n");
for (let id = 0; ; id += 1) {
  await client.run(`insert into source values (${id}), (${-id})`);
  await clock.advance(60_000);
}
