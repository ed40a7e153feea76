/** `reelhouse watch` as a user starts it, against a twin: Ctrl-C, kill -9, files that are written slowly. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRun } from "../../cli/generate/index.ts";
import { TwinProcess } from "../chain/twin-process.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const twin = new TwinProcess();
const root = mkdtempSync(join(tmpdir(), "reelhouse-watch-cli-"));
const folder = join(root, "in");
const run = openRun("sensors", { rows: 60, bad: 0, duplicates: 0 });

beforeAll(async () => {
  mkdirSync(folder);
  await twin.start();
}, 300_000);
afterAll(async () => {
  await twin.remove();
  rmSync(root, { recursive: true, force: true });
});

function start(...more: string[]) {
  const options = [
    "watch",
    folder,
    "--dataset",
    "sensors",
    "--data-dir",
    twin.dataDir,
    "--interval",
    "0.1",
    "--settle",
    "0.3",
  ];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", main, ...options, "--json", ...more],
    {
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => (text += chunk));
  const lines = () =>
    text
      .trimEnd()
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { event: string; file: string });
  return { child, lines, exit: once(child, "exit") };
}

const put = async (batch: number) => {
  await run.write(batch, join(root, "made"));
  const name = `readings-${batch}.csv`;
  copyFileSync(join(root, "made", "sensor_readings.csv"), join(folder, name));
  return name;
};
const objects = () => twin.json<{ object: string; state: string }[]>("ls");
const loaded = async () => (await objects()).filter(({ state }) => state === "LOADED").length;

it("drops what is there and what appears, once, through kill -9 and Ctrl-C, and is alone on its folder", async () => {
  await put(1);
  const first = start();
  await expect.poll(() => first.lines().map(({ event }) => event), { timeout: 20_000 }).toEqual(["dropped"]);
  const second = start();
  expect((await second.exit)[0]).toBe(2);

  await put(2);
  first.child.kill("SIGKILL"); // before it can have settled
  await first.exit;
  const third = start();
  await expect.poll(() => third.lines().map(({ file }) => file), { timeout: 20_000 }).toEqual(["readings-2.csv"]);
  third.child.kill("SIGINT");
  expect((await third.exit)[0]).toBe(0);
  await expect.poll(loaded, { timeout: 30_000 }).toBe(2);
  expect(await objects()).toHaveLength(2);
}, 90_000);

it("drops a file that is written slowly when it is whole", async () => {
  const watcher = start();
  await run.write(3, join(root, "made"));
  const whole = readFileSync(join(root, "made", "sensor_readings.csv"), "utf8");
  const file = join(folder, "slow.csv");
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 8)) {
    appendFileSync(file, whole.slice(at, at + Math.ceil(whole.length / 8)));
    await pause(150);
  }
  await expect.poll(() => watcher.lines().length, { timeout: 20_000 }).toBe(1);
  watcher.child.kill("SIGTERM");
  await watcher.exit;
  await expect.poll(loaded, { timeout: 30_000 }).toBe(3);
  const { rows } = await twin.json<{ rows: number[][] }>(
    "query",
    "select count(*), count(distinct reading_id), count(distinct _drop_id) from bronze.raw_sensor_readings",
  );
  expect(rows).toEqual([[180, 180, 3]]);
}, 90_000);

it("drops what is there and ends, with --once; again, it drops nothing", async () => {
  await put(4);
  const first = await twin.run("watch", folder, "--dataset", "sensors", "--once", "--settle", "0.2");
  expect([first.exitCode, first.stdout]).toEqual([
    0,
    expect.stringMatching(/^dropped {2}readings-4\.csv {2}\(drop [0-9a-f]{16}, 60 rows\)\n$/),
  ]);
  const second = await twin.run("watch", folder, "--dataset", "sensors", "--once", "--settle", "0.2");
  expect([second.exitCode, second.stdout]).toEqual([0, ""]);
}, 60_000);
