/** The console's server: what it refuses, what it answers, what the page is made of. */
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { QUERIES } from "../../local/console/queries.ts";
import { type Served, serve } from "./served.ts";

let served: Served;
beforeAll(async () => {
  served = await serve();
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
    ["/api/costs", 200],
    ["/../package.json", 404],
  ])("answers %s with %i", async (path, status) => expect(await send(path, {})).toBe(status));

  it("runs every query of its list on what sql/ deploys", async () => {
    for (const [name, { parameters = [] }] of Object.entries(QUERIES)) {
      const given = parameters.length > 0 ? "?asOf=2026-01-05T00:00:00Z" : "";
      const response = await fetch(`${served.url}/api/query/${name}${given}`);
      expect(`${name} ${response.status} ${response.ok ? "" : await response.text()}`).toBe(`${name} 200 `);
    }
  });

  it("gives a page without anything inline or from outside, that asks for the charts together with its own code", async () => {
    const response = await fetch(served.url);
    const page = await response.text();
    expect(response.headers.get("content-security-policy")).not.toMatch(/unsafe|https?:/);
    expect(page).not.toMatch(/<script(?![^>]*src=)|style=|\bon\w+=|https?:/);
    const early = [...page.matchAll(/rel="modulepreload" href="([^"]+)"/g)].map(([, path]) => path ?? "");
    const bodies = await Promise.all(early.map(async (path) => (await fetch(served.url + path)).text()));
    expect(early.some((path) => path.startsWith("/charts-"))).toBe(true);
    for (const path of [...early, "/main.js", "/style.css", "/"]) {
      const { headers } = await fetch(served.url + path);
      expect(headers.get("cache-control"), path).toMatch(early.includes(path) ? /immutable/ : /^no-cache$/);
    }
    expect(Math.max(...bodies.map(({ length }) => length))).toBeGreaterThan(300_000);
  });
});
