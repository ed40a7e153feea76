/** The dashboards over a real twin: what the server refuses, and in Chromium each page, live, dark, narrow, by keyboard, audited by axe. */
import { existsSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QUERIES } from "../../local/console/queries.ts";
import { loadRows, MINUTE } from "../systems/warehouse.ts";
import { dropOf, type Served, serve } from "./served.ts";

const executablePath = [
  process.env.CHROMIUM_PATH ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find(existsSync);
const PAGES = ["start", "operations", "films", "ratings", "bookings", "customers", "devices", "sales", "sessions"];
const ID = "0123456789abcdef";

let served: Served;
beforeAll(async () => {
  served = await serve();
  const ratings = [3, 3, 4, 4.5].map((rating, at) => ({
    user_id: at,
    movie_id: 1,
    rating,
    rated_at: `2026-01-0${at + 1} 10:00:00`,
  }));
  const booking = {
    customer_id: 7,
    movie_id: 1,
    theatre: "Hall",
    screening_at: "2026-01-06 20:00:00",
    unit_price: 12.5,
  };
  const events = [1, 2, 3].map((at) => ({
    ...booking,
    event_id: `e${at}`,
    booking_id: `b${at}`,
    event_type: "booked",
    event_at: "2026-01-05 08:10:00",
    movie_title: "<img src=x onerror=alert(1)>",
    tickets: at,
  }));
  await loadRows(served.warehouse.client, "raw.ratings", { drop: ID, rows: ratings });
  await loadRows(served.warehouse.client, "raw.movies", {
    drop: ID,
    rows: [{ movie_id: 1, title: "Alien (1979)", genres: "Horror" }],
  });
  await loadRows(served.warehouse.client, "raw.bookings", { drop: ID, rows: events });
  for (let minute = 0; minute < 5; minute += 1) await served.warehouse.advance(MINUTE);
  served.drops.push(dropOf(ID, "TRANSFORMING"));
  served.quarantined.push({
    id: "fedcba9876543210",
    since: "2026-01-05T09:00:00.000Z",
    dataset: "movielens",
    step: "manifest-check",
    code: "CHECKSUM_MISMATCH",
    faultCount: 1,
    faults: [{ code: "CHECKSUM_MISMATCH", message: "differs" }],
    object: "in/bad.zip",
    state: "QUARANTINED",
  });
}, 120_000);
afterAll(() => served?.close());

function send(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((resolve, reject) => {
    request(`${served.url}${path}`, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once("error", reject)
      .end();
  });
}

describe("the server", () => {
  it("answers this machine's names alone, and replays for its own page alone", async () => {
    expect(await send("/", { host: "evil.example" })).toBe(403);
    const path = "/api/drops/fedcba9876543210/replay";
    expect(await send(path, { origin: "http://evil.example" }, "POST")).toBe(403);
    expect(await send(path, {}, "POST")).toBe(403);
    expect(await send(path, {})).toBe(405);
    expect(served.replayed).toEqual([]);
  });

  it.each([
    ["/api/query/constructor", 404],
    ["/api/query/nothing", 404],
    ["/api/query/totals?sql=select+1", 400],
    ["/api/query/customers-segments", 400],
    ["/api/query/customers-segments?asOf=2026-01-01'--", 400],
    ["/api/query/customers-segments?asOf=2026-01-01T00:00:00Z", 200],
    ["/../package.json", 404],
  ])("answers %s with %i", async (path, status) => expect(await send(path, {})).toBe(status));

  it("runs every query of its list on what sql/ deploys", async () => {
    for (const [name, { parameters = [] }] of Object.entries(QUERIES)) {
      const given = parameters.length > 0 ? "?asOf=2026-01-05T00:00:00Z" : "";
      const response = await fetch(`${served.url}/api/query/${name}${given}`);
      expect(`${name} ${response.status} ${response.ok ? "" : await response.text()}`).toBe(`${name} 200 `);
    }
  });
});

if (!executablePath)
  process.stderr.write(
    "SKIPPED: the dashboards in Chromium: install it (apt-get install -y chromium) or set CHROMIUM_PATH.\n",
  );

describe.skipIf(!executablePath)("in Chromium", () => {
  let browser: Browser;
  const problems: string[] = [];
  beforeAll(async () => {
    const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
    });
  }, 60_000);
  afterAll(() => browser?.close());

  async function open(page: string, options: Parameters<Browser["newPage"]>[0] = {}): Promise<Page> {
    const opened = await browser.newPage({ reducedMotion: "reduce", ...options });
    opened.on("console", (message) => message.type() === "error" && problems.push(message.text()));
    opened.on("pageerror", (error) => problems.push(error.message));
    await opened.goto(`${served.url}/#/${page}`);
    await opened
      .locator('[data-state="loading"]:visible')
      .first()
      .waitFor({ state: "detached" })
      .catch(() => undefined);
    return opened;
  }
  const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

  it.each(PAGES)("%s has no violation of axe in light and dark, and fits a telephone", async (name) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await open(name, { colorScheme, viewport: { width: 360, height: 800 }, bypassCSP: true });
      await page.waitForFunction(`!document.querySelector('[data-state="loading"]:not([hidden])')`);
      await page.addScriptTag({ path: axe });
      const found = await page.evaluate(
        "axe.run().then((all) => all.violations.map((v) => v.id + ': ' + v.nodes[0].html))",
      );
      expect(found, `${name} ${colorScheme}`).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth"), name).toBeLessThanOrEqual(360);
      expect(await page.evaluate("document.documentElement.dataset.theme")).toBe(colorScheme);
      await page.close();
    }
    expect(problems).toEqual([]);
  });

  it("shows the numbers that SQL gives, and new ones without reloading", async () => {
    const page = await open("ratings");
    const panel = page.locator('[data-query="ratings-distribution"]');
    await panel.getByText("Table", { exact: true }).click();
    const { client } = served.warehouse;
    const shown = () =>
      panel
        .locator("tbody tr")
        .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const expected = async () => {
      const { rows } = await client.run(
        "select rating, count(*) as n from reelhouse.raw.ratings group by 1 order by 1",
      );
      return rows.map((row) => [String(row.RATING), String(row.N)]);
    };
    await expect.poll(shown, { timeout: 10_000 }).toEqual(await expected());
    expect(await panel.locator("canvas").count()).toBe(1);
    const rows = [{ user_id: 9, movie_id: 1, rating: 0.5, rated_at: "2026-01-05 10:00:00" }];
    await loadRows(client, "raw.ratings", { drop: "1123456789abcdef", rows });
    await expect.poll(shown, { timeout: 15_000 }).toEqual(await expected());
    expect((await expected())[0]).toEqual(["0.5", "1"]);
    await page.close();
  }, 60_000);

  it("moves a drop along the chain as the ledger does", async () => {
    const page = await open("start");
    const count = (state: string) => page.locator(`[data-station="${state}"] .count`).textContent();
    await expect.poll(() => count("TRANSFORMING"), { timeout: 10_000 }).toBe("1");
    served.drops[0] = dropOf(ID, "LOADED");
    await expect.poll(() => count("LOADED"), { timeout: 10_000 }).toBe("1");
    expect(await count("TRANSFORMING")).toBe("0");
    await page.close();
  });

  it("traces a drop and replays another by keyboard alone; data is text, never markup", async () => {
    const page = await open("operations");
    await page.getByRole("button", { name: `Steps of ${ID}` }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => page.locator("#trace").textContent(), { timeout: 10_000 }).toContain("1,234 rows");
    await page.getByRole("button", { name: "Replay fedcba9876543210" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => served.replayed, { timeout: 10_000 }).toEqual(["fedcba9876543210"]);
    expect(await page.locator("#mail summary").textContent()).toContain("<b>refused</b>");
    await page.goto(`${served.url}/#/bookings`);
    await expect
      .poll(() => page.locator('[data-query="bookings-films"] td').first().textContent(), { timeout: 10_000 })
      .toBe("<img src=x onerror=alert(1)>");
    expect(await page.locator("main img").count()).toBe(0);
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
});
