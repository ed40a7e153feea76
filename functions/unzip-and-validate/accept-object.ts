/** Judges one landing object, and puts its members into the processed bucket while nothing speaks against it. */
import { judgeDrop } from "../../shared/front-door/judge-drop.ts";
import type { Progress } from "../../shared/front-door/progress.ts";
import { type DropRef, memberKey } from "../../shared/keys.ts";
import type { LandingObject } from "../../shared/ledger/item.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import type { Receipt } from "../../shared/receipt.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import type { ArchiveLimits } from "../../shared/zip/limits.ts";
import { objectSource } from "../../shared/zip/object-source.ts";

export interface AcceptPorts {
  store: ObjectStore;
  processedBucket: string;
  /** Whether the drop is there already: then its members are checked but not written once more. */
  isThere(ref: DropRef): Promise<boolean>;
  /** Told as soon as it is known, for the message about a refusal. */
  onDataset(dataset: string): void;
  limits: Partial<ArchiveLimits>;
  progress: Progress;
}

/**
 * Every member is checked and in the processed bucket; the receipt says what was found. Throws `InputError` with every fault, `TimeIsUp` when
 * another invocation has to go on.
 */
export async function acceptObject(
  { store, processedBucket: bucket, isThere, onDataset, limits, progress }: AcceptPorts,
  object: LandingObject,
): Promise<Receipt> {
  const archive = await openArchive(objectSource(store, object, object.bytes), limits);
  const { receipt } = await judgeDrop(archive, {
    onDataset,
    isThere,
    progress,
    publishTo: (ref) => (path, body) =>
      store.putStream({ bucket, key: memberKey(ref, path) }, body, { metadata: { drop: ref.drop } }),
    openMember: async (ref, { path, bytes }) => ({
      ...objectSource(store, { bucket, key: memberKey(ref, path) }, bytes),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  });
  return receipt;
}
