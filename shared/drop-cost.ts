/** What a drop was thought to cost and what it cost: from the ledger, Glue's own record of the run, and the files that were loaded. */
import { GetJobCommand, GetJobRunCommand, type GlueClient } from "@aws-sdk/client-glue";
import { type EngineCost, type EngineDecision, glueCost, snowpipeCost } from "./cost.ts";
import { readDone } from "./done.ts";
import type { LedgerItem } from "./ledger/item.ts";
import { ObjectMissing, type ObjectStore } from "./object-store/port.ts";

export interface DropCost {
  drop: string;
  dataset: string;
  state: string;
  engine: string | null;
  bytes: number | null;
  decision: EngineDecision | null;
  /** Null while it runs, and of a drop whose engine was never started. */
  actual: EngineCost | null;
  snowpipe: { credits: number; usd: number } | null;
  /** Of what is known. */
  usd: number;
  at: string;
}

export interface CostPorts {
  store: ObjectStore;
  archiveBucket: string;
  glue: GlueClient;
  glueJob: string;
}

export async function costOfDrop(item: LedgerItem, ports: CostPorts): Promise<DropCost> {
  const { drop = "", dataset = "", state, engine, decision, createdAt } = item;
  const actual = item.cost ?? (await glueRunCost(item, ports)) ?? null;
  const snowpipe = state === "LOADED" ? await loadCost(dataset, drop, ports) : null;
  return {
    drop,
    dataset,
    state,
    engine: engine ?? null,
    bytes: decision?.bytes ?? null,
    decision: decision ?? null,
    actual,
    snowpipe,
    usd: Number(((actual?.usd ?? 0) + (snowpipe?.usd ?? 0)).toFixed(8)),
    at: new Date(createdAt).toISOString(),
  };
}

/** Glue knows how long the run was billed and with which workers. https://docs.aws.amazon.com/glue/latest/webapi/API_JobRun.html */
async function glueRunCost({ jobRunId }: LedgerItem, { glue, glueJob }: CostPorts): Promise<EngineCost | undefined> {
  if (jobRunId === undefined) return undefined;
  const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: glueJob, RunId: jobRunId }));
  if (JobRun?.ExecutionTime === undefined || JobRun.CompletedOn === undefined) return undefined;
  const { Job } = await glue.send(new GetJobCommand({ JobName: glueJob }));
  const workers = JobRun.NumberOfWorkers ?? Job?.NumberOfWorkers ?? 2;
  const type = JobRun.WorkerType ?? Job?.WorkerType ?? "G.1X";
  return glueCost(JobRun.ExecutionTime, workers, type as Parameters<typeof glueCost>[2]);
}

async function loadCost(dataset: string, drop: string, { store, archiveBucket }: CostPorts) {
  try {
    const { tables } = await readDone(store, archiveBucket, { dataset, drop });
    return snowpipeCost(tables.flatMap(({ files }) => files).reduce((sum, { bytes }) => sum + bytes, 0));
  } catch (error) {
    if (error instanceof ObjectMissing) return null; // somebody cleared the archive
    throw error;
  }
}
