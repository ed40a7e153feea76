/** Glue's jobs, kept over restarts. */
import { AwsError, type JsonObject, requiredString } from "../json-service.ts";
import type { State } from "../state.ts";

/** What a run has to compute with, as far as it was said. */
export interface Workers {
  type?: string;
  number?: number;
  executionClass?: string;
}

export interface Job {
  name: string;
  scriptLocation: string | undefined;
  maxConcurrentRuns: number;
  timeoutMinutes: number;
  defaultArguments: Record<string, string>;
  workers: Workers;
  glueVersion: string | undefined;
  /** As given to CreateJob, for GetJob. */
  definition: JsonObject;
}

export interface Jobs {
  /** Throws `AlreadyExistsException`, `InvalidInputException`. */
  create(input: JsonObject): Job;
  /** Throws `EntityNotFoundException`. */
  require(name: string): Job;
  delete(name: string): void;
  list(): Job[];
}

const DEFAULT_TIMEOUT_MINUTES = 480; // of Glue 5: https://docs.aws.amazon.com/glue/latest/webapi/API_CreateJob.html

export function createJobs(state: State): Jobs {
  const { sql } = state;
  state.transaction(() =>
    sql("create table if not exists glue_jobs (name text primary key, definition text not null) without rowid").run(),
  );
  const find = (name: string) => {
    const row = sql("select definition from glue_jobs where name = ?").get(name);
    return row && toJob(JSON.parse(String(row.definition)) as JsonObject);
  };
  return {
    create(input) {
      const job = toJob(input);
      if (typeof input.Command !== "object" || typeof input.Role !== "string")
        throw new AwsError("InvalidInputException", "Command and Role are required");
      if (find(job.name)) throw new AwsError("AlreadyExistsException", `Job with name ${job.name} already exists`);
      sql("insert into glue_jobs (name, definition) values (?, ?)").run(job.name, JSON.stringify(input));
      return job;
    },
    require(name) {
      const job = find(name);
      if (!job)
        throw new AwsError(
          "EntityNotFoundException",
          `Failed to start job run due to missing metadata: no job ${name}`,
        );
      return job;
    },
    delete(name) {
      sql("delete from glue_jobs where name = ?").run(name);
    },
    list: () =>
      sql("select definition from glue_jobs order by name")
        .all()
        .map(({ definition }) => toJob(JSON.parse(String(definition)) as JsonObject)),
  };
}

function toJob(definition: JsonObject): Job {
  const property = (definition.ExecutionProperty ?? {}) as { MaxConcurrentRuns?: number };
  const command = (definition.Command ?? {}) as { ScriptLocation?: string };
  return {
    scriptLocation: command.ScriptLocation,
    name: requiredString(definition, "Name", "InvalidInputException"),
    maxConcurrentRuns: Number(property.MaxConcurrentRuns ?? 1),
    timeoutMinutes: Number(definition.Timeout ?? DEFAULT_TIMEOUT_MINUTES),
    workers: workersOf(definition),
    glueVersion: typeof definition.GlueVersion === "string" ? definition.GlueVersion : undefined,
    defaultArguments: (definition.DefaultArguments ?? {}) as Record<string, string>,
    definition,
  };
}

/** Of CreateJob and of StartJobRun. */
export const workersOf = ({
  WorkerType: type,
  NumberOfWorkers: number,
  ExecutionClass: executionClass,
}: JsonObject): Workers => ({
  ...(typeof type === "string" && { type }),
  ...(number !== undefined && { number: Number(number) }),
  ...(typeof executionClass === "string" && { executionClass }),
});
