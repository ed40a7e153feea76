/**
 * Everything that moves, against a small reference of the rules: tables, transactions, streams, tasks, dynamic tables.
 * MODEL_SEQUENCES=2000 runs that many; MODEL_SEED=… begins elsewhere, and a failure tells the seed of its sequence.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { connect, type Opened, openTwin } from "../driver.ts";
import { type Place, runSequence } from "./sequence.ts";

const clock = createClock(Date.parse("2026-01-05T09:00:00Z"));
const sequences = Number(process.env.MODEL_SEQUENCES ?? 10);
const firstSeed = Number(process.env.MODEL_SEED ?? 20261121);
const steps = 30;
let opened: Opened;
let place: Place;

beforeAll(async () => {
  opened = await openTwin({ clock });
  const others = [await connect(opened.twin), await connect(opened.twin), await connect(opened.twin)];
  place = { clients: [opened.client, ...others], clock };
});
afterAll(async () => {
  for (const client of place.clients.slice(1)) await client.close();
  await opened.close();
});

it("the twin does what the reference says, in any sequence of three sessions", async () => {
  const started = performance.now();
  let checked = 0;
  for (let at = 0; at < sequences; at += 1) {
    checked += (await runSequence(place, firstSeed + at, steps)).length;
    if (at > 0 && at % 100 === 0)
      console.log(`${at} sequences, ${checked} steps, ${Math.round(performance.now() - started)} ms`);
  }
  expect(checked).toBeGreaterThan(sequences * 10);
}, 7_200_000);

it("the same seed gives the same trace, another seed another one", async () => {
  const hash = async (seed: number) =>
    createHash("sha256")
      .update((await runSequence(place, seed, steps)).join("\n"))
      .digest("hex");
  const first = await hash(firstSeed);
  expect(await hash(firstSeed)).toBe(first);
  expect(await hash(firstSeed + 1)).not.toBe(first);
}, 60_000);
