/** What every step of a drop has in common: its lease, and what becomes of a drop that the sender must mend. */
import { InputError } from "./errors.ts";
import type { DropRef } from "./keys.ts";
import { dropItemId, type LedgerItem, objectItemId, type Step, type Worker } from "./ledger/item.ts";
import type { Claim, Ledger } from "./ledger/ledger.ts";
import type { Log } from "./log.ts";
import type { ObjectStore } from "./object-store/port.ts";
import { reasonOf, writeReason } from "./quarantine.ts";

export interface StepPorts {
  store: ObjectStore;
  ledger: Ledger;
}

export interface DropStep {
  step: Step;
  ref: DropRef;
  worker: Worker;
  log: Log;
  processedBucket: string;
  /** Under the lease. Ends with `ledger.finish` and the write that starts the next step. */
  work(claim: Claim): Promise<void>;
  /** The step was done before: whoever did it may have died before its last write, so make sure of that. */
  makeSure(item: LedgerItem): Promise<void>;
}

/**
 * Runs one step of a drop. An `InputError` quarantines the drop, once, and the object that it came from; any other error is
 * thrown as it is, with the lease given back.
 */
export async function runDropStep({ store, ledger }: StepPorts, each: DropStep): Promise<void> {
  const { step, ref, worker, processedBucket } = each;
  const log = each.log.with({ drop: ref.drop, dataset: ref.dataset });
  const id = dropItemId(ref);
  const result = await ledger.underLease(id, step, worker, async (claim) => {
    try {
      await each.work(claim);
      log.info(`${step} is done`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { object } = claim.item;
      const reasonKey = await writeReason(
        store,
        processedBucket,
        reasonOf({ id: ref.drop, dataset: ref.dataset, step, object }, error),
      );
      await ledger.finish(claim, "QUARANTINED", {
        code: error.code,
        reasonKey,
        counts: { faults: error.faultCount },
      });
      await ledger.settle(objectItemId(object), step, worker, "QUARANTINED", { code: error.code, reasonKey });
      log.warn("The drop is in quarantine", { code: error.code, faults: error.faultCount, reasonKey });
    }
  });
  if (result === "worked") return;
  if (result === "unknown")
    throw new Error(`The ledger knows no drop ${id}: its files were not put there by this chain.`);
  if (result === "early") throw new Error(`${step} came before the step ahead of it: ${id}`);
  log.info(`${step} has nothing to do: ${result}`);
  if (result === "done") await each.makeSure((await ledger.getDrop(ref))!);
}
