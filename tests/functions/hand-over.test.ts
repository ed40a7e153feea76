/** A drop larger than one invocation can do goes on in as many as it needs, to the same result and the same bytes. */
import { expect, it } from "vitest";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { LANDING, MOVIES, PROCESSED, packDrop, RATINGS, startChain } from "./chain.ts";

const TAGS = "userId,movieId,tag,timestamp\n2,1,funny,1445714994\n2,3,dark,1445714996\n";
const LINKS = "movieId,imdbId,tmdbId\n1,0114709,862\n2,0113497,8844\n3,0113228,15602\n";
const FILES = { "movies.csv": MOVIES, "ratings.csv": RATINGS, "tags.csv": TAGS, "links.csv": LINKS };

/** An invocation has no time left once it has saved that a member is finished. */
function startSlowChain() {
  const chain = startChain({ pace: { reserveMs: 10_000, saveEveryMs: 0 } });
  const inner = chain.handlers["unzip-and-validate"]!;
  const { put } = chain.store;
  let invocations = 0;
  let hasSaved = false;
  chain.store.put = async (ref, ...rest) => {
    hasSaved ||= ref.key.startsWith("progress/");
    return put(ref, ...rest);
  };
  chain.handlers["unzip-and-validate"] = async (event, context) => {
    invocations += 1;
    hasSaved = false;
    return inner(event, { ...context, getRemainingTimeInMillis: () => (hasSaved ? 1_000 : 60_000) });
  };
  return { chain, invocations: () => invocations };
}

async function contents(store: ObjectStore, prefix = "") {
  const found: Record<string, string> = {};
  for await (const { key } of store.list({ bucket: PROCESSED, prefix }))
    found[key] = await store.getText({ bucket: PROCESSED, key });
  return found;
}

it("reads one member per invocation and ends with the bytes of a single one", async () => {
  const whole = startChain();
  await whole.upload("a.zip", packDrop({ files: FILES }));
  await whole.drain();
  const { chain, invocations } = startSlowChain();
  await chain.upload("a.zip", packDrop({ files: FILES }));
  await chain.drain();
  expect(chain.failures).toEqual([]);
  expect(invocations()).toBe(4);
  expect(chain.object("a.zip")).toMatchObject({ state: "LOADED", restarts: 0 });
  expect(await contents(chain.inner)).toEqual(await contents(whole.inner));
  const notes = chain.object("a.zip").steps.map(({ note }) => note);
  expect(notes.slice(0, 3)).toEqual(
    [1, 2, 3].map((members) => `Another invocation goes on: ${members} members are read.`),
  );
});

it("finds the same faults over several invocations as in one", async () => {
  const broken = () =>
    packDrop({
      files: FILES,
      manifest: (manifest) => ({
        ...manifest,
        members: manifest.members.map((member) => ({ ...member, rowCount: (member.rowCount ?? 0) + 5 })),
      }),
    });
  const whole = startChain();
  await whole.upload("a.zip", broken());
  await whole.drain();
  const { chain, invocations } = startSlowChain();
  await chain.upload("a.zip", broken());
  await chain.drain();
  expect(invocations()).toBe(4);
  const faults = async (each: typeof chain) => {
    const [reason] = Object.values(await contents(each.inner, "quarantine/"));
    return JSON.parse(reason!).faults;
  };
  expect(await faults(chain)).toHaveLength(4);
  expect(await faults(chain)).toEqual(await faults(whole));
  expect(await chain.keys(PROCESSED, "progress/")).toEqual([]);
});

it("goes on with what was lost between two invocations as soon as reconcile looks", async () => {
  const { chain, invocations } = startSlowChain();
  const { call } = chain.functions;
  chain.functions.call = async () => undefined; // the hand-over gets lost
  await chain.upload("a.zip", packDrop({ files: FILES }));
  await chain.drain();
  expect(chain.object("a.zip")).toMatchObject({ state: "RECEIVED" });
  expect(await chain.keys(PROCESSED, "progress/")).toHaveLength(1);
  chain.functions.call = call;
  await chain.reconcile();
  expect(chain.object("a.zip")).toMatchObject({ state: "LOADED" });
  expect(invocations()).toBe(4);
  expect(await chain.keys(PROCESSED, "progress/")).toEqual([]);
});

it("does not build on what was not published", async () => {
  const { chain } = startSlowChain();
  const { call } = chain.functions;
  chain.functions.call = async () => undefined;
  await chain.upload("a.zip", packDrop({ files: FILES }));
  await chain.drain();
  const [key] = await chain.keys(PROCESSED, "progress/");
  const saved = JSON.parse(await chain.inner.getText({ bucket: PROCESSED, key: key! }));
  saved.readings.judgement.basis = "another contract";
  await chain.inner.put({ bucket: PROCESSED, key: key! }, JSON.stringify(saved));
  for await (const { key: member } of chain.inner.list({ bucket: PROCESSED, prefix: "drops/" }))
    await chain.inner.delete({ bucket: PROCESSED, key: member });
  chain.functions.call = call;
  await chain.reconcile();
  expect(chain.object("a.zip")).toMatchObject({ state: "LOADED" });
});

it("tells, instead of trying for ever, that one member takes longer than an invocation", async () => {
  const chain = startChain({ remainingMs: 5_000, pace: { reserveMs: 10_000, saveEveryMs: 0 } });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(chain.failures.map(({ error }) => error.name)).toEqual(["MemberTooLong"]);
  expect(await chain.keys(PROCESSED)).toEqual([]);
  expect(await chain.keys(LANDING)).toEqual(["a.zip"]);
});
