/**
 * A twin of its own process that does everything at once, to be killed: `busy-twin.ts <data folder> <S3 endpoint> <round>`.
 * Prints `ready` when it has begun. The clock starts an hour later in each round.
 */
import { createClock } from "../../../local/snowflake/clock.ts";
import { connect, openTwin } from "../driver.ts";

const [, , dataDir = "", endpoint = "", round = "0"] = process.argv;
const clock = createClock(Date.parse("2026-01-05T09:00:00Z") + Number(round) * 3_600_000);
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const { twin, client } = await openTwin({ dataDir, clock, s3: { endpoint, region: "us-east-1", credentials } });
await client.run("use schema db.public");
if (round === "0") {
  const lines = "id || ':' || v || ':' || metadata$action || ':' || metadata$isupdate";
  for (const sql of [
    "create table src (id int, v varchar)",
    "create table sink (line varchar)",
    "create table done (line varchar, run timestamp_ltz)",
    "create stream st on table src",
    "create stream st_task on table src",
    `create task t schedule = '1 minute' when system$stream_has_data('st_task') as insert into done select ${lines}, current_timestamp from st_task`,
    "create dynamic table totals target_lag = '1 minute' warehouse = wh as select v, count(*) as n, sum(id) as total from src group by v",
    "create dynamic table below target_lag = '1 minute' warehouse = wh as select sum(n) as n from totals",
    "alter task t resume",
    "create stage files url = 's3://crash/'",
    "create table loaded (file int, row_no int)",
    "create table piped (file int, row_no int)",
    "create pipe p as copy into piped from @files/pipe/",
  ]) {
    await client.run(sql);
  }
}
const loader = await connect(twin, { database: "db", schema: "public" });
process.stdout.write("ready\n");

async function change(): Promise<void> {
  for (let n = 1; ; n += 1) {
    const first = (Number(round) * 10_000 + n) * 100;
    if (n % 3 === 0) await client.run("begin");
    await client.run(
      `insert into src select ${first} + seq4(), 'v' || (seq4() % 3) from table(generator(rowcount => 20))`,
    );
    if (n % 2 === 0) await client.run(`update src set v = 'w' where id = ${first} or id = ${first - 98}`);
    if (n % 5 === 0) await client.run(`delete from src where id = ${first + 1} or id = ${first - 97}`);
    await client.run(
      "insert into sink select id || ':' || v || ':' || metadata$action || ':' || metadata$isupdate from st",
    );
    if (n % 3 === 0) await client.run(n % 12 === 0 ? "rollback" : "commit");
    // The task and the dynamic tables run on the way; what follows is a little later than they.
    await clock.advance(60_000);
    await clock.advance(1);
  }
}

async function load(): Promise<void> {
  await loader.run("alter pipe p refresh");
  for (let from = 0; from < 30; from += 3) {
    const files = [0, 1, 2].map((at) => `'r${round}-${from + at}.csv'`).join(", ");
    await loader.run(`copy into loaded from @files/copy/ files = (${files})`);
  }
}

await Promise.all([change(), load()]);
