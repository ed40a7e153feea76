/** The dashboards: gzipped size of all their files, and the time from asking for the page to its first picture in Chromium. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { bundleDashboard } from "../local/console/bundle.ts";
import { type ConsoleData, startConsole } from "../local/console/server.ts";
import { type BenchRow, bestOf } from "./bench.ts";

const executablePath = [process.env.CHROMIUM_PATH ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  existsSync,
);

export async function run(): Promise<BenchRow[]> {
  const assets = await bundleDashboard(join(import.meta.dirname, ".."));
  const kb = Math.round([...assets.values()].reduce((sum, { gzipped }) => sum + gzipped.length, 0) / 1000);
  const rows: BenchRow[] = [{ bench: "dashboard, all files gzipped (kB)", ratio: kb, goal: 300, ok: kb <= 300 }];
  if (!executablePath) {
    process.stderr.write("SKIPPED: dashboard's first picture: install chromium or set CHROMIUM_PATH.\n");
    return rows;
  }
  // What the page asks for is answered at once: measured is the page, not the twin.
  const none = async () => [];
  const data: ConsoleData = {
    addresses: {},
    drops: none,
    trace: async () => undefined,
    mail: none,
    quarantine: none,
    replay: async () => undefined,
    state: none,
    query: async () => ({
      columns: ["RATING", "RATINGS"].map((name) => ({ name, type: "fixed" })),
      rows: [1, 2, 3].map((at) => [at, at]),
    }),
    close: async () => {},
  };
  const { url, close } = await startConsole(0, data, Promise.resolve(assets));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });
  try {
    for (const [name, path, selector] of [
      ["first picture of the start", "start", ".station .count:text('0')"],
      ["first chart", "ratings", "[data-drawn]"],
    ] as const) {
      const ms = await bestOf(3, async () => {
        const context = await browser.newContext();
        const page = await context.newPage();
        await page.goto(`${url}/#/${path}`);
        await page.locator(selector).first().waitFor();
        await context.close();
      });
      rows.push({ bench: `dashboard, ${name} (ms)`, ratio: Math.round(ms), goal: 500, ok: ms <= 500 });
    }
  } finally {
    await browser.close();
    await close();
  }
  return rows;
}
