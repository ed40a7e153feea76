/** Glue: jobs and their runs. What a run does is given from outside. */
import { AwsError, createJsonService, type JsonObject, requiredString } from "../json-service.ts";
import type { Service } from "../service.ts";
import { toApi } from "./job-run-api.ts";
import type { JobRuns, RunRecord } from "./job-runs.ts";
import { type Jobs, workersOf } from "./jobs.ts";

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
        arguments: argumentsOf(input),
        workers: workersOf(input),
        region,
        ...(input.Timeout !== undefined && { timeoutMinutes: minutesOf(input.Timeout) }),
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
      // A job that is not there is a matter of its runs, as a run that is not there: the call itself does not fail.
      const JobName = requiredString(input, "JobName", "InvalidInputException");
      const SuccessfulSubmissions: JsonObject[] = [];
      const Errors: JsonObject[] = [];
      for (const JobRunId of runIdsOf(input)) {
        if (runs.stop(JobName, JobRunId)) SuccessfulSubmissions.push({ JobName, JobRunId });
        else Errors.push({ JobName, JobRunId, ErrorDetail: stopError(runs.find(JobName, JobRunId)) });
      }
      return { SuccessfulSubmissions, Errors };
    },
  });
  return { ...service, close: async () => runs.close() };
}

function argumentsOf({ Arguments: given = {} }: JsonObject): Record<string, string> {
  const isMap = typeof given === "object" && given !== null && !Array.isArray(given);
  if (!isMap || Object.values(given).some((value) => typeof value !== "string"))
    throw new AwsError("InvalidInputException", "Arguments is a map of strings");
  return given as Record<string, string>;
}

function minutesOf(timeout: unknown): number {
  if (!Number.isInteger(timeout) || Number(timeout) < 1)
    throw new AwsError("InvalidInputException", "Timeout is a whole number of minutes, at least 1");
  return Number(timeout);
}

/** https://docs.aws.amazon.com/glue/latest/webapi/API_BatchStopJobRun.html */
function runIdsOf({ JobRunIds: ids }: JsonObject): string[] {
  if (!Array.isArray(ids) || ids.length < 1 || ids.length > 25 || ids.some((id) => typeof id !== "string"))
    throw new AwsError("InvalidInputException", "JobRunIds has 1 to 25 ids");
  return ids as string[];
}

const stopError = (run: RunRecord | undefined) =>
  run
    ? {
        ErrorCode: "JobRunInvalidStateTransitionException",
        ErrorMessage: `Job run ${run.id} cannot go from ${run.state} to STOPPING`,
      }
    : { ErrorCode: "EntityNotFoundException", ErrorMessage: "Job run not found" };

function pageStart({ NextToken: token }: JsonObject): number {
  if (token === undefined) return 0;
  if (typeof token !== "string" || !/^\d{1,9}$/.test(token))
    throw new AwsError("InvalidInputException", "NextToken is invalid");
  return Number(token);
}
