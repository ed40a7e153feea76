/** The console can be opened before what it shows is there. */
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { type ConsoleData, startConsole } from "../../local/console/server.ts";

const PAGE = { type: "text/html", body: Buffer.from("<p>here</p>"), gzipped: Buffer.alloc(0), isLasting: false };
const assets = Promise.resolve(new Map([["/", PAGE]]));

it("gives its page at once, and answers what the page asks when the twin has started", async () => {
  const coming = Promise.withResolvers<ConsoleData>();
  const { url, close } = await startConsole(0, coming.promise, assets);
  expect(await (await fetch(url)).text()).toBe("<p>here</p>");
  let isAnswered = false;
  const asked = fetch(`${url}/api/addresses`).then((response) => {
    isAnswered = true;
    return response.json();
  });
  await pause(100);
  expect(isAnswered).toBe(false);
  let closed = 0;
  coming.resolve({ addresses: { AWS: "http://127.0.0.1:1" }, close: async () => void closed++ } as never);
  expect(await asked).toEqual({ AWS: "http://127.0.0.1:1" });
  await close();
  expect(closed).toBe(1);
});

it("says why when the twin does not start, and ends all the same", async () => {
  const coming = Promise.withResolvers<ConsoleData>();
  const { url, close } = await startConsole(0, coming.promise, assets);
  const asked = fetch(`${url}/api/drops`);
  await pause(50);
  coming.reject(new Error("no room"));
  const answer = await asked;
  expect([answer.status, await answer.json()]).toEqual([500, { error: "no room" }]);
  await close();
});
