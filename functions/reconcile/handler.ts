/** Every few minutes: compares buckets and ledger, and starts again what an event lost. */
import { GlueClient } from "@aws-sdk/client-glue";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import type { Context } from "aws-lambda";
import { reconcileConfig } from "../../shared/config.ts";
import { lambdaCaller } from "../../shared/functions.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { createLedger } from "../../shared/ledger/ledger.ts";
import { invocationLog, type WriteLine, workerOf } from "../../shared/log.ts";
import { snsTopic } from "../../shared/notify/topic.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import { glueRunStates } from "./glue-run-state.ts";
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
    functions: lambdaCaller(new LambdaClient({}), config.functionPrefix),
    runs: glueRunStates(new GlueClient({}), config.glueJob),
    topic: snsTopic(new SNSClient({}), config.failureTopicArn),
    buckets: { landing: config.landingBucket, processed: config.processedBucket, archive: config.archiveBucket },
    stage: config.stage,
    graceMs: config.graceSeconds * 1000,
  };
});

export const handler = createHandler(realPorts);
