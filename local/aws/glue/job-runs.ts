/** Glue's job runs: their states, their records over restarts, and the events about their ends. */
import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { AwsError } from "../json-service.ts";
import type { Outbox } from "../outbox.ts";
import type { State } from "../state.ts";
import type { Job, Workers } from "./jobs.ts";
import { stateChange } from "./state-change.ts";

/** What a run has to do. It may stop early when `signal` fires; its result no longer counts then. */
export interface GlueRun {
  jobName: string;
  runId: string;
  /** As `s3://bucket/key`; undefined for a job that was made without. */
  scriptLocation: string | undefined;
  /** The job's defaults, with those of StartJobRun over them. */
  arguments: Readonly<Record<string, string>>;
  signal: AbortSignal;
  log: (line: string) => void;
}

export type RunJob = (run: GlueRun) => Promise<void>;

export type RunState = "STARTING" | "RUNNING" | "STOPPING" | "SUCCEEDED" | "FAILED" | "TIMEOUT" | "STOPPED";

export interface RunRecord {
  id: string;
  jobName: string;
  state: RunState;
  /** As given to StartJobRun, without the job's defaults. */
  arguments: Record<string, string>;
  timeoutMinutes: number;
  /** Those of the job, or of StartJobRun. */
  workers: Workers;
  /** Whether Glue may take workers away while it runs. */
  scales: boolean;
  glueVersion: string | undefined;
  startedMs: number;
  completedMs?: number;
  error?: string;
  region: string;
}

export interface GivenToRun {
  arguments: Record<string, string>;
  timeoutMinutes?: number;
  workers?: Workers;
  region: string;
}

export interface JobRuns {
  /** Throws `ConcurrentRunsExceededException`. */
  start(job: Job, given: GivenToRun): RunRecord;
  find(jobName: string, runId: string): RunRecord | undefined;
  /** Newest first, `skip` passed over. */
  list(jobName: string, skip: number, limit: number): RunRecord[];
  /** It is STOPPING until what it started has ended. False when the run is over already. */
  stop(jobName: string, runId: string): boolean;
  /** Stops what runs here; the next start tells those runs as failed. */
  close(): void;
}

const OPEN = "('STARTING', 'RUNNING', 'STOPPING')";
/** So long a run that was told to end may take for it: longer than a process that is killed, shorter than a download. */
const GRACE_MS = 5_000;
const STOPPED = "Job run was stopped by a user";
const MINUTE_MS = 60_000;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Where the lines of each run are kept. */
export interface RunLogs {
  add(runId: string, line: string): void;
  /** For people; `undefined` for a run that said nothing. */
  placeOf(runId: string): string | undefined;
}

export function createJobRuns(state: State, outbox: Outbox, runJob: RunJob, logs: RunLogs): JobRuns {
  const { sql } = state;
  const running = new Map<string, AbortController>();
  let isClosed = false;
  state.transaction(() => {
    sql(
      "create table if not exists glue_runs (number integer primary key autoincrement, id text not null unique, job text not null, state text not null, record text not null)",
    ).run();
    sql("create index if not exists glue_runs_by_job on glue_runs (job, number)").run();
    sql("drop index if exists glue_runs_open").run();
    sql(`create index if not exists glue_runs_going on glue_runs (job) where state in ${OPEN}`).run();
  });

  const save = (run: RunRecord) =>
    sql("update glue_runs set state = ?, record = ? where id = ?").run(run.state, JSON.stringify(run), run.id);
  /** What an earlier Reelhouse wrote has fewer fields. */
  const toRun = (row: Record<string, unknown>): RunRecord =>
    Object.assign({ workers: {}, scales: false }, JSON.parse(String(row.record)) as RunRecord);

  /** The end of a run and the event about it are one transaction: nobody sees one without the other. */
  function finish(run: RunRecord, end: RunState, error?: string) {
    const done: RunRecord = { ...run, state: end, completedMs: Date.now(), ...(error !== undefined && { error }) };
    state.transaction(() => {
      save(done);
      outbox.add({ kind: "eventbridge", event: stateChange(done) });
    });
    outbox.notify();
  }

  for (const row of sql(`select record from glue_runs where state in ${OPEN} order by number`).all()) {
    const run = toRun(row);
    if (run.state === "STOPPING") finish(run, "STOPPED", STOPPED);
    else finish(run, "FAILED", "The local AWS was stopped while the job ran. Start the job again.");
  }

  async function execute(run: RunRecord, job: Job) {
    const controller = new AbortController();
    const { signal } = controller;
    running.set(run.id, controller);
    const timer = setTimeout(() => controller.abort("TIMEOUT"), Math.min(run.timeoutMinutes * MINUTE_MS, MAX_TIMER_MS));
    const stopped = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const current: RunRecord = { ...run, state: "RUNNING" };
    save(current);
    const given = { ...job.defaultArguments, ...run.arguments };
    const work = runJob({
      jobName: run.jobName,
      runId: run.id,
      scriptLocation: job.scriptLocation,
      arguments: given,
      signal,
      log: (line) => logs.add(run.id, line),
    });
    try {
      await Promise.race([work, stopped]);
      if (!isClosed) finish(current, "SUCCEEDED");
    } catch (error) {
      if (isClosed) return;
      if (!signal.aborted) {
        const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        const log = logs.placeOf(run.id);
        const place = log === undefined ? "It has no log: it ended before it said anything." : `Its log is ${log}`;
        finish(current, "FAILED", `${words}\n${place}`);
      } else {
        // Nothing of the run writes any more when its end is told. A failure on the way to it is no news.
        await Promise.race([work.catch(() => undefined), pause(GRACE_MS, undefined, { ref: false })]);
        if (isClosed) return;
        if (signal.reason === "TIMEOUT") finish(current, "TIMEOUT", "Job run exceeded its timeout");
        else finish(current, "STOPPED", STOPPED);
      }
    } finally {
      clearTimeout(timer);
      running.delete(run.id);
    }
  }

  return {
    start(job, { arguments: given, timeoutMinutes = job.timeoutMinutes, workers = {}, region }) {
      const run: RunRecord = {
        id: `jr_${randomBytes(32).toString("hex")}`,
        jobName: job.name,
        state: "STARTING",
        arguments: given,
        timeoutMinutes,
        workers: { ...job.workers, ...workers },
        scales: { ...job.defaultArguments, ...given }["--enable-auto-scaling"] === "true",
        glueVersion: job.glueVersion,
        startedMs: Date.now(),
        region,
      };
      state.transaction(() => {
        const open = Number(
          sql(`select count(*) as open from glue_runs where job = ? and state in ${OPEN}`).get(job.name)!.open,
        );
        if (open >= job.maxConcurrentRuns) {
          throw new AwsError("ConcurrentRunsExceededException", `Concurrent runs exceeded for ${job.name}`);
        }
        sql("insert into glue_runs (id, job, state, record) values (?, ?, ?, ?)").run(
          run.id,
          job.name,
          run.state,
          JSON.stringify(run),
        );
      });
      setImmediate(() => {
        if (!isClosed && find(job.name, run.id)?.state === "STARTING") void execute(run, job);
      });
      return run;
    },
    find,
    list: (jobName, skip, limit) =>
      sql("select record from glue_runs where job = ? order by number desc limit ? offset ?")
        .all(jobName, limit, skip)
        .map(toRun),
    stop(jobName, runId) {
      const run = find(jobName, runId);
      if (run?.state === "STOPPING") return true;
      if (run?.state !== "STARTING" && run?.state !== "RUNNING") return false;
      const controller = running.get(runId);
      if (controller) {
        save({ ...run, state: "STOPPING" });
        controller.abort("STOPPED");
      } else finish(run, "STOPPED", STOPPED);
      return true;
    },
    close() {
      isClosed = true;
      for (const controller of running.values()) controller.abort("CLOSED");
    },
  };

  function find(jobName: string, runId: string): RunRecord | undefined {
    const row = sql("select record from glue_runs where job = ? and id = ?").get(jobName, runId);
    return row && toRun(row);
  }
}
