/** When `_TRANSFORM.json` is written: applies the dataset's rules to the drop, in this very function. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Context, S3Event } from "aws-lambda";
import { transformConfig } from "../../shared/config.ts";
import { DEFAULT_SIZING, lambdaCost } from "../../shared/cost.ts";
import type { Done } from "../../shared/done.ts";
import { createdObjects } from "../../shared/events.ts";
import { type DropRef, dropOfProcessedKey, transformKey } from "../../shared/keys.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { LeaseLost } from "../../shared/ledger/machine.ts";
import { invocationLog, type WriteLine, workerOf } from "../../shared/log.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { runDropStep } from "../../shared/step.ts";
import { findRulesFolder } from "./rules.ts";
import { transformDrop } from "./transform-drop.ts";

const STEP = "transform";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  processedBucket: string;
  /** With `acceptsRejects`, however many rows are rejected. */
  transform(ref: DropRef, acceptsRejects: boolean): Promise<Done>;
  /** Of this function, in MB. Default 4096. */
  memoryMb?: number;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const { store, ledger, processedBucket, transform, memoryMb = DEFAULT_SIZING.lambdaMemoryMb, write } = ports();
    const log = invocationLog(STEP, context, write);
    for (const { key } of createdObjects(event)) {
      const ref = dropOfProcessedKey(key);
      if (!ref || key !== transformKey(ref)) continue;
      await runDropStep(
        { store, ledger },
        {
          step: STEP,
          ref,
          worker: workerOf(context),
          log,
          processedBucket,
          async work(claim) {
            const startedAt = performance.now();
            const done = await transform(ref, claim.item.rejectsAccepted !== undefined);
            const counts = countsOf(done);
            const cost = lambdaCost((performance.now() - startedAt) / 1000, memoryMb);
            log.info("The drop is in the archive", { drop: ref.drop, ...counts });
            // `_DONE.json` may have started the load before we get here, and the load moves the state as well as we do.
            await ledger.finish(claim, "ARCHIVED", { counts, facts: { cost } }).catch(async (error: unknown) => {
              const state = (await ledger.getDrop(ref))?.state;
              if (!(error instanceof LeaseLost) || (state !== "ARCHIVED" && state !== "LOADED")) throw error;
            });
          },
          makeSure: async () => undefined, // what is ARCHIVED has its `_DONE.json`: it is written first
        },
      );
    }
  };
}

function countsOf({ tables }: Done): Record<string, number> {
  const sum = (of: (table: Done["tables"][number]) => number) => tables.reduce((total, table) => total + of(table), 0);
  return {
    rows: sum(({ rows }) => rows),
    accepted: sum(({ accepted }) => accepted),
    rejected: sum(({ rejected }) => rejected),
    files: sum(({ files }) => files.length),
  };
}

const realPorts = once((): Ports => {
  const { processedBucket, archiveBucket, ledgerTable, leaseMs, memoryLimit, memoryMb, threads, rulesFolder } =
    transformConfig(process.env);
  const store = s3ObjectStore(new S3Client({}));
  const options = {
    store,
    processedBucket,
    archiveBucket,
    memoryLimit,
    threads,
    rulesFolder: findRulesFolder(rulesFolder),
  };
  return {
    store,
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    processedBucket,
    memoryMb,
    transform: (ref, acceptsRejects) => transformDrop({ ...options, acceptsRejects }, ref),
  };
});

export const handler = createHandler(realPorts);
