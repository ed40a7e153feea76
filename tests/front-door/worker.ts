/** One invocation of unzip-and-validate in a process of its own, to be killed: `node worker.ts <settings as JSON>`. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import type { Context } from "aws-lambda";
import { createHandler } from "../../functions/unzip-and-validate/handler.ts";
import { createdEvent } from "../../shared/causes.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { createLedger } from "../../shared/ledger/ledger.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";

export interface WorkerSettings {
  endpoint: string;
  landing: string;
  processed: string;
  table: string;
  key: string;
}

const settings = JSON.parse(process.argv[2]!) as WorkerSettings;
const options = {
  endpoint: settings.endpoint,
  region: "eu-west-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
};
const handler = createHandler(() => ({
  store: s3ObjectStore(new S3Client({ ...options, forcePathStyle: true })),
  ledger: createLedger(dynamoLedgerStore(settings.table, new DynamoDBClient(options))),
  processedBucket: settings.processed,
  functions: { call: () => Promise.reject(new Error("there is time enough")) },
  pace: { reserveMs: 0, saveEveryMs: 0 },
}));
await handler(createdEvent({ bucket: settings.landing, key: settings.key }), {
  awsRequestId: "the same for each try, as Lambda's retries have it",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 60_000,
} as Context);
process.exit(0);
