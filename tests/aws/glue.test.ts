/** The local Glue through the real SDK client: what runs look like while they go on and when they have ended, and what is refused. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import {
  AlreadyExistsException,
  BatchStopJobRunCommand,
  ConcurrentRunsExceededException,
  CreateJobCommand,
  EntityNotFoundException,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  GlueClient,
  InvalidInputException,
  StartJobRunCommand,
  type StartJobRunCommandInput,
} from "@aws-sdk/client-glue";
import { expect, it } from "vitest";
import { createJobRuns, type GlueRun } from "../../local/aws/glue/job-runs.ts";
import { createJobs } from "../../local/aws/glue/jobs.ts";
import { createOutbox } from "../../local/aws/outbox.ts";
import { openState } from "../../local/aws/state.ts";
import { type RunningAws, runLocalAws } from "./local-aws.ts";

const JOB = {
  Name: "transform",
  Role: "role",
  Command: { Name: "glueetl" },
  GlueVersion: "5.1",
  WorkerType: "G.1X",
  NumberOfWorkers: 2,
  ExecutionProperty: { MaxConcurrentRuns: 1 },
  DefaultArguments: { "--a": "default", "--b": "default" },
} as const;

function openGlue(running: RunningAws) {
  const glue = new GlueClient(running.options);
  const stateOf = async (RunId: string | undefined) =>
    (await glue.send(new GetJobRunCommand({ JobName: "transform", RunId }))).JobRun!;
  return {
    glue,
    stateOf,
    start: async (more: Partial<StartJobRunCommandInput> = {}) =>
      (await glue.send(new StartJobRunCommand({ JobName: "transform", ...more }))).JobRunId!,
    stop: (...JobRunIds: string[]) => glue.send(new BatchStopJobRunCommand({ JobName: "transform", JobRunIds })),
    async ended(RunId: string | undefined) {
      for (let attempt = 0; attempt < 200; attempt++) {
        const run = await stateOf(RunId);
        if (run.CompletedOn) return run;
        await wait(10);
      }
      throw new Error("the run did not end");
    },
    /** Of each end that was told. */
    details: () =>
      running.aws.outbox.pending().map((event) => (event.kind === "eventbridge" ? event.event.detail : undefined)),
    [Symbol.dispose]: () => glue.destroy(),
  };
}

/** Runs that end when they are told to; a stopped one `endingMs` later. */
function heldRuns(endingMs = 0) {
  const seen: GlueRun[] = [];
  let release: (outcome: Error | undefined) => void = () => {};
  const runJob = (run: GlueRun) => {
    seen.push(run);
    run.log("reading the members");
    return new Promise<void>((resolve, reject) => {
      release = (error) => (error ? reject(error) : resolve());
      run.signal.addEventListener("abort", () => setTimeout(reject, endingMs, new Error("killed")));
    });
  };
  return { runJob, seen, release: (outcome?: Error) => release(outcome) };
}

it("runs a job with its arguments, tells how it ended, and allows as many at once as the job says", async () => {
  const { runJob, seen, release } = heldRuns();
  await using running = await runLocalAws({ runJob });
  using opened = openGlue(running);
  const { glue, start, stateOf, ended, stop, details } = opened;
  await glue.send(new CreateJobCommand(JOB));
  await expect(glue.send(new CreateJobCommand(JOB))).rejects.toThrow(AlreadyExistsException);
  const given = { Arguments: { "--b": "given" } };
  const first = await start(given);
  await expect(start()).rejects.toThrow(ConcurrentRunsExceededException);
  expect(seen[0]).toMatchObject({
    jobName: "transform",
    runId: first,
    arguments: { "--a": "default", "--b": "given" },
  });
  expect((await stateOf(first)).JobRunState).toBe("RUNNING");
  release();
  expect(await ended(first)).toMatchObject({ JobRunState: "SUCCEEDED", ...given });
  const second = await start();
  await wait(20);
  release(new Error("no such rule"));
  const failed = await ended(second);
  const [words, log] = failed.ErrorMessage!.split("\nIts log is ");
  expect([failed.JobRunState, words]).toEqual(["FAILED", "Error: no such rule"]);
  expect(readFileSync(log!, "utf8")).toMatch(/^\S+Z reading the members\n$/);
  const third = await start();
  await wait(20);
  expect(await stop(third)).toMatchObject({
    SuccessfulSubmissions: [{ JobName: "transform", JobRunId: third }],
    Errors: [],
  });
  expect(await ended(third)).toMatchObject({ JobRunState: "STOPPED" });
  const page = await glue.send(new GetJobRunsCommand({ JobName: "transform", MaxResults: 2 }));
  const rest = await glue.send(
    new GetJobRunsCommand({ JobName: "transform", MaxResults: 2, NextToken: page.NextToken }),
  );
  expect([...page.JobRuns!, ...rest.JobRuns!].map(({ Id }) => Id)).toEqual([third, second, first]);
  const named = (jobRunId: string) => ({ jobName: "transform", jobRunId });
  expect(details()).toEqual([
    { ...named(first), state: "SUCCEEDED", severity: "INFO", message: "Job run succeeded" },
    { ...named(second), state: "FAILED", severity: "ERROR", message: failed.ErrorMessage },
    { ...named(third), state: "STOPPED", severity: "INFO", message: "Job run stopped" },
  ]);
});

it("names no log of a run that failed before it said anything", async () => {
  await using running = await runLocalAws({ runJob: async () => Promise.reject(new Error("no Java")) });
  using opened = openGlue(running);
  await opened.glue.send(new CreateJobCommand(JOB));
  const { JobRunState, ErrorMessage } = await opened.ended(await opened.start());
  expect([JobRunState, ErrorMessage]).toEqual([
    "FAILED",
    "Error: no Java\nIt has no log: it ended before it said anything.",
  ]);
});

it("is STOPPING until its process has ended, and takes its room until then", async () => {
  const { runJob } = heldRuns(150);
  await using running = await runLocalAws({ runJob });
  using opened = openGlue(running);
  const { glue, start, stateOf, ended, stop } = opened;
  await glue.send(new CreateJobCommand(JOB));
  const id = await start();
  await wait(20);
  await stop(id);
  expect(await stateOf(id)).toMatchObject({ JobRunState: "STOPPING", ExecutionTime: 0 });
  expect((await stateOf(id)).CompletedOn).toBeUndefined();
  await expect(start()).rejects.toThrow(ConcurrentRunsExceededException);
  expect((await stop(id)).SuccessfulSubmissions).toHaveLength(1);
  expect(await ended(id)).toMatchObject({ JobRunState: "STOPPED" });
  const again = await stop(id, "jr_nothing");
  expect(again.SuccessfulSubmissions).toEqual([]);
  expect(again.Errors).toMatchObject([
    { JobName: "transform", JobRunId: id, ErrorDetail: { ErrorCode: "JobRunInvalidStateTransitionException" } },
    { JobName: "transform", JobRunId: "jr_nothing", ErrorDetail: { ErrorCode: "EntityNotFoundException" } },
  ]);
});

it("says of a run its times, its workers and what it computed with", async () => {
  const { runJob, release } = heldRuns();
  await using running = await runLocalAws({ runJob });
  using opened = openGlue(running);
  const { glue, start, ended } = opened;
  await glue.send(new CreateJobCommand(JOB));
  const before = Date.now();
  const id = await start({ NumberOfWorkers: 3, WorkerType: "G.2X", Timeout: 7 });
  await wait(1_050);
  release();
  const run = await ended(id);
  expect(run).toMatchObject({
    ...{ Id: id, JobName: "transform", Attempt: 0, Timeout: 7, GlueVersion: "5.1", LogGroupName: "/aws-glue/jobs" },
    ...{ NumberOfWorkers: 3, WorkerType: "G.2X", ExecutionTime: 1 },
  });
  expect(run.DPUSeconds).toBeUndefined();
  expect(run.StartedOn!.getTime()).toBeGreaterThanOrEqual(before - 1);
  expect(run.CompletedOn!.getTime() - run.StartedOn!.getTime()).toBeGreaterThanOrEqual(1_000);
  expect(run.LastModifiedOn).toEqual(run.CompletedOn);
  const scaled = await start({ Arguments: { "--enable-auto-scaling": "true" } });
  await wait(100);
  release();
  const { DPUSeconds, CompletedOn, StartedOn } = await ended(scaled);
  expect(DPUSeconds).toBeCloseTo((2 * (CompletedOn!.getTime() - StartedOn!.getTime())) / 1000, 1);
});

it("refuses jobs and runs that are not there, and input that is none", async () => {
  await using running = await runLocalAws({ runJob: async () => {} });
  using opened = openGlue(running);
  const { glue, start, stop } = opened;
  const nothing = { JobName: "nothing" };
  await expect(glue.send(new StartJobRunCommand(nothing))).rejects.toThrow(EntityNotFoundException);
  await expect(glue.send(new GetJobCommand(nothing))).rejects.toThrow(EntityNotFoundException);
  await expect(glue.send(new GetJobRunsCommand(nothing))).rejects.toThrow(EntityNotFoundException);
  await expect(glue.send(new GetJobRunCommand({ ...nothing, RunId: "jr_1" }))).rejects.toThrow(EntityNotFoundException);
  const { Errors } = await glue.send(new BatchStopJobRunCommand({ ...nothing, JobRunIds: ["jr_1"] }));
  expect(Errors).toMatchObject([{ JobRunId: "jr_1", ErrorDetail: { ErrorCode: "EntityNotFoundException" } }]);
  await glue.send(new CreateJobCommand(JOB));
  await expect(start({ Timeout: 0 })).rejects.toThrow(InvalidInputException);
  await expect(start({ Arguments: { "--a": 1 as never } })).rejects.toThrow(InvalidInputException);
  await expect(stop()).rejects.toThrow(InvalidInputException);
  expect((await glue.send(new GetJobRunsCommand({ JobName: "transform" }))).JobRuns).toEqual([]);
});

it("ends a run that takes longer than its timeout as TIMEOUT, after its process", async () => {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-timeout-"));
  const state = openState(join(folder, "aws.sqlite"));
  try {
    const outbox = createOutbox(state, { dropEvents: false });
    const { runJob, seen } = heldRuns(50);
    const runs = createJobRuns(state, outbox, runJob, { add: () => undefined, placeOf: (id) => id });
    const job = createJobs(state).create(JOB);
    const { id } = runs.start(job, { arguments: {}, timeoutMinutes: 100 / 60_000, region: "eu-west-1" });
    for (let waited = 0; waited < 200 && runs.find("transform", id)!.completedMs === undefined; waited++)
      await wait(10);
    const run = runs.find("transform", id)!;
    expect(run).toMatchObject({ state: "TIMEOUT", error: "Job run exceeded its timeout" });
    expect(seen[0]!.signal.aborted).toBe(true);
    expect(run.completedMs! - run.startedMs).toBeGreaterThanOrEqual(140);
    expect(outbox.pending()).toMatchObject([
      { kind: "eventbridge", event: { detail: { state: "TIMEOUT", severity: "WARN", message: "Job run timed out" } } },
    ]);
  } finally {
    state.close();
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ["RUNNING", "FAILED"],
  ["STOPPING", "STOPPED"],
])("tells a run that a restart cut short while it was %s as %s", async (before, after) => {
  await using running = await runLocalAws({ runJob: () => new Promise(() => {}) });
  const { glue, start, stateOf, stop } = openGlue(running);
  await glue.send(new CreateJobCommand(JOB));
  const id = await start();
  await wait(20);
  if (before === "STOPPING") await stop(id);
  expect((await stateOf(id)).JobRunState).toBe(before);
  glue.destroy();
  await running.restart();
  using opened = openGlue(running);
  expect((await opened.stateOf(id)).JobRunState).toBe(after);
  expect(opened.details()).toMatchObject([{ state: after, jobRunId: id }]);
});
