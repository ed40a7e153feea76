/** Finds archives in the landing bucket that the ledger knows nothing of: their events were lost. */

import type { LandingObject, LedgerItem, StoredItem } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";
import type { ObjectInfo, ObjectStore } from "../../shared/object-store/port.ts";

/** Where the scan stands: it goes on from run to run, and what lies before `comparedUntil` was compared by a whole scan. */
export interface Cursor extends StoredItem {
  kind: "cursor";
  startAfter: string;
  scanStartedAt: number;
  comparedUntil: number;
}

/** A run lists at most this many versions (20 requests), so that its time does not grow with the bucket. */
const VERSIONS_PER_RUN = 20_000;
/** Clocks differ, and an upload is as old as its start. */
const OVERLAP_MS = 24 * 3_600_000;

export interface ScanOptions {
  store: ObjectStore;
  ledger: Ledger;
  bucket: string;
  now: number;
  graceMs: number;
}

/** Enters what is missing into the ledger, and returns it. */
export async function scanLanding({ store, ledger, bucket, now, graceMs }: ScanOptions): Promise<LedgerItem[]> {
  const id = `cursor#${bucket}`;
  const before = await ledger.store.get<Cursor>(id);
  const startAfter = before?.startAfter ?? "";
  const scanStartedAt = startAfter === "" ? now : (before?.scanStartedAt ?? now);
  const comparedUntil = before?.comparedUntil ?? 0;
  const found: LedgerItem[] = [];
  let listed = 0;
  let last = "";
  let isWhole = true;
  for await (const info of store.listVersions({ bucket, prefix: "", ...(startAfter && { startAfter }) })) {
    if (listed >= VERSIONS_PER_RUN && info.key !== last) {
      isWhole = false;
      break;
    }
    listed += 1;
    last = info.key;
    const changedAt = info.lastModified.getTime();
    const isNew = changedAt >= comparedUntil - OVERLAP_MS && changedAt <= now - graceMs;
    if (!isNew || !info.key.endsWith(".zip")) continue;
    const object = landingObject(bucket, info);
    if (!(await ledger.getObject(object))) found.push(await ledger.receive(object));
  }
  const cursor: Cursor = {
    id,
    kind: "cursor",
    rev: 0,
    updatedAt: now,
    scanStartedAt,
    startAfter: isWhole ? "" : last,
    comparedUntil: isWhole ? scanStartedAt - graceMs : comparedUntil,
  };
  await ledger.store.put(cursor, before?.rev); // another run may have been faster: then its cursor stands
  return found;
}

const landingObject = (bucket: string, { key, bytes, etag, versionId }: ObjectInfo): LandingObject => ({
  bucket,
  key,
  bytes,
  etag: etag.replaceAll('"', ""),
  ...(versionId && { versionId }),
});
