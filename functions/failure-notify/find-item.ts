/** Which object or drop a failed invocation or run was about. */
import type { S3Event } from "aws-lambda";
import { createdObjects } from "../../shared/events.ts";
import { dropOfDoneKey, dropOfProcessedKey } from "../../shared/keys.ts";
import type { LedgerItem } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";

/** From the event with which the function was called; `undefined` where it was none of S3's. */
export async function itemOfPayload(ledger: Ledger, payload: unknown): Promise<LedgerItem | undefined> {
  if (typeof payload !== "object" || payload === null || !("Records" in payload) || !Array.isArray(payload.Records))
    return undefined;
  const [created] = createdObjects(payload as S3Event);
  if (!created) return undefined;
  const ref = dropOfProcessedKey(created.key) ?? dropOfDoneKey(created.key);
  if (ref) return ledger.getDrop(ref);
  const { bucket, key, versionId, etag, bytes } = created;
  return ledger.getObject({ bucket, key, etag, bytes, ...(versionId && { versionId }) });
}

/** Glue's event names the run, not the drop; drops with a run that is not over are few. `reconcile` may have started the next one already. */
export async function itemOfGlueRun(ledger: Ledger, jobRunId: string): Promise<LedgerItem | undefined> {
  for (const state of ["TRANSFORMING", "READY"] as const)
    for await (const item of ledger.store.open(state))
      if (item.jobRunId === jobRunId || item.steps.some(({ note }) => note?.includes(jobRunId))) return item;
  return undefined;
}
