/** What a run of the local Glue job does: the dataset's rules on DuckDB, since there is no Spark here yet; its log says so. */
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { transformDrop } from "../functions/transform/transform-drop.ts";
import { InputError } from "../shared/errors.ts";
import { s3ObjectStore } from "../shared/object-store/s3.ts";
import { reasonOf, writeReason } from "../shared/quarantine.ts";
import type { TwinEnvironment } from "./environment.ts";

export interface GlueRun {
  jobName: string;
  runId: string;
  /** As given to StartJobRun, over the job's defaults. */
  arguments: Readonly<Record<string, string>>;
  signal: AbortSignal;
  log: (line: string) => void;
}

export function glueRunner(environment: () => TwinEnvironment, codeRoot: string) {
  return async ({ arguments: given, log }: GlueRun): Promise<void> => {
    const { "--dataset": dataset, "--drop": drop, "--accept-rejects": acceptRejects } = given;
    if (dataset === undefined || drop === undefined || !/^[a-z0-9_-]+$/.test(dataset) || !/^[0-9a-f]{16}$/.test(drop))
      throw new Error(`The job needs --dataset and --drop; it was given ${JSON.stringify(given)}`);
    const { awsEndpoint, region, accessKeyId, secretAccessKey, buckets } = environment();
    const client = new S3Client({
      endpoint: awsEndpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
    });
    log(
      `This laptop runs the rules of ${dataset} with DuckDB in the place of Spark: the same SQL files, the same results.`,
    );
    const store = s3ObjectStore(client);
    const ref = { dataset, drop };
    const done = await transformDrop(
      {
        store,
        processedBucket: buckets.processed,
        archiveBucket: buckets.archive,
        rulesFolder: join(codeRoot, "transform", "rules"),
        memoryLimit: "2GB",
        threads: undefined,
        engine: "glue",
        acceptsRejects: acceptRejects === "true",
      },
      ref,
    ).catch(async (error: unknown) => {
      // The sender's fault, not the run's: it goes into quarantine, from where people are told and the ledger is kept.
      if (!(error instanceof InputError)) throw error;
      const reason = reasonOf({ id: drop, dataset, step: "transform", object: undefined }, error);
      log(`refused: ${error.message}; see ${await writeReason(store, buckets.processed, reason)}`);
      return undefined;
    });
    for (const { table, rows, accepted, rejected } of done?.tables ?? [])
      log(`${table}: ${rows} rows, ${accepted} accepted, ${rejected} rejected`);
    client.destroy();
  };
}
