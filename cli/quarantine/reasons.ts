/** The reasons that lie in quarantine: which there are, and what one says. */
import { ofQuarantineKey, quarantineKey } from "../../shared/keys.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import type { Reason } from "../../shared/quarantine.ts";
import { wrongUse } from "../exit-codes.ts";

export interface Quarantined {
  /** The drop, or the id of the landing object version where there is no drop. */
  id: string;
  dataset: string | null;
  key: string;
  since: Date;
}

const PREFIX = "quarantine/";

/** Newest first. */
export async function listQuarantine(store: ObjectStore, bucket: string): Promise<Quarantined[]> {
  const found: Quarantined[] = [];
  for await (const { key, lastModified } of store.list({ bucket, prefix: PREFIX })) {
    const of = ofQuarantineKey(key);
    if (of) found.push({ id: of.id, dataset: of.dataset ?? null, key, since: lastModified });
  }
  return found.sort((a, b) => b.since.getTime() - a.since.getTime());
}

/** Throws `CommandError` (wrong use) when nothing of that id is there. */
export async function readReason(store: ObjectStore, bucket: string, id: string): Promise<Reason> {
  const found = (await listQuarantine(store, bucket)).find((each) => each.id === id);
  if (!found) throw wrongUse(`${id} is not in quarantine. \`npx reelhouse quarantine ls\` lists what is.`);
  const key = quarantineKey(found.dataset ?? undefined, id);
  return JSON.parse(await store.getText({ bucket, key })) as Reason;
}
