/**
 * kill -9 at seeded moments of DML with streams, COPY, pipes, task runs and refreshes: after each restart no row is lost or there twice,
 * and offsets, histories and data agree. CRASH_POINTS=50 for more (about two seconds each); CRASH_SEED=… for others.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Client, openTwin } from "../driver.ts";
import { generator } from "../model/random.ts";
import { startTinyS3, type TinyS3 } from "../stages/tiny-s3.ts";

const points = Number(process.env.CRASH_POINTS ?? 4);
const seed = Number(process.env.CRASH_SEED ?? 20261121);
const [filesPerRound, rowsPerFile] = [30, 100];
let s3: TinyS3;
let dataDir: string;
beforeAll(async () => {
  s3 = await startTinyS3();
  dataDir = mkdtempSync(join(tmpdir(), "crash-"));
});
afterAll(async () => {
  await s3.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it("a killed process loses no row, gives none twice, and its histories agree with the data", async () => {
  const random = generator(seed);
  for (let round = 0; round < points; round += 1) {
    putFiles(round);
    const delayMs = random(1500);
    await runAndKill(round, delayMs);
    const where = `seed ${seed}, point ${round}, killed after ${delayMs} ms`;
    const clock = createClock(Date.parse("2026-01-05T09:59:00Z") + round * 3_600_000);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const { client, close } = await openTwin({
      dataDir,
      clock,
      s3: { endpoint: s3.endpoint, region: "us-east-1", credentials },
    });
    await client.run("use schema db.public");
    await checkStreams(client, where);
    await checkRefreshes(client, where);
    await checkLoads(client, where, round);
    if (round === points - 1) {
      // Work was cut off, not prevented.
      expect(Number((await client.values("select count(*) from done"))[0])).toBeGreaterThan(points * 20);
    }
    await close();
  }
}, 1_200_000);

function putFiles(round: number): void {
  for (let at = 0; at < filesPerRound; at += 1) {
    const file = round * filesPerRound + at;
    const rows = Array.from({ length: rowsPerFile }, (_, row) => `${file},${row}\n`).join("");
    s3.put(`crash/copy/r${round}-${at}.csv`, rows);
    s3.put(`crash/pipe/r${round}-${at}.csv`, rows);
  }
}

async function runAndKill(round: number, delayMs: number): Promise<void> {
  const script = join(import.meta.dirname, "busy-twin.ts");
  const child = spawn(process.execPath, ["--no-warnings", script, dataDir, s3.endpoint, String(round)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(child, "exit");
  // A process that ends by itself has failed.
  const [said] = await Promise.race([once(child.stdout, "data"), gone]);
  expect(String(said)).toBe("ready\n");
  setTimeout(() => child.kill("SIGKILL"), delayMs);
  const [, signal] = await gone;
  expect(signal).toBe("SIGKILL");
}

/** Every change of the table was taken by the consumer, or is still in its stream; the task's likewise. */
async function checkStreams(client: Client, where: string): Promise<void> {
  const texts = async (sql: string) => (await client.values(sql)).map(String);
  const line = "id || ':' || v || ':' || metadata$action || ':' || metadata$isupdate";
  const rows = (await texts("select id || ':' || v from src")).sort();
  for (const [taken, stream] of [
    ["sink", "st"],
    ["done", "st_task"],
  ] as const) {
    const changes = [...(await texts(`select line from ${taken}`)), ...(await texts(`select ${line} from ${stream}`))];
    expect(new Set(changes).size, `${stream}: a change twice, ${where}`).toBe(changes.length);
    // All changes one after the other give the table.
    const bag = new Map<string, number>();
    for (const change of changes) {
      const [id, v, action] = change.split(":");
      const row = `${id}:${v}`;
      bag.set(row, (bag.get(row) ?? 0) + (action === "INSERT" ? 1 : -1));
    }
    const left = [...bag].flatMap(([row, count]) =>
      count === 0 ? [] : count === 1 ? [row] : [`${row} ${count} times`],
    );
    expect(left.sort(), `${stream} and its table, ${where}`).toEqual(rows);
  }
  const [runs, times] = await client.row(
    `select (select count(*) from table(information_schema.task_history(result_limit => 10000)) where name = 'T' and state = 'SUCCEEDED'),
       (select count(distinct run) from done)`,
  );
  expect(runs, `runs in TASK_HISTORY, ${where}`).toBe(times);
}

/** The rows of each dynamic table are its query's at the data timestamp that its history gives, and after a refresh those of now. */
async function checkRefreshes(client: Client, where: string): Promise<void> {
  const query = (at: string) => `select v, count(*) as n, sum(id) as total from src${at} group by v order by v`;
  const [last] = await client.values(
    `select to_varchar(max(data_timestamp), 'YYYY-MM-DD HH24:MI:SS.FF3') from table(information_schema.dynamic_table_refresh_history(name => 'totals', result_limit => 10000))
     where state = 'SUCCEEDED'`,
  );
  const then = query(` at (timestamp => '${last}'::timestamp_ltz)`);
  expect(await client.rows("select * from totals order by v"), `totals, ${where}`).toEqual(await client.rows(then));
  await client.run("alter dynamic table below refresh");
  expect(await client.rows("select * from totals order by v"), `totals now, ${where}`).toEqual(
    await client.rows(query("")),
  );
  expect(await client.values("select coalesce(n, 0) from below")).toEqual(
    await client.values("select count(*) from src"),
  );
}

/** A file is loaded whole or not at all, and its row in the history says which; a further COPY and the pipe load the rest. */
async function checkLoads(client: Client, where: string, round: number): Promise<void> {
  const partly = await client.rows(
    `select file, count(*) as n, count(distinct row_no) as d from loaded group by file having n <> ${rowsPerFile} or d <> ${rowsPerFile}`,
  );
  expect(partly, `files loaded in part or twice, ${where}`).toEqual([]);
  const [files, noted] = await client.row(
    "select (select count(distinct file) from loaded), (select count(*) from information_schema.load_history where table_name = 'LOADED')",
  );
  expect(noted, `LOAD_HISTORY, ${where}`).toBe(files);
  await client.run("copy into loaded from @files/copy/");
  const wanted = (round + 1) * filesPerRound;
  const whole = { N: wanted * rowsPerFile, D: wanted * rowsPerFile };
  const count = (table: string) => `select count(*) as n, count(distinct file, row_no) as d from ${table}`;
  expect(await client.rows(count("loaded")), where).toEqual([whole]);
  await client.run("alter pipe p refresh");
  await expect
    .poll(() => client.values("select parse_json(system$pipe_status('p')):pendingFileCount"), { timeout: 20_000 })
    .toEqual([0]);
  expect(await client.rows(count("piped")), `pipe, ${where}`).toEqual([whole]);
  const [history] = await client.rows(
    "select count(*) as n, count(distinct file_name) as d from table(information_schema.copy_history(table_name => 'piped', start_time => dateadd(day, -14, current_timestamp())))",
  );
  expect(history, `COPY_HISTORY, ${where}`).toEqual({ N: wanted, D: wanted });
}
