/** Every page in Chromium as people come to it: dark and light, telephone and wall, keyboard alone, screen reader, nothing there yet, nobody answers. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasChromium, openBrowser, opener, PAGES, tableOf } from "./chromium.ts";
import { dropSample } from "./sample.ts";
import { dropOf, type Served, serve } from "./served.ts";

const ID = "0123456789abcdef";
const REFUSED = "fedcba9876543210";
const WAIT = { timeout: 30_000 };
const BUSINESS = PAGES.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

describe.skipIf(!hasChromium)("in Chromium", () => {
  let served: Served;
  let browser: Browser;
  const { open, problems } = opener(
    () => browser,
    () => served.url,
  );
  beforeAll(async () => {
    [served, browser] = await Promise.all([serve(), openBrowser()]);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  /** What axe finds, with the place of each. */
  async function violations(page: Page): Promise<string[]> {
    await page.addScriptTag({ path: axe });
    return page.evaluate("axe.run().then((all) => all.violations.map((v) => v.id + ': ' + v.nodes[0].html))");
  }
  const width = (page: Page) => page.evaluate<number>("document.documentElement.scrollWidth");

  // The first tests see the twin before its first drop.
  it.each(["operations", ...BUSINESS])(
    "%s says in words that nothing is there yet, and axe has nothing against it",
    async (name) => {
      const page = await open(name, { viewport: { width: 360, height: 800 }, bypassCSP: true });
      const empty = page.locator('[data-state="empty"]');
      await empty.first().waitFor();
      expect(await empty.first().textContent()).toMatch(/^(No |None|Nothing|There were no|Healthy)/);
      expect(await page.locator(".chart:visible").count()).toBe(0);
      expect(await violations(page)).toEqual([]);
      await page.close();
    },
  );

  it("fills by itself with the first drops", async () => {
    const [page, customers] = [await open("bookings"), await open("customers")];
    await dropSample(served.warehouse, 1);
    served.drops.push(dropOf(ID, "LOADED"), { ...dropOf(REFUSED, "QUARANTINED", "in/bad.zip"), dataset: "bookings" });
    served.quarantined.push({
      id: REFUSED,
      since: "2026-01-05T09:00:00.000Z",
      dataset: "movielens",
      step: "manifest-check",
      code: "CHECKSUM_MISMATCH",
      faultCount: 1,
      faults: [{ code: "CHECKSUM_MISMATCH", message: "differs" }],
      object: "in/bad.zip",
      state: "QUARANTINED",
    });
    served.mails.push({
      subject: "<b>refused</b>",
      to: "you@localhost",
      at: "2026-01-05T09:00:00.000Z",
      text: "why",
      file: "a.eml",
    });
    await page.locator(".chart[data-drawn]").first().waitFor();
    await customers.locator('[data-query="customers-segments"] .chart[data-drawn]').waitFor();
    expect(await customers.locator("#as-of").isDisabled()).toBe(false);
    await page.close();
    await customers.close();
  }, 60_000);

  it.each(PAGES)(
    "%s has no violation of axe in light and dark, with all its tables open, and fits a telephone",
    async (name) => {
      for (const colorScheme of ["light", "dark"] as const) {
        const page = await open(name, { colorScheme, viewport: { width: 360, height: 800 }, bypassCSP: true });
        await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
        await page.waitForTimeout(300);
        expect(await violations(page), `${name} ${colorScheme}`).toEqual([]);
        expect(await width(page), name).toBeLessThanOrEqual(360);
        expect(await page.evaluate("document.documentElement.dataset.theme")).toBe(colorScheme);
        await page.close();
      }
    },
    60_000,
  );

  it.each(PAGES)("%s fills a wall: larger letters, and panels side by side over the whole width", async (name) => {
    const page = await open(name, { viewport: { width: 3840, height: 2160 } });
    expect(await width(page)).toBeLessThanOrEqual(3840);
    expect(await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")).toBeGreaterThan(22);
    const boxes = await page
      .locator("main section")
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect()));
    expect(Math.max(...boxes.map(({ right }) => right))).toBeGreaterThan(3_600);
    const lines = new Map<number, number>();
    for (const { top } of boxes) lines.set(Math.round(top), (lines.get(Math.round(top)) ?? 0) + 1);
    expect(Math.max(...lines.values())).toBeGreaterThan(1);
    await page.close();
  });

  it("says what each chart shows to those who do not see it", async () => {
    const page = await open("bookings");
    const chart = page.locator('[data-query="bookings-status"] .chart');
    await expect
      .poll(() => chart.getAttribute("aria-label"), WAIT)
      .toMatch(/^Status\. \d rows\. First: status booked, bookings \d+/);
    expect(await chart.getAttribute("role")).toBe("img");
    await page.close();
  });

  it("has under each picture its table, its SQL, and its files: CSV, PNG and SVG, got by keyboard", async () => {
    const page = await open("bookings");
    const panel = page.locator('[data-query="bookings-status"]');
    await panel.locator(".chart[data-drawn]").waitFor();
    const rows = await tableOf(page, "bookings-status");
    await expect.poll(() => tableOf(page, "bookings-status"), WAIT).not.toEqual([]);
    await panel.locator('summary[aria-label="SQL of Status"]').press("Enter");
    expect(await panel.locator("pre").textContent()).toContain("from reelhouse.silver.bookings");
    const file = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        panel.getByRole("button", { name: `${name} of Status` }).press("Enter"),
      ]);
      return { name: download.suggestedFilename(), body: await readFile(await download.path()) };
    };
    const csv = await file("CSV");
    expect(csv.name).toBe("bookings-status.csv");
    expect(csv.body.toString()).toMatch(/^status,bookings,amount\r\nbooked,\d+,[\d.]+\r\n/);
    expect(csv.body.toString().trimEnd().split("\r\n")).toHaveLength(
      1 + (await tableOf(page, "bookings-status")).length,
    );
    expect((await file("PNG")).body.subarray(1, 4).toString()).toBe("PNG");
    expect((await file("SVG")).body.toString()).toMatch(/^<svg.*booked.*<\/svg>$/s);
    expect(rows.length).toBeLessThanOrEqual(3);
    await page.close();
  }, 60_000);

  it("gives the drawings of operations as files that stand alone", async () => {
    const page = await open("operations");
    const save = async (query: string, name: RegExp) => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.locator(`[data-query="${query}"]`).getByRole("button", { name }).press("Enter"),
      ]);
      return readFile(await download.path());
    };
    for (const query of ["drops", "trace", "lags"]) {
      const svg = (await save(query, /^SVG/)).toString();
      expect(svg, query).toMatch(/^<svg.*xmlns="http:\/\/www.w3.org\/2000\/svg".*fill: rgb/s);
      expect((await save(query, /^PNG/)).subarray(1, 4).toString(), query).toBe("PNG");
    }
    await page.close();
  }, 60_000);

  it("traces a drop and replays another by keyboard alone; data is text, never markup", async () => {
    const page = await open("operations");
    await tableOf(page, "drops");
    await page.getByRole("button", { name: `Steps of ${ID}` }).press("Enter");
    const trace = page.locator('[data-query="trace"]');
    await expect.poll(() => trace.locator(".about").textContent(), WAIT).toContain("by DuckDB in one function");
    expect(await trace.locator(".bar").count()).toBe(2);
    await expect.poll(async () => (await tableOf(page, "trace"))[1], WAIT).toContain("1,234 rows");
    await page.locator('[data-query="quarantine"] td summary').press("Enter");
    expect(await page.locator('[data-query="quarantine"] li').textContent()).toBe("CHECKSUM_MISMATCH · differs");
    await page.getByRole("button", { name: `Replay ${REFUSED}` }).press("Enter");
    await expect.poll(() => served.replayed, WAIT).toEqual([REFUSED]);
    await expect.poll(() => trace.locator(".about").textContent(), WAIT).toContain(REFUSED);
    expect(page.url()).toBe(`${served.url}/#/operations/${REFUSED}`);
    await page.reload();
    await expect.poll(() => trace.locator(".about").textContent(), WAIT).toContain(REFUSED);
    expect(await page.locator('[data-query="mail"]').textContent()).toContain("<b>refused</b>");
    await page.goto(`${served.url}/#/bookings`);
    await expect.poll(async () => JSON.stringify(await tableOf(page, "bookings-films")), WAIT).toContain("<img src=x");
    expect(await page.locator("main img").count()).toBe(0);
    await page.close();
  }, 60_000);

  it("keeps the focus where it is while new rows come", async () => {
    const page = await open("operations");
    await tableOf(page, "drops");
    const button = page.getByRole("button", { name: `Steps of ${ID}` });
    await button.focus();
    served.drops.push(dropOf("2123456789abcdef", "READY", "in/c.zip"));
    await page.getByRole("button", { name: "Steps of 2123456789abcdef" }).waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe(ID);
    await page.close();
  });

  it("begins with a link to the page, then the pages, and the switch of colours", async () => {
    const page = await open("start", { colorScheme: "light" });
    const focused = () => page.evaluate("document.activeElement.textContent");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("To the page");
    for (let at = 0; at < 3; at += 1) await page.keyboard.press("Tab");
    expect(await focused()).toBe("Films");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.title()).toBe("Films · Reelhouse");
    const button = page.locator("#theme");
    for (const theme of ["light", "dark"]) {
      await button.press("Enter");
      expect(await page.evaluate("document.documentElement.dataset.theme")).toBe(theme);
    }
    await page.close();
  });

  it("no page had a script or a request go wrong so far", () => expect(problems).toEqual([]));

  it("says that it is asking while no answer has come", async () => {
    const page = await browser.newPage();
    await page.route("**/api/query/sales-stores", () => undefined); // it never comes
    await page.goto(`${served.url}/#/sales`);
    const note = page.locator('[data-query="sales-stores"] .note');
    await page.locator('[data-query="sales-payments"] .chart[data-drawn]').waitFor();
    expect(await note.textContent()).toBe("Asking …");
    await page.close();
  });

  it("says what a query's failure is, on its panel alone", async () => {
    const page = await browser.newPage();
    await page.route("**/api/query/sales-stores", (route) =>
      route.fulfill({ status: 500, json: { error: "No such table." } }),
    );
    await page.goto(`${served.url}/#/sales`);
    const note = page.locator('[data-query="sales-stores"] .note');
    await expect
      .poll(() => note.textContent(), WAIT)
      .toBe("This could not be asked: No such table. It is tried again.");
    expect(await page.locator('[data-query="sales-payments"] [data-state="error"]').count()).toBe(0);
    expect(await page.locator("#trouble").isVisible()).toBe(false);
    await page.close();
  });

  it.each(["start", "operations", "ratings"])(
    "%s says that the twin has stopped, keeps what it shows, and goes on when it is back",
    async (name) => {
      const page = await open(name, { bypassCSP: true });
      const trouble = page.locator("#trouble");
      expect(await trouble.isVisible()).toBe(false);
      await served.stop();
      await expect
        .poll(() => trouble.textContent(), WAIT)
        .toMatch(/^The twin does not answer\. What is shown is from \d\d:\d\d:\d\d UTC/);
      expect(await trouble.getAttribute("role")).toBe("alert");
      if (name === "ratings") {
        await expect.poll(() => page.locator('[data-state="error"]').count(), WAIT).toBe(4);
        expect(await page.locator(".chart:visible").count()).toBe(3);
      }
      expect(await violations(page)).toEqual([]);
      await served.startAgain();
      await expect.poll(() => trouble.isVisible(), WAIT).toBe(false);
      await expect.poll(() => page.locator('[data-state="error"]:visible').count(), WAIT).toBe(0);
      await page.close();
    },
    60_000,
  );
});
