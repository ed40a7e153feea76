/** Any failure, in whatever shape it comes, to one readable message; and the ledger knows that it was told. */
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import type { Context } from "aws-lambda";
import { failureNotifyConfig } from "../../shared/config.ts";
import type { ObjectRef } from "../../shared/events.ts";
import { dynamoLedgerStore } from "../../shared/ledger/dynamodb.ts";
import { dropItemId, type LedgerItem, objectItemId, type Worker } from "../../shared/ledger/item.ts";
import { createLedger, type Ledger } from "../../shared/ledger/ledger.ts";
import { isFinal } from "../../shared/ledger/machine.ts";
import { invocationLog, type Log, type WriteLine, workerOf } from "../../shared/log.ts";
import { compose, type Story } from "../../shared/notify/compose.ts";
import { tellOnce } from "../../shared/notify/tell-once.ts";
import { type FailureTopic, snsTopic } from "../../shared/notify/topic.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { s3ObjectStore } from "../../shared/object-store/s3.ts";
import { once } from "../../shared/once.ts";
import type { Reason } from "../../shared/quarantine.ts";
import { type Failure, failuresOf } from "./failure.ts";
import { itemOfGlueRun, itemOfPayload } from "./find-item.ts";
import {
  alarmStory,
  checkStory,
  functionStory,
  glueStory,
  refusedStory,
  unknownStory,
  type WarehouseAlert,
} from "./stories.ts";

const STEP = "failure-notify";

export interface Ports {
  store: ObjectStore;
  ledger: Ledger;
  topic: FailureTopic;
  stage: string;
  write?: WriteLine;
}

export function createHandler(ports: () => Ports) {
  return async (event: unknown, context: Context): Promise<void> => {
    const chain = ports();
    const log = invocationLog(STEP, context, chain.write);
    for (const failure of failuresOf(event)) {
      if (failure.kind === "refused") await tellRefused(chain, failure.reason, workerOf(context), log);
      else await tell(chain, await storyOf(chain, failure), log);
    }
  };
}

async function storyOf(
  { store, ledger, stage }: Ports,
  failure: Exclude<Failure, { kind: "refused" }>,
): Promise<Story> {
  if (failure.kind === "function") return functionStory(stage, failure, await itemOfPayload(ledger, failure.payload));
  if (failure.kind === "glue") return glueStory(stage, failure, await itemOfGlueRun(ledger, failure.jobRunId));
  if (failure.kind === "check")
    return checkStory(stage, JSON.parse(await store.getText(failure.alert)) as WarehouseAlert);
  if (failure.kind === "alarm") return alarmStory(stage, failure);
  return unknownStory(stage, failure.event);
}

async function tell({ ledger, topic }: Ports, story: Story, log: Log): Promise<void> {
  const isNew = await tellOnce(ledger.store, topic, compose(story));
  log.info(isNew ? "Told" : "Told before", { drop: story.drop, notice: story.noticeId, title: story.title });
}

async function tellRefused(ports: Ports, ref: ObjectRef, worker: Worker, log: Log): Promise<void> {
  const { store, ledger, stage } = ports;
  const reason = JSON.parse(await store.getText(ref)) as Reason;
  const drop = reason.dataset === null ? undefined : await ledger.getDrop({ dataset: reason.dataset, drop: reason.id });
  const object = reason.object ?? drop?.object ?? null;
  await tell(ports, refusedStory(stage, reason, object, `s3://${ref.bucket}/${ref.key}`), log);
  const ids = [drop && dropItemId({ dataset: reason.dataset!, drop: reason.id }), object && objectItemId(object)];
  for (const id of ids) if (id) await close(ledger, id, reason, ref.key, worker);
}

/** The refusal of an engine that does not keep the ledger is entered here; then the item is done, since somebody was told. */
async function close(
  ledger: Ledger,
  id: string,
  { code, step }: Reason,
  reasonKey: string,
  worker: Worker,
): Promise<void> {
  const item = await ledger.store.get<LedgerItem>(id);
  if (!item) return;
  const isHeld = item.lease !== undefined && item.lease.expiresAt > Date.now(); // its holder enters it
  if (!isFinal(item.state) && !isHeld) await ledger.settle(id, step, worker, "QUARANTINED", { code, reasonKey });
  await ledger.notified(id);
}

const realPorts = once((): Ports => {
  const { ledgerTable, leaseMs, failureTopicArn, stage } = failureNotifyConfig(process.env);
  return {
    store: s3ObjectStore(new S3Client({})),
    ledger: createLedger(dynamoLedgerStore(ledgerTable), Date.now, leaseMs),
    topic: snsTopic(new SNSClient({}), failureTopicArn),
    stage,
  };
});

export const handler = createHandler(realPorts);
