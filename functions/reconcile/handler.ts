/** Every few minutes, and when a run of Glue has ended: compares buckets and ledger, and starts again what waits or an event lost. */
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { reconcileConfig } from "../../shared/config.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { createLedger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type WriteLine, workerOf } from "../../shared/log.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { lazyCaller, lazyRunStates, lazyTopic } from "./lazy-ports.ts";
import { type Outcome, type ReconcilePorts, reconcile } from "./reconcile.ts";
import { stuckMetric } from "./stuck-metric.ts";

const RESERVE_MS = 10_000;

export interface Ports extends ReconcilePorts {
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (_event: unknown, context: Context): Promise<Outcome> => {
    const { write, ...chain } = ports();
    const log = invocationLog("reconcile", context, write);
    const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
    const outcome = await reconcile(chain, workerOf(context), deadline, log);
    log.info("Buckets and ledger were compared", {
      ...outcome,
      ...stuckMetric(chain.stage, outcome.stuck, Date.now()),
    });
    return outcome;
  };
}

const realPorts = once((): Ports => {
  const config = reconcileConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(config.ledgerTable), Date.now, config.leaseMs),
    functions: lazyCaller(config.functionPrefix),
    runs: lazyRunStates(config.glueJob),
    topic: lazyTopic(config.failureTopicArn),
    buckets: { landing: config.landingBucket, processed: config.processedBucket, archive: config.archiveBucket },
    stage: config.stage,
    graceMs: config.graceSeconds * 1000,
  };
});

export const handler = createHandler(realPorts);
