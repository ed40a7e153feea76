/** Glue: jobs and their runs. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html */
import { jsonService, ServiceError, textOf } from "../json-protocol.ts";
import type { Service } from "../service.ts";
import type { State } from "../state.ts";
import type { JobRuns } from "./runs.ts";

interface Job {
  Name: string;
  Timeout?: number;
  ExecutionProperty?: { MaxConcurrentRuns?: number };
  DefaultArguments?: Record<string, string>;
}

/** Glue's own limit of GetJobRuns. */
const MAX_PAGE = 200;

export function glueService(state: State, runs: JobRuns): Service {
  state.transaction(() =>
    state.sql("create table if not exists jobs (name text primary key, job text not null)").run(),
  );
  const find = (name: string): Job => {
    const row = state.sql("select job from jobs where name = ?").get(name);
    if (!row) throw new ServiceError("EntityNotFoundException", `Entity not found: job ${name}`);
    return JSON.parse(String(row.job));
  };
  const runOf = (jobName: string, id: string) => {
    const run = runs.get(jobName, id);
    if (!run) throw new ServiceError("EntityNotFoundException", `Job run ${id} not found`);
    return run;
  };
  return {
    ...jsonService("Glue", {
      CreateJob(input) {
        const name = textOf(input, "Name");
        const { changes } = state
          .sql("insert into jobs values (?, ?) on conflict do nothing")
          .run(name, JSON.stringify(input));
        if (changes === 0) throw new ServiceError("AlreadyExistsException", `Job already exists: ${name}`);
        return { Name: name };
      },
      GetJob: (input) => ({ Job: find(textOf(input, "JobName")) }),
      StartJobRun(input) {
        const name = textOf(input, "JobName");
        const job = find(name);
        if (runs.active(name) >= (job.ExecutionProperty?.MaxConcurrentRuns ?? 1))
          throw new ServiceError("ConcurrentRunsExceededException", `Concurrent runs exceeded for ${name}`);
        const given = (input.Arguments ?? {}) as Record<string, string>;
        const timeout = typeof input.Timeout === "number" ? input.Timeout : (job.Timeout ?? 2880);
        return { JobRunId: runs.start(name, { ...job.DefaultArguments, ...given }, timeout) };
      },
      GetJobRun: (input) => ({ JobRun: runOf(textOf(input, "JobName"), textOf(input, "RunId")) }),
      GetJobRuns(input) {
        const name = textOf(input, "JobName");
        find(name);
        const from = Number(input.NextToken ?? 0);
        const size = Math.min(Number(input.MaxResults ?? MAX_PAGE), MAX_PAGE);
        const all = runs.list(name);
        return {
          JobRuns: all.slice(from, from + size),
          ...(from + size < all.length && { NextToken: String(from + size) }),
        };
      },
      BatchStopJobRun(input) {
        const name = textOf(input, "JobName");
        const ids = (input.JobRunIds ?? []) as string[];
        const stopped = ids.filter((id) => runs.stop(name, id));
        return {
          SuccessfulSubmissions: stopped.map((id) => ({ JobName: name, JobRunId: id })),
          Errors: ids
            .filter((id) => !stopped.includes(id))
            .map((id) => ({
              JobName: name,
              JobRunId: id,
              ErrorDetail: { ErrorCode: "EntityNotFoundException", ErrorMessage: `${id} does not run` },
            })),
        };
      },
    }),
    close: () => runs.close(),
  };
}
