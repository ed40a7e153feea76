/** When a drop is ready: picks the engine by its size and the memory that it needs, and starts it once. */
import { GlueClient } from "@aws-sdk/client-glue";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context, S3Event } from "aws-lambda";
import { glueKickoffConfig } from "../../shared/config.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { decideEngine, type EngineSizing } from "../../shared/cost.ts";
import { createdObjects } from "../../shared/events.ts";
import { type DropRef, dropOfProcessedKey, readyKey, transformKey } from "../../shared/keys.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { type Claim, createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type Log, type WriteLine, workerOf } from "../../shared/log.ts";
import { writeTransform } from "../../shared/markers.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { readReceipt } from "../../shared/receipt.ts";
import { runDropStep } from "../../shared/step.ts";
import { loadsOf } from "../../shared/transform-memory.ts";
import { type GlueRuns, glueRuns } from "./glue-runs.ts";

const STEP = "glue-kickoff";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  runs: GlueRuns;
  processedBucket: string;
  glueThresholdBytes: number;
  /** What the engines have: for the choice, and the estimate of what the run costs. */
  sizing?: EngineSizing;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: S3Event, context: Context): Promise<void> => {
    const { write, ...chain } = ports();
    const { store, ledger, processedBucket } = chain;
    const log = invocationLog(STEP, context, write);
    for (const { key } of createdObjects(event)) {
      const ref = dropOfProcessedKey(key);
      if (!ref || key !== readyKey(ref)) continue;
      await runDropStep(
        { store, ledger },
        {
          step: STEP,
          ref,
          worker: workerOf(context),
          log,
          processedBucket,
          work: (claim) => start(chain, ref, claim, log),
          async makeSure({ state, engine }) {
            const isLost = state === "TRANSFORMING" && engine === "duckdb";
            const marker = { bucket: processedBucket, key: transformKey(ref) };
            if (isLost && !(await store.head(marker))) await writeTransform(store, processedBucket, ref);
          },
        },
      );
    }
  };
}

async function start(ports: Omit<Ports, "write">, ref: DropRef, claim: Claim, log: Log): Promise<void> {
  const { store, ledger, runs, processedBucket, glueThresholdBytes } = ports;
  const { members } = await readReceipt(store, processedBucket, ref);
  const decision = decideEngine(loadsOf(members, contractOf(ref.dataset)), glueThresholdBytes, ports.sizing);
  const { bytes } = decision;
  if (decision.estimate.engine === "duckdb") {
    await ledger.finish(claim, "TRANSFORMING", { facts: { engine: "duckdb", decision }, counts: { bytes } });
    await writeTransform(store, processedBucket, ref);
    return;
  }
  const { attempt = 0, rejectsAccepted } = claim.item;
  const toRun = { ...ref, attempt, acceptsRejects: rejectsAccepted !== undefined };
  const going = await runs.find(toRun);
  const run = going === undefined ? await runs.start(toRun) : { jobRunId: going };
  if (run === "no room") {
    log.info("The Glue job has as many runs as it may have; the drop waits", { drop: ref.drop });
    // From now on: `reconcile` tries again when a run has ended, and on its schedule.
    await ledger.wait(claim, Date.now(), "The Glue job has as many runs as it may have.");
    return;
  }
  log.info("The Glue job runs", { drop: ref.drop, ...run });
  await ledger.finish(claim, "TRANSFORMING", { facts: { engine: "glue", decision, ...run }, counts: { bytes } });
}

const realPorts = once((): Ports => {
  const { processedBucket, ledgerTable, leaseMs, glueJob, glueThresholdBytes, sizing } = glueKickoffConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    runs: glueRuns(new GlueClient({}), glueJob),
    processedBucket,
    glueThresholdBytes,
    sizing,
  };
});

export const handler = createHandler(realPorts);
