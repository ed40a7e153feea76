/** Starts the Glue job for a drop, once: Glue has no idempotency token, so its recent runs are looked through first. */
import {
  ConcurrentRunsExceededException,
  type GlueClient,
  paginateGetJobRuns,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import type { DropRef } from "../../shared/keys.ts";

export interface DropToRun extends DropRef {
  /** Which time the drop is judged, from 0: a replay is not served by the run before it. */
  attempt?: number;
  /** A person let it pass with its rejected rows. */
  acceptsRejects?: boolean;
}

export interface GlueRuns {
  /** The drop's run that is going on or went well in this attempt, if there is one. */
  find(drop: DropToRun): Promise<string | undefined>;
  /** The new run's id, or "no room": as many runs as the job may have are going on. */
  start(drop: DropToRun): Promise<{ jobRunId: string } | "no room">;
}

const ENDED_BADLY: readonly string[] = ["FAILED", "ERROR", "TIMEOUT", "STOPPED", "STOPPING", "EXPIRED"];
/** A start whose answer was lost is among the newest runs; there are at most as many at once as the job allows. */
const LOOK_BACK = 200;

export const dropArguments = ({ dataset, drop, attempt = 0, acceptsRejects = false }: DropToRun) => ({
  "--dataset": dataset,
  "--drop": drop,
  ...(attempt > 0 && { "--attempt": String(attempt) }),
  ...(acceptsRejects && { "--accept-rejects": "true" }),
});

export function glueRuns(client: GlueClient, job: string): GlueRuns {
  return {
    async find({ dataset, drop, attempt = 0 }) {
      let seen = 0;
      for await (const { JobRuns = [] } of paginateGetJobRuns({ client, pageSize: LOOK_BACK }, { JobName: job })) {
        for (const { Id, Arguments, JobRunState = "" } of JobRuns) {
          const isOfDrop = Arguments?.["--drop"] === drop && Arguments["--dataset"] === dataset;
          const isOfAttempt = Number(Arguments?.["--attempt"] ?? 0) === attempt;
          if (isOfDrop && isOfAttempt && !ENDED_BADLY.includes(JobRunState)) return Id;
        }
        seen += JobRuns.length;
        if (seen >= LOOK_BACK) return undefined;
      }
      return undefined;
    },
    async start(ref) {
      try {
        const { JobRunId = "" } = await client.send(
          new StartJobRunCommand({ JobName: job, Arguments: dropArguments(ref) }),
        );
        return { jobRunId: JobRunId };
      } catch (error) {
        if (error instanceof ConcurrentRunsExceededException) return "no room";
        throw error;
      }
    },
  };
}
