/** Glue: jobs and their runs. What a run does is given from outside. */
import { AwsError, createJsonService, type JsonObject, requiredString } from "../json-service.ts";
import type { Service } from "../service.ts";
import type { JobRuns, RunRecord } from "./job-runs.ts";
import type { Jobs } from "./jobs.ts";

const MAX_PAGE = 200;

export function createGlueService(jobs: Jobs, runs: JobRuns): Service {
  const service = createJsonService("AWSGlue", {
    CreateJob: (input) => ({ Name: jobs.create(input).name }),
    GetJob: (input) => ({ Job: jobs.require(requiredString(input, "JobName", "InvalidInputException")).definition }),
    GetJobs: () => ({ Jobs: jobs.list().map(({ definition }) => definition) }),
    DeleteJob: (input) => {
      const name = requiredString(input, "JobName", "InvalidInputException");
      jobs.delete(name);
      return { JobName: name };
    },
    StartJobRun: (input, { region }) => {
      const job = jobs.require(requiredString(input, "JobName", "InvalidInputException"));
      if (input.JobRunId !== undefined)
        throw new AwsError("InvalidInputException", "The local Glue does not restart earlier runs (JobRunId)");
      const run = runs.start(job, {
        arguments: (input.Arguments ?? {}) as Record<string, string>,
        region,
        ...(input.Timeout !== undefined && { timeoutMinutes: Number(input.Timeout) }),
      });
      return { JobRunId: run.id };
    },
    GetJobRun: (input) => {
      const runId = requiredString(input, "RunId", "InvalidInputException");
      const run = runs.find(requiredString(input, "JobName", "InvalidInputException"), runId);
      if (!run) throw new AwsError("EntityNotFoundException", `Job run ${runId} not found`);
      return { JobRun: toApi(run) };
    },
    GetJobRuns: (input) => {
      const job = jobs.require(requiredString(input, "JobName", "InvalidInputException"));
      const skip = pageStart(input);
      const limit = Math.min(Math.max(Number(input.MaxResults ?? MAX_PAGE), 1), MAX_PAGE);
      const found = runs.list(job.name, skip, limit + 1);
      return {
        JobRuns: found.slice(0, limit).map(toApi),
        ...(found.length > limit && { NextToken: String(skip + limit) }),
      };
    },
    BatchStopJobRun: (input) => {
      const job = jobs.require(requiredString(input, "JobName", "InvalidInputException"));
      const SuccessfulSubmissions: JsonObject[] = [];
      const Errors: JsonObject[] = [];
      for (const runId of (input.JobRunIds ?? []) as string[]) {
        const named = { JobName: job.name, JobRunId: runId };
        if (runs.stop(job.name, runId)) SuccessfulSubmissions.push(named);
        else Errors.push({ ...named, ErrorDetail: stopError(runs.find(job.name, runId)) });
      }
      return { SuccessfulSubmissions, Errors };
    },
  });
  return { ...service, close: async () => runs.close() };
}

const stopError = (run: RunRecord | undefined) =>
  run
    ? { ErrorCode: "JobRunNotInTerminalStateException", ErrorMessage: `Job run is ${run.state} already` }
    : { ErrorCode: "EntityNotFoundException", ErrorMessage: "Job run not found" };

function pageStart({ NextToken: token }: JsonObject): number {
  if (token === undefined) return 0;
  if (typeof token !== "string" || !/^\d{1,9}$/.test(token))
    throw new AwsError("InvalidInputException", "NextToken is invalid");
  return Number(token);
}

const toApi = ({
  id,
  jobName,
  state,
  arguments: given,
  timeoutMinutes,
  startedMs,
  completedMs,
  error,
}: RunRecord): JsonObject => ({
  Id: id,
  JobName: jobName,
  JobRunState: state,
  Attempt: 0,
  Arguments: given,
  Timeout: timeoutMinutes,
  StartedOn: startedMs / 1000,
  LastModifiedOn: (completedMs ?? startedMs) / 1000,
  ...(completedMs !== undefined && {
    CompletedOn: completedMs / 1000,
    ExecutionTime: Math.round((completedMs - startedMs) / 1000),
  }),
  ...(error !== undefined && { ErrorMessage: error }),
});
