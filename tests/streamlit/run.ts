/**
 * `npm run test:streamlit`: the bookings dashboard in Chromium, against a twin of its own that gets bookings while the page is open; and
 * `snow` over its project file. A line for each check, then `N passed, N failed`. Needs Python 3.11, PyPI the first time, and Chromium
 * (apt-get install chromium, or its path in CHROMIUM).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openEnvironments } from "../../local/python/environments.ts";
import { findChromium, openPage, type Page } from "./chromium.ts";

const root = join(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "reelhouse-streamlit-"));
const env = { ...process.env, REELHOUSE_HOME: home };
const tell = (line: string) => process.stdout.write(`${line}\n`);
let passed = 0;
let failed = 0;
/** For the load, the task of each minute and two dynamic tables, on a busy machine. */
const arrivalMs = 240_000;

const METRICS = `Object.fromEntries([...document.querySelectorAll("[data-testid=stMetric]")].map((metric) => [
  metric.querySelector("[data-testid=stMetricLabel]").innerText.trim(),
  metric.querySelector("[data-testid=stMetricValue]").innerText.trim(),
]))`;

try {
  const chromium = findChromium();
  if (chromium === undefined)
    throw new Error("Chromium is missing: apt-get install chromium, or set CHROMIUM to its path");
  const ports = ["--aws-port", "0", "--snowflake-port", "0", "--console-port", "0"];
  const twin = await serve(["up", ...ports], "Serving");
  try {
    await checkProject();
    const app = await serve(["streamlit", "--port", "0"], "Serving");
    try {
      const page = await openPage(chromium);
      try {
        await checkPage(page, /http:\S+/.exec(app.said())![0]);
        await checkOwnApp(page);
      } finally {
        await page.close();
      }
    } finally {
      await app.stop();
    }
  } finally {
    await twin.stop();
  }
} catch (error) {
  failed += 1;
  tell(`FAILED ${(error as Error).message}`);
} finally {
  rmSync(home, { recursive: true, force: true });
}
tell(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function check(sentence: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed += 1;
    tell(`ok     ${sentence}`);
  } catch (error) {
    failed += 1;
    tell(`FAILED ${sentence}: ${(error as Error).message}`);
  }
}

function equal(found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`got ${left}, expected ${right}`);
}

/** What `snow streamlit deploy` does before it needs an account: reads the project, checks it, asks for the app. */
async function checkProject(): Promise<void> {
  const bin = await (await openEnvironments(tell)).bin(join(root, "tests/clients/environments/cli.txt"));
  const { snowflake } = JSON.parse((await reelhouse("env", "--json")).stdout);
  const address = ["--host", "127.0.0.1", "--port", new URL(snowflake.accessUrl).port, "--protocol", "http"];
  const login = ["--account", snowflake.account, "--user", snowflake.username, "--password", snowflake.password];
  const deploy = async (change: (definition: string) => string) => {
    const folder = join(home, "project");
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(root, "dashboard/streamlit"), folder, { recursive: true });
    const definition = join(folder, "snowflake.yml");
    writeFileSync(definition, change(readFileSync(definition, "utf8")));
    const { stdout, stderr } = await run(join(bin, "snow"), [
      ...["streamlit", "deploy", "--project", folder, "--temporary-connection", ...address, ...login],
    ]);
    return (stdout + stderr).replace(/[\s│╭╮╰╯─]+/g, " ");
  };
  // The twin has no STREAMLIT objects and says so: how far snow comes with a project that it takes.
  const isTaken = (said: string) => said.includes("'STREAMLIT objects' in the twin");
  await check("snow takes the project file, up to the STREAMLIT object that the twin does not have", async () => {
    const said = await deploy((text) => text);
    if (!isTaken(said)) throw new Error(said);
  });
  await check("snow refuses the project file with a word it does not know", async () => {
    const said = await deploy((text) => text.replace("main_file:", "main_fil:"));
    if (isTaken(said) || !said.includes("main_fil")) throw new Error(said);
  });
}

async function checkPage(page: Page, url: string): Promise<void> {
  await page.open(url);
  await check("without bookings the page says how to bring some", async () => {
    await page.until(`document.body?.innerText.includes("No bookings yet")`, 60_000);
  });
  for (const batch of [1, 2]) {
    const before = await page.evaluate<Record<string, string>>(METRICS);
    await drop(batch);
    await check(`batch ${batch} shows up by itself, with the numbers of SQL`, async () => {
      await until(async () => {
        const [numbers, shown] = [await numbersOfSql(), await page.evaluate<Record<string, string>>(METRICS)];
        if (numbers.Bookings === "0" || shown.Bookings === before.Bookings) return false;
        return JSON.stringify(shown) === JSON.stringify(numbers);
      });
    });
  }
  await check("two charts and the latest bookings are drawn, and nothing failed", async () => {
    await page.until(`document.querySelectorAll("[data-testid=stVegaLiteChart] :is(canvas, svg)").length >= 2`, 30_000);
    await page.until(`document.querySelectorAll("[data-testid=stDataFrame] canvas").length >= 1`, 30_000);
    equal(
      await page.evaluate(`[...document.querySelectorAll("[data-testid=stException]")].map((e) => e.innerText)`),
      [],
    );
  });
  await check("a title that no movie has leaves no booking", async () => {
    await page.evaluate(`document.querySelector("[data-testid=stTextInput] input").focus()`);
    await page.type("100%_no such title");
    await page.key("Enter");
    await page.until(`document.body?.innerText.includes("No booking is like that")`, 30_000);
  });
  const picture = process.env.STREAMLIT_SCREENSHOT;
  if (picture) writeFileSync(picture, await page.screenshot(1280, 1250));
}

/** An app that is not ours, as somebody writes it for an account. */
async function checkOwnApp(page: Page): Promise<void> {
  const folder = join(home, "own app");
  mkdirSync(folder);
  writeFileSync(
    join(folder, "streamlit_app.py"),
    `import streamlit as st
from snowflake.snowpark.functions import col, count
session = st.connection("snowflake").session()
rows = session.table("reelhouse.raw.bookings").group_by(col("channel")).agg(count("*").alias("n")).to_pandas()
st.metric("rows", int(rows["N"].sum()))
`,
  );
  const app = await serve(["streamlit", folder, "--port", "0"], "Serving");
  try {
    await check("an app of one's own reads the twin through Snowpark", async () => {
      const { rows } = JSON.parse((await reelhouse("query", "select count(*) from raw.bookings", "--json")).stdout);
      await page.open(/http:\S+/.exec(app.said())![0]);
      await page.until(
        `document.querySelector("[data-testid=stMetricValue]")?.innerText.trim() === "${rows[0][0]}"`,
        60_000,
      );
    });
  } finally {
    await app.stop();
  }
}

async function until(isReached: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + arrivalMs; Date.now() < end; ) {
    if (await isReached()) return;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
  }
  throw new Error(`not within ${arrivalMs / 1000} s; SQL has ${JSON.stringify(await numbersOfSql())}`);
}

async function drop(batch: number): Promise<void> {
  const folder = join(home, `bookings-${batch}`);
  const sizes = ["--rows", "400", "--seed", "11", "--bad", "0"];
  const { stdout } = await reelhouse("generate", "bookings", ...sizes, "--batch", String(batch), "--out", folder);
  const pack = /npx reelhouse (pack .*)/.exec(stdout)![1]!.split(" ");
  await reelhouse(...pack, "--out", `${folder}.zip`);
  await reelhouse("drop", `${folder}.zip`, "--wait");
}

/** The figures on top of the page, computed from the bookings themselves and not from the tables that the page reads. */
async function numbersOfSql(): Promise<Record<string, string>> {
  const sql = `select count(*), count_if(status = 'cancelled'), coalesce(sum(iff(status = 'cancelled', 0, tickets)), 0),
    coalesce(sum(iff(status = 'cancelled', 0, tickets * unit_price)), 0), count(distinct movie_id) from reelhouse.silver.bookings`;
  const { rows } = JSON.parse((await reelhouse("query", sql, "--json")).stdout);
  const [bookings, cancelled, tickets, revenue, movies] = rows[0].map(Number);
  const whole = (value: number) =>
    value.toLocaleString("en-US", { maximumFractionDigits: 0, roundingMode: "halfEven" } as object);
  return {
    Bookings: whole(bookings),
    Tickets: whole(tickets),
    Revenue: `$${whole(revenue)}`,
    Cancelled: `${((100 * cancelled) / (bookings || 1)).toFixed(1)}%`,
    Movies: whole(movies),
  };
}

function command(args: readonly string[]): string[] {
  return ["--disable-warning=ExperimentalWarning", join(root, "cli/main.ts"), ...args];
}

async function reelhouse(...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const { code, ...said } = await run(process.execPath, command(args));
  if (code !== 0) throw new Error(`reelhouse ${args.join(" ")} ended with ${code}: ${said.stderr.slice(-500)}`);
  return said;
}

async function run(file: string, args: readonly string[]) {
  const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"], timeout: 180_000 });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data) => (stdout += data));
  child.stderr.on("data", (data) => (stderr += data));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** A verb that serves, once it has said so. */
async function serve(args: readonly string[], word: string) {
  const child = spawn(process.execPath, command(args), { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (data) => (stderr += data));
  const stop = async () => {
    if (child.exitCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGINT");
    await exited;
  };
  for await (const line of createInterface(child.stdout)) {
    stdout += `${line}\n`;
    if (line.startsWith(word)) {
      child.stdout.resume();
      return { said: () => stdout, stop };
    }
  }
  throw new Error(`reelhouse ${args[0]} did not start: ${stderr.slice(-800)}`);
}
