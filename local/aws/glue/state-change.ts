/** The event about the end of a job's run. https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html */
import { randomUUID } from "node:crypto";
import { ACCOUNT_ID } from "../service.ts";
import type { RunRecord, RunState } from "./job-runs.ts";

/** What Glue says of each end; of a failure, the failure. */
const ENDS: Readonly<Partial<Record<RunState, { severity: string; message?: string }>>> = {
  SUCCEEDED: { severity: "INFO", message: "Job run succeeded" },
  STOPPED: { severity: "INFO", message: "Job run stopped" },
  TIMEOUT: { severity: "WARN", message: "Job run timed out" },
};

export function stateChange({ id, jobName, state, error = "", region, completedMs }: RunRecord) {
  const { severity, message = error } = ENDS[state] ?? { severity: "ERROR" };
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Glue Job State Change",
    source: "aws.glue",
    account: ACCOUNT_ID,
    time: new Date(completedMs ?? Date.now()).toISOString().replace(/\.\d+Z$/, "Z"),
    region,
    resources: [],
    detail: { jobName, severity, state, jobRunId: id, message },
  };
}
