/** A refused drop's reason, as it lies in quarantine: what `failure-notify` tells and people look up. */
import type { Fault, InputError } from "./errors.ts";
import { quarantineKey } from "./keys.ts";
import type { LandingObject, Step } from "./ledger/item.ts";
import { shortHash } from "./manifest/drop-id.ts";
import type { ObjectStore } from "./object-store/port.ts";

export const FAULTS_KEPT = 1_000;

export interface Reason {
  /** The drop, or the id of the landing object version where there is no drop yet. */
  id: string;
  dataset: string | null;
  step: Step;
  /** Of the first fault. */
  code: string;
  /** The first 1,000. */
  faults: readonly Fault[];
  faultCount: number;
  /** Null where an engine outside Lambda refused the drop: the ledger knows the object. */
  object: LandingObject | null;
  /** Equal for equal content that is refused for equal reasons: such a refusal is told once, however often the content is sent. */
  noticeId: string;
}

/** How many of these faults are things to mend: a table's sum of rejected rows is none where the rows themselves are listed. */
export function countThings(faults: readonly Fault[]): number {
  const hasRows = faults.some(({ code }) => code === "ROW_REJECTED");
  return faults.filter(({ code }) => !(hasRows && code === "REJECT_THRESHOLD_EXCEEDED")).length;
}

export interface Refused {
  id: string;
  dataset: string | undefined;
  step: Step;
  object: LandingObject | undefined;
}

export function reasonOf({ id, dataset, step, object }: Refused, error: InputError): Reason {
  const faults = error.faults.slice(0, FAULTS_KEPT);
  return {
    id,
    dataset: dataset ?? null,
    step,
    code: error.code,
    faults,
    faultCount: error.faultCount,
    object: object ?? null,
    noticeId: shortHash(JSON.stringify([object ? [object.etag, object.bytes] : id, error.faultCount, faults])),
  };
}

/** Writes the reason and returns its key. The same refusal writes the same bytes. */
export async function writeReason(store: ObjectStore, bucket: string, reason: Reason): Promise<string> {
  const key = quarantineKey(reason.dataset ?? undefined, reason.id);
  await store.put({ bucket, key }, `${JSON.stringify(reason, null, 2)}\n`, {
    contentType: "application/json",
    metadata: { drop: reason.id, code: reason.code },
  });
  return key;
}
