/** Chromium for the tests of the dashboards, where there is one. */
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const executablePath = [
  process.env.CHROMIUM_PATH ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);

export const hasChromium = executablePath !== undefined;
if (!hasChromium)
  process.stderr.write(
    "SKIPPED: the dashboards in Chromium: install it (apt-get install -y chromium) or set CHROMIUM_PATH.\n",
  );

export const PAGES = [
  "start",
  "operations",
  "films",
  "ratings",
  "bookings",
  "customers",
  "devices",
  "sales",
  "sessions",
];
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: executablePath ?? "",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...QUIET],
  });

export interface Opener {
  /** Once nothing on the page is loading any more. */
  open(page: string, options?: Parameters<Browser["newPage"]>[0]): Promise<Page>;
  /** What the pages' consoles said was wrong. */
  problems: string[];
}

export function opener(browser: () => Browser, url: () => string): Opener {
  const problems: string[] = [];
  return {
    problems,
    async open(name, options = {}) {
      const page = await browser().newPage({ reducedMotion: "reduce", ...options });
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(`${url()}/#/${name}`);
      await page.locator("h1").waitFor();
      await page.locator('[data-state="loading"]:not([hidden])').first().waitFor({ state: "detached" });
      return page;
    },
  };
}

/** The rows of a panel's table as texts; opens it first. */
export async function tableOf(page: Page, query: string): Promise<string[][]> {
  const panel = page.locator(`[data-query="${query}"]`);
  const details = panel.locator("details").first();
  if ((await details.getAttribute("open")) === null) await details.locator("summary").first().click();
  return panel
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? "")));
}
