import {
  ConcurrentRunsExceededException,
  GetJobRunsCommand,
  GlueClient,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it, vi } from "vitest";
import { glueRuns } from "../../functions/glue-kickoff/glue-runs.ts";
import { MAX_RESTARTS } from "../../functions/reconcile/decide.ts";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import { packDrop, startChain } from "./chain.ts";

const newClient = () =>
  new GlueClient({ region: "eu-west-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
const ref = { dataset: "movielens", drop: "0123456789abcdef" };

describe("the runs of the Glue job", () => {
  const runOf = (JobRunState: "RUNNING" | "FAILED" | "SUCCEEDED", drop = ref.drop) => ({
    Id: `jr_${JobRunState}`,
    JobRunState,
    Arguments: { "--dataset": "movielens", "--drop": drop },
  });
  it.each([
    ["goes on", [runOf("RUNNING")], "jr_RUNNING"],
    ["went well", [runOf("FAILED"), runOf("SUCCEEDED")], "jr_SUCCEEDED"],
    ["failed", [runOf("FAILED")], undefined],
    ["is another drop's", [runOf("RUNNING", "f".repeat(16))], undefined],
  ])("are looked through for the drop's: one that %s", async (_, JobRuns, id) => {
    const client = newClient();
    mockClient(client).on(GetJobRunsCommand).resolves({ JobRuns });
    expect(await glueRuns(client, "job").find(ref)).toBe(id);
  });

  it("serve one attempt each: a replay is not served by the run before it", async () => {
    const client = newClient();
    const again = { ...runOf("SUCCEEDED"), Id: "jr_again" };
    const JobRuns = [{ ...again, Arguments: { ...again.Arguments, "--attempt": "1" } }, runOf("SUCCEEDED")];
    mockClient(client).on(GetJobRunsCommand).resolves({ JobRuns });
    const runs = glueRuns(client, "job");
    expect(await runs.find(ref)).toBe("jr_SUCCEEDED");
    expect(await runs.find({ ...ref, attempt: 1 })).toBe("jr_again");
    expect(await runs.find({ ...ref, attempt: 2 })).toBeUndefined();
  });

  it("say when there is no room, and throw what is not about room", async () => {
    const client = newClient();
    const runs = glueRuns(client, "job");
    mockClient(client)
      .on(StartJobRunCommand)
      .rejectsOnce(new ConcurrentRunsExceededException({ message: "", $metadata: {} }))
      .rejects(new Error("AccessDenied"));
    expect(await runs.start(ref)).toBe("no room");
    await expect(runs.start(ref)).rejects.toThrow("AccessDenied");
  });
});

it("starts one run for a large drop, however often its event comes", async () => {
  const start = vi.fn(async () => ({ jobRunId: "jr_1" }));
  const chain = startChain({ glueThresholdBytes: 0, runs: { find: async () => undefined, start } });
  chain.switches.deliversTwice = true;
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(start).toHaveBeenCalledTimes(1);
  expect(chain.drops()).toMatchObject([{ state: "TRANSFORMING", engine: "glue", jobRunId: "jr_1" }]);
});

it("finds the run whose start was not recorded, instead of starting a second", async () => {
  const start = vi.fn(async () => ({ jobRunId: "jr_2" }));
  const chain = startChain({ glueThresholdBytes: 0, runs: { find: async () => "jr_1", start } });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(start).not.toHaveBeenCalled();
  expect(chain.drops()).toMatchObject([{ jobRunId: "jr_1" }]);
});

it("lets a drop wait while Glue has no room, however long, and reconcile starts it once as soon as there is", async () => {
  let hasRoom = false;
  const start = vi.fn(async () => (hasRoom ? { jobRunId: "jr_1" } : ("no room" as const)));
  const chain = startChain({ glueThresholdBytes: 0, runs: { find: async () => undefined, start } });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  expect(chain.failures).toEqual([]);
  for (let tries = 1; tries <= MAX_RESTARTS + 2; tries += 1) {
    expect(start, "each run of reconcile asks once").toHaveBeenCalledTimes(tries);
    expect(chain.drops()).toMatchObject([{ state: "READY", restarts: 0 }]);
    await chain.reconcile();
  }
  expect(chain.mails, "to wait is not to be stuck").toEqual([]);
  hasRoom = true;
  await chain.reconcile();
  await chain.reconcile();
  expect(chain.drops()).toMatchObject([{ state: "TRANSFORMING", engine: "glue", jobRunId: "jr_1" }]);
  expect(start).toHaveBeenCalledTimes(MAX_RESTARTS + 4);
});

it("loads what a Glue run made, though Glue does not keep the ledger", async () => {
  const chain = startChain({
    glueThresholdBytes: 0,
    runs: { find: async () => undefined, start: async () => ({ jobRunId: "jr_1" }) },
  });
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  await transformDrop(
    { ...chain.transformOptions, threads: 2, engine: "glue" },
    { dataset: "movielens", drop: drop!.drop! },
  );
  await chain.drain();
  expect(chain.failures).toEqual([]);
  expect(chain.drops()).toMatchObject([{ state: "LOADED", engine: "glue" }]);
});
