import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { watchLoads } from "../../cli/dbt/watch-loads.ts";

const POLL_MS = 5;

/** A watch over loads and an installation that the test changes; `events` are its builds and words. */
function startWatch(built = "") {
  const state = { loads: "", bin: undefined as string | undefined };
  const events: string[] = [];
  const stopping = new AbortController();
  const watched = watchLoads(
    {
      readLoads: async () => state.loads,
      findDbt: () => state.bin,
      build: async (bin, loads) => void events.push(`${bin} builds ${loads}`),
      tellMissing: () => void events.push("missing"),
    },
    built,
    stopping.signal,
    POLL_MS,
  );
  return {
    state,
    events,
    /** Several looks later. */
    later: () => pause(20 * POLL_MS),
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await watched;
    },
  };
}

it("a missing dbt is told once, after the first load and not before", async () => {
  await using watch = startWatch();
  await watch.later();
  expect(watch.events).toEqual([]);
  watch.state.loads = "a";
  await watch.later();
  watch.state.loads = "a b";
  await watch.later();
  expect(watch.events).toEqual(["missing"]);
});

it("dbt that is installed while the twin runs builds what was loaded, and each load after it", async () => {
  await using watch = startWatch();
  watch.state.loads = "a";
  await watch.later();
  watch.state.bin = "bin";
  await watch.later();
  watch.state.loads = "a b";
  await watch.later();
  expect(watch.events).toEqual(["missing", "bin builds a", "bin builds a b"]);
});

it("what was built before the start is neither built nor told again", async () => {
  await using watch = startWatch("a");
  watch.state.loads = "a";
  await watch.later();
  watch.state.bin = "bin";
  await watch.later();
  expect(watch.events).toEqual([]);
});
