/** Asks Glue how a run is doing. */
import { GetJobRunCommand, type GlueClient } from "@aws-sdk/client-glue";

export interface GlueRunStates {
  /** `RUNNING` for all that may still end well. */
  state(jobRunId: string): Promise<{ state: string; message: string }>;
}

const GOING_ON: readonly string[] = ["STARTING", "RUNNING", "WAITING", "STOPPING"];

export const glueRunStates = (client: GlueClient, job: string): GlueRunStates => ({
  async state(jobRunId) {
    const { JobRun } = await client.send(new GetJobRunCommand({ JobName: job, RunId: jobRunId }));
    const state = JobRun?.JobRunState ?? "unknown";
    return { state: GOING_ON.includes(state) ? "RUNNING" : state, message: JobRun?.ErrorMessage ?? "" };
  },
});
