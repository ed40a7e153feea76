/** Every page in Chromium, live: numbers equal to SQL's, and new ones, in tables and pictures, without reloading. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatCell } from "../../dashboard/web/format.ts";
import { QUERIES } from "../../local/console/queries.ts";
import { DAY, START } from "../systems/warehouse.ts";
import { hasChromium, openBrowser, opener, tableOf } from "./chromium.ts";
import { dropSample } from "./sample.ts";
import { dropOf, type Served, serve } from "./served.ts";

/** Panels of each page with SQL behind them; those of customers are asked for a moment. */
const PANELS: Record<string, readonly string[]> = {
  films: Object.keys(QUERIES).filter((name) => name.startsWith("films-")),
  ratings: Object.keys(QUERIES).filter((name) => name.startsWith("ratings-")),
  bookings: Object.keys(QUERIES).filter((name) => name.startsWith("bookings-")),
  customers: ["customers-changes"],
  devices: Object.keys(QUERIES).filter((name) => name.startsWith("devices-")),
  sales: Object.keys(QUERIES).filter((name) => name.startsWith("sales-")),
  sessions: Object.keys(QUERIES).filter((name) => name.startsWith("sessions-")),
};
const ID = "0123456789abcdef";
/** Long: what takes long to answer, as on a busy machine, is asked less often. */
const WAIT = { timeout: 60_000 };

describe.skipIf(!hasChromium)("live, in Chromium", () => {
  let served: Served;
  let browser: Browser;
  let runs = 1;
  const { open, problems } = opener(
    () => browser,
    () => served.url,
  );
  beforeAll(async () => {
    [served, browser] = await Promise.all([serve(), openBrowser()]);
    await dropSample(served.warehouse, runs);
    served.drops.push(dropOf(ID, "TRANSFORMING"));
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  /** What SQL says, each cell as it is written on the page. Ids and years have no separators. */
  async function sqlSays(query: string): Promise<string[][]> {
    const answer = await fetch(`${served.url}/api/query/${query}`);
    const sql = QUERIES[query]?.sql ?? "";
    expect(((await answer.json()) as { sql: string }).sql).toBe(sql);
    const { rows } = await served.warehouse.client.run(sql, undefined, { rowMode: "array" });
    return (rows as unknown as unknown[][]).map((row) => row.map((cell) => cellText(cell)));
  }
  const cellText = (cell: unknown) =>
    cell instanceof Date
      ? cell.toISOString().endsWith("T00:00:00.000Z")
        ? expect.stringContaining(cell.toISOString().slice(0, 10))
        : formatCell(cell.toISOString())
      : typeof cell === "number"
        ? expect.stringMatching(
            new RegExp(`^(${escaped(formatCell(cell))}|${escaped(String(cell))}|\\d+(\\.\\d+)? (ms|s|min|h))$`),
          )
        : formatCell(cell);
  const escaped = (text: string) => text.replaceAll(/[.$]/g, "\\$&");
  const drawn = (page: Page, query: string) =>
    page.locator(`[data-query="${query}"] .chart`).getAttribute("data-drawn").then(Number);

  it.each(Object.entries(PANELS))(
    "%s shows what SQL says, and what it says after the next drops",
    async (name, queries) => {
      const page = await open(name);
      const compare = async () => {
        for (const query of queries)
          await expect.poll(() => tableOf(page, query), { ...WAIT, message: query }).toEqual(await sqlSays(query));
      };
      await compare();
      const before = await Promise.all(queries.map((query) => tableOf(page, query)));
      const charts = queries.filter((query) => !query.endsWith("figures") && query !== "devices-latest");
      for (const query of charts) expect(await drawn(page, query), query).toBeGreaterThan(0);
      const drawnBefore = await Promise.all(charts.map((query) => drawn(page, query)));
      runs += 1;
      await dropSample(served.warehouse, runs);
      await compare();
      const after = await Promise.all(queries.map((query) => tableOf(page, query)));
      const changed = queries.filter((_, at) => JSON.stringify(before[at]) !== JSON.stringify(after[at]));
      expect(changed.length).toBeGreaterThan(0);
      for (const [at, query] of charts.entries())
        if (changed.includes(query)) expect(await drawn(page, query), query).toBeGreaterThan(drawnBefore[at] ?? 0);
      await page.close();
    },
    120_000,
  );

  it("counts a rating that comes again in a newer drop once, with its newer stars", async () => {
    const stars = async () => {
      const { rows } = await served.warehouse.client.run(
        `select count(*) as n, sum(rating) as stars from (
           select rating from reelhouse.raw.ratings qualify row_number() over (partition by user_id, movie_id order by _drop_id desc) = 1
         )`,
      );
      return rows[0];
    };
    const answer = await fetch(`${served.url}/api/query/ratings-distribution`);
    const { rows } = (await answer.json()) as { rows: [number, number][] };
    const sums = rows.reduce((all, [rating, n]) => ({ n: all.n + n, stars: all.stars + rating * n }), {
      n: 0,
      stars: 0,
    });
    expect(sums).toEqual({ n: Number((await stars())?.N), stars: Number((await stars())?.STARS) });
    const { rows: all } = await served.warehouse.client.run("select count(*) as n from reelhouse.raw.ratings");
    expect(sums.n).toBeLessThan(Number(all[0]?.N));
  });

  it("customers: shows them as of the moment on the slider, moved by keys", async () => {
    const page = await open("customers");
    const countAt = async (moment: string) => {
      const { rows } = await served.warehouse.client.run(
        `select count(*) as n from reelhouse.silver.customers_history
         where effective_from <= '${moment}' and (effective_to is null or effective_to > '${moment}')`,
      );
      return Number(rows[0]?.N);
    };
    const shown = async () =>
      (await tableOf(page, "customers-segments")).reduce((sum, [, customers]) => sum + Number(customers), 0);
    const moment = async () => (await page.locator("output").textContent())?.replace(" UTC", "") ?? "";
    await expect.poll(shown, WAIT).toBe(await countAt("2030-01-01"));
    const atEnd = await moment();
    await page.locator("#as-of").focus();
    for (let step = 0; step < 4; step += 1) await page.keyboard.press("PageDown");
    expect((await moment()) < atEnd).toBe(true);
    const then = await countAt(await moment());
    expect(then).toBeLessThan(await countAt("2030-01-01"));
    await expect.poll(shown, WAIT).toBe(then);
    // More history comes: who looks at a moment stays there.
    const asTime = async () => Date.parse(`${(await moment()).replace(" ", "T")}Z`);
    const chosen = await asTime();
    const versions = () => page.locator(".slider .note").textContent();
    const versionsBefore = await versions();
    runs += 1;
    await dropSample(served.warehouse, runs);
    await expect.poll(versions, WAIT).not.toBe(versionsBefore);
    const aStep = (Date.parse(`${atEnd.replace(" ", "T")}Z`) - (START - DAY)) / 100;
    expect(Math.abs((await asTime()) - chosen)).toBeLessThan(aStep);
    await page.close();
  }, 90_000);

  it("start: moves a drop along the chain as the ledger does, and tells what came of it", async () => {
    const page = await open("start");
    const count = (state: string) => page.locator(`[data-station="${state}"] .count`).textContent();
    await expect.poll(() => count("TRANSFORMING"), WAIT).toBe("1");
    served.drops[0] = dropOf(ID, "LOADED");
    await expect.poll(() => count("LOADED"), WAIT).toBe("1");
    expect(await count("TRANSFORMING")).toBe("0");
    expect(await page.locator(".news").textContent()).toContain("1,234 rows loaded, 7 set aside, in 2.5 s");
    expect(await page.locator(".news a").getAttribute("href")).toBe(`#/operations/${ID}`);
    const layer = () => page.locator('[data-layer="RAW"] strong').textContent();
    const raw = async () => {
      const { rows } = await served.warehouse.client.run(
        "select sum(row_count) as n from reelhouse.information_schema.tables where table_schema = 'RAW' and table_type = 'BASE TABLE'",
      );
      return formatCell(Number(rows[0]?.N));
    };
    await expect.poll(layer, WAIT).toBe(await raw());
    const accounts = async () => (await tableOf(page, "accounts"))[0];
    await expect.poll(accounts, WAIT).toEqual((await sqlSays("accounts"))[0]);
    runs += 1;
    await dropSample(served.warehouse, runs);
    await expect.poll(layer, WAIT).toBe(await raw());
    await expect.poll(accounts, WAIT).toEqual((await sqlSays("accounts"))[0]);
    expect(await page.locator('[data-figure="unaccounted"]').textContent()).toBe("0");
    await page.close();
  }, 90_000);

  it("operations: moves the dot of a drop to its next state, and has the lags, the loads and the cost", async () => {
    served.drops[0] = dropOf(ID, "READY");
    const page = await open("operations");
    const place = () => page.locator('[data-query="drops"] circle').evaluate((dot) => dot.getBoundingClientRect().x);
    await page.locator('[data-query="drops"] circle').waitFor();
    const before = await place();
    served.drops[0] = { ...dropOf(ID, "ARCHIVED"), updatedAt: START };
    await expect.poll(place, WAIT).toBeGreaterThan(before + 100);
    await expect.poll(async () => (await tableOf(page, "drops"))[0]?.[2], WAIT).toBe("ARCHIVED");
    for (const query of ["loads", "credits"])
      await expect.poll(() => tableOf(page, query), { ...WAIT, message: query }).toEqual(await sqlSays(query));
    const lags = async () => (await tableOf(page, "lags")).map(([name]) => name);
    await expect.poll(lags, WAIT).toEqual((await sqlSays("lags")).map(([name]) => name));
    expect(await page.locator('[data-query="lags"] .bar').count()).toBe((await lags()).length);
    const cost = () => page.locator('[data-figure="cost_usd"]').textContent();
    const one = await cost();
    served.drops.push(dropOf("1123456789abcdef", "LOADED", "in/b.zip"));
    await expect.poll(cost, WAIT).not.toBe(one);
    // Written with four digits.
    expect(Number((await cost())?.slice(1)) / Number(one?.slice(1))).toBeCloseTo(2, 2);
    await page.close();
  }, 90_000);

  it("operations: tells a task that somebody suspends, what was refused, and the e-mail about it", async () => {
    const page = await open("operations");
    const cells = async (query: string) => (await tableOf(page, query)).flat();
    expect(await page.locator('[data-query="health"] .note').textContent()).toMatch(/^Healthy/);
    await served.warehouse.client.run("alter task reelhouse.silver.films_task suspend");
    await expect.poll(() => cells("tasks"), WAIT).toContain("suspended");
    await expect.poll(() => cells("health"), WAIT).toContain("task SILVER.FILMS_TASK");
    await served.warehouse.client.run("alter task reelhouse.silver.films_task resume");
    await expect.poll(() => page.locator('[data-query="health"] .note').textContent(), WAIT).toMatch(/^Healthy/);
    const fault = { code: "CHECKSUM_MISMATCH", file: "ratings.csv", message: "differs" };
    served.quarantined.push({
      id: ID,
      since: "2026-01-05T09:00:00Z",
      code: fault.code,
      faultCount: 1,
      faults: [fault],
    });
    await expect.poll(() => cells("quarantine"), WAIT).toContain("CHECKSUM_MISMATCH");
    served.mails.push({ subject: "Refused", to: "you@localhost", at: "2026-01-05T09:00:00Z", text: "why", file: "a" });
    await expect.poll(() => cells("mail"), WAIT).toContain("Refused");
    await page.close();
  }, 120_000);

  it("no page had a script or a request go wrong", () => expect(problems).toEqual([]));
});
