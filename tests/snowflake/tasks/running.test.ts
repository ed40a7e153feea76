/** Tasks by the machine's clock, over a restart, and after kill -9. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import { type Client, connect, openTwin } from "../driver.ts";

const folder = () => mkdtempSync(join(tmpdir(), "twin-tasks-"));

async function until(client: Client, sql: string, isMet: (value: number) => boolean): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const value = Number((await client.values(sql))[0]);
    if (isMet(value)) return value;
    await sleep(50);
  }
  throw new Error(`Not met: ${sql}`);
}

it("EXECUTE TASK answers at once by the machine's clock; a run beside it waits its turn", async () => {
  const { client, close } = await openTwin();
  try {
    await client.run("create table log (n int)");
    await client.run("create task t as begin call system$wait(1); insert into log values (1); end");
    const before = Date.now();
    await client.run("execute task t");
    await client.run("execute task t");
    expect(Date.now() - before).toBeLessThan(900);
    const running = "select count(*) from table(information_schema.task_history()) where state = 'EXECUTING'";
    await until(client, running, (count) => count === 1);
    await until(client, "select count(*) from log", (count) => count === 2);
    expect(Date.now() - before).toBeGreaterThan(1_900);
  } finally {
    await close();
  }
}, 20_000);

it("a schedule runs by the machine's clock, and ends with the twin", async () => {
  // Resumed nine seconds ago: the interval of ten is nearly over.
  const { client, close } = await openTwin({ clock: createClock(Date.now() - 9_000) });
  await client.run("create table log (n int)");
  await client.run("create task t schedule = '10 seconds' as insert into log values (1)");
  await client.run("alter task t resume");
  await client.run("alter system set clock = 'real'");
  const due = await client.values(
    "select timestampdiff('second', current_timestamp, scheduled_time) from table(information_schema.task_history()) where state = 'SCHEDULED'",
  );
  expect(Number(due[0])).toBeLessThanOrEqual(1);
  await until(client, "select count(*) from log", (count) => count === 1).finally(close);
}, 20_000);

it("goes on after a restart, and does not make up for what it missed", async () => {
  const dataDir = folder();
  const start = Date.parse("2026-01-05T09:00:00Z");
  try {
    const first = await openTwin({ dataDir, clock: createClock(start) });
    await first.client.run("create table log (n int)");
    await first.client.run("create task t schedule = '1 minute' as insert into log values (1)");
    await first.client.run(
      "create dynamic table d target_lag = '1 minute' warehouse = wh as select count(*) as n from log",
    );
    await first.client.run("alter task t resume");
    await first.twin.clock.advance(60_000);
    await first.close();

    const clock = createClock(start + 3_600_000);
    const second = await openTwin({ dataDir, clock });
    await second.client.run("use schema db.public");
    expect(await second.client.values("select n from d")).toEqual([1]);
    await clock.advance(120_000);
    expect(await second.client.values("select count(*) from log")).toEqual([3]);
    expect(await second.client.values("select n from d")).toEqual([3]);
    expect(
      await second.client.values(
        "select count(*) from table(information_schema.task_history()) where state = 'SUCCEEDED'",
      ),
    ).toEqual([3]);
    await second.close();
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}, 20_000);

/** More with CRASH_POINTS=50; each takes about two seconds. */
const points = Number(process.env.CRASH_POINTS ?? 3);

it("a killed process leaves a run whole or not at all: rows, stream and history agree", async () => {
  for (let point = 0; point < points; point += 1) {
    const dataDir = folder();
    try {
      await runAndKill(dataDir, 30 + Math.round((point * 600) / points));
      // Not the machine's time: by that the stream is stale.
      const clock = createClock(Date.parse("2026-01-06T09:00:00Z"));
      const twin = await startSnowflakeTwin({ port: 0, dataDir, clock });
      const client = await connect(twin);
      await client.run("use schema db.public");
      const [rows, left, runs, source, sum] = await client.row(
        `select (select count(*) from log), (select count(*) from st), (select count(*) from table(information_schema.task_history(result_limit => 10000)) where state = 'SUCCEEDED'),
           (select count(*) from source), (select n from d)`,
      );
      expect(Number(rows) + Number(left), `killed at point ${point}`).toBe(Number(source));
      // Each run takes all that is in the stream, and there is one run per distinct time in the log.
      expect(Number(runs)).toBe(Number((await client.values("select count(distinct run) from log"))[0]));
      await client.run("alter dynamic table d refresh");
      expect(await client.values("select n from d")).toEqual([rows]);
      expect(Number(sum)).toBeLessThanOrEqual(Number(rows));
      await client.close();
      await twin.close();
    } finally {
      rmSync(dataDir, { recursive: true });
    }
  }
}, 60_000);

async function runAndKill(dataDir: string, delayMs: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "busy-twin.ts"), dataDir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve) => {
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGKILL"), delayMs));
    child.on("close", () => resolve());
  });
}
