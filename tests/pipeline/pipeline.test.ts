/** `reelhouse pipeline` as a user starts it, against a twin. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { TwinProcess } from "../chain/twin-process.ts";

interface Line {
  dataset: string;
  batch: number;
  rows: number;
  accepted: number;
  rejected: number;
  state: string;
  problem: string | null;
}

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const twin = new TwinProcess();

beforeAll(() => twin.start(), 300_000);
afterAll(() => twin.remove());

const TABLES: Record<string, string> = {
  bookings: "raw.bookings",
  sensors: "bronze.raw_sensor_readings",
  transactions: "bronze.raw_transactions",
  events: "bronze.raw_customer_events",
};
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

async function pipeline(...options: string[]) {
  const { stdout, stderr, exitCode } = await twin.run("pipeline", ...options, "--json");
  return { lines: linesOf(stdout), stderr, exitCode };
}

function start(...options: string[]) {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", main, "pipeline", "--data-dir", twin.dataDir, "--json", ...options],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  return { child, lines: () => linesOf(text), exit: once(child, "exit") };
}

it("feeds every stream, and every row that the rules accept is in its table", async () => {
  const { lines, exitCode, stderr } = await pipeline("--mode", "full", "--batch-size", "120", "--batches", "2");
  expect([exitCode, stderr]).toEqual([0, ""]);
  expect(lines.map(({ dataset, batch }) => `${dataset} ${batch}`).sort()).toEqual(
    ["bookings", "customers", "events", "sensors", "transactions"].flatMap((name) => [`${name} 1`, `${name} 2`]),
  );
  for (const { state, problem } of lines) expect([state, problem]).toEqual(["LOADED", null]);
  for (const [dataset, table] of Object.entries(TABLES)) {
    const { rows } = await twin.json<{ rows: number[][] }>("query", `select count(*) from ${table}`);
    const expected = lines.filter((line) => line.dataset === dataset).reduce((sum, { accepted }) => sum + accepted, 0);
    expect([dataset, rows[0]![0]]).toEqual([dataset, expected]);
  }
  const status = await twin.json<{ datasets: { dataset: string; batches: number; rows: number; drops: object }[] }>(
    "pipeline",
    "--mode",
    "status",
  );
  expect(status.datasets[0]).toEqual({ dataset: "bookings", seed: 1, batches: 2, rows: 240, drops: { LOADED: 2 } });
}, 120_000);

it("goes on until Ctrl-C, and after kill -9 where it was, with nothing twice", async () => {
  const options = ["--mode", "sensors", "--seed", "5", "--batch-size", "40", "--continuous", "--interval", "0.3"];
  const first = start(...options);
  await expect.poll(() => first.lines().length, { timeout: 30_000 }).toBeGreaterThan(1);
  expect(await twin.run("pipeline", ...options)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("A pipeline feeds sensors already"),
  });
  first.child.kill("SIGKILL");
  await first.exit;
  const second = start(...options);
  await expect.poll(() => second.lines().length, { timeout: 30_000 }).toBeGreaterThan(1);
  second.child.kill("SIGINT");
  expect((await second.exit)[0]).toBe(0);
  const last = second.lines().at(-1)!.batch;
  await expect
    .poll(
      async () =>
        (
          await twin.json<{ rows: number[][] }>(
            "query",
            "select count(distinct drop_id) from raw.drops where dataset = 'sensors'",
          )
        ).rows[0]![0],
      { timeout: 30_000 },
    )
    .toBe(last + 2);
}, 120_000);

it("makes a batch again that a killed pipeline had dropped, which the chain knows", async () => {
  await pipeline("--mode", "events", "--seed", "6", "--batch-size", "40");
  // As after a kill between the upload and the record of it.
  rmSync(join(twin.dataDir, "pipeline", "events", "runs.json"));
  const { lines, exitCode } = await pipeline("--mode", "events", "--seed", "6", "--batch-size", "40");
  expect([exitCode, lines.map(({ batch, state, problem }) => [batch, state, problem])]).toEqual([
    0,
    [[1, "DUPLICATE", null]],
  ]);
}, 60_000);

it("foretells a refusal", async () => {
  const { lines, exitCode } = await pipeline("--mode", "sensors", "--seed", "7", "--batch-size", "100", "--bad", "0.4");
  expect([exitCode, lines[0]!.state, lines[0]!.problem]).toEqual([0, "QUARANTINED", null]);
}, 60_000);
