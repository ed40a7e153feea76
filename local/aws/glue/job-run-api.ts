/** A run as GetJobRun has it. https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html */
import type { JsonObject } from "../json-service.ts";
import type { RunRecord } from "./job-runs.ts";

const DPU_PER_WORKER: Readonly<Record<string, number>> = {
  "G.025X": 0.25,
  "G.1X": 1,
  "G.2X": 2,
  "G.4X": 4,
  "G.8X": 8,
};

export function toApi(run: RunRecord): JsonObject {
  const { id, jobName, state, timeoutMinutes, workers, glueVersion, startedMs, completedMs, error } = run;
  return {
    Id: id,
    Attempt: 0,
    JobName: jobName,
    JobRunState: state,
    Arguments: run.arguments,
    PredecessorRuns: [],
    Timeout: timeoutMinutes,
    StartedOn: startedMs / 1000,
    LastModifiedOn: (completedMs ?? startedMs) / 1000,
    LogGroupName: "/aws-glue/jobs",
    ExecutionTime: secondsOf(run),
    ...(completedMs !== undefined && { CompletedOn: completedMs / 1000 }),
    ...(workers.type !== undefined && { WorkerType: workers.type }),
    ...(workers.number !== undefined && { NumberOfWorkers: workers.number }),
    ...(workers.executionClass !== undefined && { ExecutionClass: workers.executionClass }),
    ...(glueVersion !== undefined && { GlueVersion: glueVersion }),
    ...dpuSeconds(run),
    ...(error !== undefined && { ErrorMessage: error }),
  };
}

/** 0 until the run has ended. */
const secondsOf = ({ startedMs, completedMs = startedMs }: RunRecord) => Math.round((completedMs - startedMs) / 1000);

/** Glue says it only of runs whose workers come and go: FLEX, and auto scaling. Here all are there from start to end. */
function dpuSeconds({ workers, scales, ...run }: RunRecord): JsonObject {
  const dpu = DPU_PER_WORKER[workers.type ?? ""];
  if (dpu === undefined || workers.number === undefined || run.completedMs === undefined) return {};
  if (!scales && workers.executionClass !== "FLEX") return {};
  return { DPUSeconds: workers.number * dpu * ((run.completedMs - run.startedMs) / 1000) };
}
