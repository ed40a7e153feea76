/** Job runs of the local Glue: durable records, the states of the original, and an event for each end. */
import { randomUUID } from "node:crypto";
import type { Outbox } from "../outbox.ts";
import { ACCOUNT_ID, DEFAULT_REGION } from "../service.ts";
import type { State } from "../state.ts";

export type JobRunState = "STARTING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMEOUT" | "STOPPED";

/** As GetJobRun gives it; times are seconds since 1970. */
export interface JobRun {
  Id: string;
  JobName: string;
  Arguments: Record<string, string>;
  JobRunState: JobRunState;
  StartedOn: number;
  LastModifiedOn: number;
  CompletedOn?: number;
  ErrorMessage?: string;
  ExecutionTime: number;
  Attempt: number;
}

export interface JobRunRequest {
  jobName: string;
  runId: string;
  arguments: Record<string, string>;
  /** Aborted when the run is stopped, or has no time left. */
  signal: AbortSignal;
  log: (line: string) => void;
}

/** What a run does: it ends well when the promise resolves. */
export type RunJob = (run: JobRunRequest) => Promise<void>;

export interface JobRuns {
  start(jobName: string, args: Record<string, string>, timeoutMinutes: number): string;
  get(jobName: string, id: string): JobRun | undefined;
  /** Newest first. */
  list(jobName: string): JobRun[];
  active(jobName: string): number;
  stop(jobName: string, id: string): boolean;
  close(): Promise<void>;
}

export function createJobRuns(
  state: State,
  outbox: Outbox,
  runJob: RunJob,
  log: (runId: string, line: string) => void,
): JobRuns {
  state.transaction(() =>
    state
      .sql(
        "create table if not exists job_runs (number integer primary key autoincrement, id text unique not null, job text not null, run text not null)",
      )
      .run(),
  );
  const working = new Map<string, { controller: AbortController; done: Promise<void> }>();
  const toRun = (row: Record<string, unknown> | undefined) => row && (JSON.parse(String(row.run)) as JobRun);
  const read = (id: string) => toRun(state.sql("select run from job_runs where id = ?").get(id));

  /** The record and its event are one transaction. Only a run that has not ended can change. */
  function move(id: string, to: JobRunState, message?: string) {
    state.transaction(() => {
      const run = read(id);
      if (!run || run.CompletedOn !== undefined) return;
      const now = Date.now() / 1000;
      const hasEnded = to !== "STARTING" && to !== "RUNNING";
      const changed: JobRun = {
        ...run,
        JobRunState: to,
        LastModifiedOn: now,
        ...(hasEnded && { CompletedOn: now, ExecutionTime: Math.round(now - run.StartedOn) }),
        ...(message !== undefined && { ErrorMessage: message }),
      };
      state.sql("update job_runs set run = ? where id = ?").run(JSON.stringify(changed), id);
      if (hasEnded) outbox.add({ kind: "eventbridge", event: stateChange(changed) });
    });
    outbox.notify();
  }

  // What ran when the process ended runs no more; on AWS it would have gone on, so its end is told as a failure.
  for (const row of state.sql("select id, run from job_runs").all())
    if (toRun(row)?.CompletedOn === undefined) move(String(row.id), "FAILED", "The local Glue ended while the job ran");

  async function work(run: JobRun, controller: AbortController, timeoutMinutes: number) {
    const timer = setTimeout(() => controller.abort("TIMEOUT"), timeoutMinutes * 60_000);
    try {
      move(run.Id, "RUNNING");
      await runJob({
        jobName: run.JobName,
        runId: run.Id,
        arguments: run.Arguments,
        signal: controller.signal,
        log: (line) => log(run.Id, line),
      });
      if (controller.signal.aborted) endAborted(run.Id, controller);
      else move(run.Id, "SUCCEEDED");
    } catch (error) {
      if (controller.signal.aborted) endAborted(run.Id, controller);
      else move(run.Id, "FAILED", error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    } finally {
      clearTimeout(timer);
      working.delete(run.Id);
    }
  }
  const endAborted = (id: string, { signal }: AbortController) =>
    signal.reason === "TIMEOUT" ? move(id, "TIMEOUT", "The job run timed out") : move(id, "STOPPED");

  return {
    start(jobName, args, timeoutMinutes) {
      const now = Date.now() / 1000;
      const run: JobRun = {
        Id: `jr_${randomUUID().replaceAll("-", "")}`,
        JobName: jobName,
        Arguments: args,
        JobRunState: "STARTING",
        StartedOn: now,
        LastModifiedOn: now,
        ExecutionTime: 0,
        Attempt: 0,
      };
      state.sql("insert into job_runs (id, job, run) values (?, ?, ?)").run(run.Id, jobName, JSON.stringify(run));
      const controller = new AbortController();
      working.set(run.Id, { controller, done: work(run, controller, timeoutMinutes) });
      return run.Id;
    },
    get: (jobName, id) => {
      const run = read(id);
      return run?.JobName === jobName ? run : undefined;
    },
    list: (jobName) =>
      state
        .sql("select run from job_runs where job = ? order by number desc")
        .all(jobName)
        .map((row) => toRun(row)!),
    active: (jobName) => [...working.keys()].filter((id) => read(id)?.JobName === jobName).length,
    stop(jobName, id) {
      const running = working.get(id);
      if (!running || read(id)?.JobName !== jobName) return false;
      running.controller.abort("STOPPED");
      return true;
    },
    async close() {
      for (const { controller } of working.values()) controller.abort("CLOSED");
      await Promise.all([...working.values()].map(({ done }) => done));
    },
  };
}

/** EventBridge: "Glue Job State Change" (Glue: automating with EventBridge). */
function stateChange({ JobName, Id, JobRunState, ErrorMessage }: JobRun) {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Glue Job State Change",
    source: "aws.glue",
    account: ACCOUNT_ID,
    time: new Date().toISOString(),
    region: DEFAULT_REGION,
    resources: [],
    detail: {
      jobName: JobName,
      severity: JobRunState === "SUCCEEDED" ? "INFO" : "ERROR",
      state: JobRunState,
      jobRunId: Id,
      message:
        ErrorMessage ?? (JobRunState === "SUCCEEDED" ? "Job run succeeded" : `Job run ${JobRunState.toLowerCase()}`),
    },
  };
}
