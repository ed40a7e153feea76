/**
 * The dashboards in Chromium: gzipped size of all their files; from the start of the page to its first picture on the screen; frames per
 * second with 100,000 points under a moving mouse.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Asset, bundleDashboard } from "../local/console/bundle.ts";
import { type ConsoleData, startConsole } from "../local/console/server.ts";
import type { Answer } from "../local/console/warehouse.ts";
import { type BenchRow, percentile } from "./bench.ts";

const executablePath = [process.env.CHROMIUM_PATH ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  existsSync,
);
const POINTS = 100_000;

export async function run(): Promise<BenchRow[]> {
  const assets = await bundleDashboard(join(import.meta.dirname, ".."));
  const kb = Math.round([...assets.values()].reduce((sum, { gzipped }) => sum + gzipped.length, 0) / 1000);
  const rows: BenchRow[] = [{ bench: "dashboard, all files gzipped (kB)", ratio: kb, goal: 300, ok: kb <= 300 }];
  if (!executablePath) {
    process.stderr.write("SKIPPED: dashboard's first picture: install chromium or set CHROMIUM_PATH.\n");
    return rows;
  }
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  try {
    rows.push(...(await withConsole(assets, fewRows, (url) => firstPictures(browser, url))));
    rows.push(await withConsole(assets, manyPoints(), (url) => frames(browser, url)));
  } finally {
    await browser.close();
  }
  return rows;
}

/** What the page asks for is answered at once: measured is the page, not the twin. */
async function withConsole<T>(
  assets: ReadonlyMap<string, Asset>,
  answer: (sql: string) => Answer,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const none = async () => [];
  const data: ConsoleData = {
    addresses: {},
    drops: none,
    trace: async () => undefined,
    mail: none,
    quarantine: none,
    replay: async () => undefined,
    state: none,
    costs: none,
    query: async (sql) => answer(sql),
    close: async () => {},
  };
  const { url, close } = await startConsole(0, data, Promise.resolve(assets));
  try {
    return await work(url);
  } finally {
    await close();
  }
}

const named = (...names: string[]) => names.map((name) => ({ name, type: "fixed" }));
const fewRows = (): Answer => ({ columns: named("RATING", "RATINGS"), rows: [1, 2, 3].map((at) => [at, at]) });

/** Budgets and grosses over four powers of ten, by a seeded generator. */
function manyPoints(): (sql: string) => Answer {
  let state = 7;
  const next = () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const rows = Array.from({ length: POINTS }, (_, at) => [
    `Film ${at}`,
    10 ** (4 + 4 * next()),
    10 ** (4 + 5 * next()),
  ]);
  const points = { columns: named("TITLE", "PRODUCTION_BUDGET", "WORLDWIDE_GROSS"), rows };
  return (sql) => (sql.includes(`limit ${POINTS}`) ? points : { columns: [], rows: [] });
}

/**
 * From the page's own start (its `timeOrigin`, the click on the link) to the frame with its first picture, in a browser that runs
 * already, with nothing in its cache. The best of five, and their median beside it.
 */
async function firstPictures(browser: Browser, url: string): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [name, path, selector] of [
    ["first picture of the start", "start", ".station .dots"],
    ["first chart", "ratings", ".chart[data-drawn]"],
  ] as const) {
    const times: number[] = [];
    for (let run = 0; run < 5; run += 1) {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript({ content: noteFirst(selector) });
      await page.goto(`${url}/#/${path}`);
      await page.locator(selector).first().waitFor();
      times.push(await page.evaluate<number>("firstPicture"));
      await context.close();
    }
    const [best, median] = [Math.round(Math.min(...times)), Math.round(percentile(times, 0.5))];
    const mainThreadMs = Math.round(await mainThread(browser, `${url}/#/${path}`, selector));
    rows.push({ bench: `dashboard, ${name} (ms)`, ratio: best, goal: 500, ok: best <= 500, median, mainThreadMs });
  }
  return rows;
}

/**
 * Milliseconds of processor that the page's main thread takes until its first picture is drawn, the least of five: unlike the time on the
 * clock it does not grow with what else the machine does.
 */
async function mainThread(browser: Browser, address: string, selector: string): Promise<number> {
  const found: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript({ content: `${noteFirst(selector)}.then(() => performance.mark("first-picture"))` });
    await browser.startTracing(page, { categories: ["toplevel", "blink.user_timing"] });
    await page.goto(address);
    await page.evaluate("firstPicture");
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    await context.close();
    const mark = traceEvents.find((event) => event.name === "first-picture");
    const tasks = traceEvents.filter(
      ({ name, pid, tid, ts }) =>
        name.endsWith("::RunTask") && pid === mark?.pid && tid === mark?.tid && ts <= (mark?.ts ?? 0),
    );
    found.push(tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000);
  }
  return Math.min(...found.filter((ms) => ms > 0));
}

/** Of Chromium's trace; microseconds, `tdur` on the processor. */
interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  ts: number;
  tdur?: number;
}

/** Runs in the page. The frame after the one in which the picture was drawn proves that it is on the screen. */
const noteFirst = (selector: string) => `globalThis.firstPicture = new Promise((note) => {
  const watch = new MutationObserver(() => {
    if (!document.querySelector(${JSON.stringify(selector)})) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => note(performance.now())));
  });
  watch.observe(document, { subtree: true, childList: true, attributes: true });
})`;

/**
 * The mouse moves over 100,000 points for three seconds, a move for each frame, and the tooltip follows it. Counted are the frames that
 * the browser gives to the page; without a screen it gives 60 in a second at most.
 */
async function frames(browser: Browser, url: string): Promise<BenchRow> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  await page.goto(`${url}/#/films`);
  const chart = page.locator('[data-query="films-budget-gross"] .chart[data-drawn]');
  await chart.waitFor();
  await page.waitForTimeout(1_500);
  const area = await chart.boundingBox();
  if (!area) throw new Error("The chart of the points has no place on the page.");
  const still = await countFrames(page, async () => page.waitForTimeout(50));
  let move = 0;
  const moved = await countFrames(page, async () => {
    move += 1;
    const [across, down] = [(1 + Math.sin(move / 17)) / 2, (1 + Math.cos(move / 23)) / 2];
    await page.mouse.move(area.x + area.width * (0.15 + 0.8 * across), area.y + area.height * (0.1 + 0.75 * down));
  });
  await page.close();
  const fps = Math.round(moved.perSecond);
  return {
    bench: "dashboard, frames per second with 100k points",
    ratio: fps,
    goal: 60,
    ok: fps >= 58,
    still: Math.round(still.perSecond),
    slowest99Ms: Math.round(moved.slowest99Ms),
  };
}

/** Runs in the page: notes the frames until it is begun anew. */
const NOTE_FRAMES = `{
  const mine = [];
  globalThis.times = mine;
  const note = (at) => {
    if (globalThis.times !== mine) return;
    mine.push(at);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}
0`;

/** Frames of the page while `work` is done again and again, for three seconds. */
async function countFrames(page: Page, work: () => Promise<void>): Promise<{ perSecond: number; slowest99Ms: number }> {
  await page.evaluate(NOTE_FRAMES);
  const until = performance.now() + 3_000;
  while (performance.now() < until) await work();
  const times = await page.evaluate<number[]>("times");
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return { perSecond: (1_000 * gaps.length) / spanMs, slowest99Ms: percentile(gaps, 0.99) };
}
