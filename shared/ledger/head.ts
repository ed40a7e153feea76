/** The newest drop of a dataset, by the manifest's sequence: an older one that arrives later is loaded, and never counts as newer. */
import type { DropRef } from "../keys.ts";
import type { StoredItem } from "./item.ts";
import type { LedgerStore } from "./store.ts";

export interface Head extends StoredItem {
  kind: "head";
  dataset: string;
  sequence: number;
  drop: string;
}

/** Makes the drop the newest if it is; drops without a sequence leave the head alone. Returns the head as it is then. */
export async function advanceHead(
  store: LedgerStore,
  { dataset, drop }: DropRef,
  sequence: number | undefined,
  now: number,
): Promise<Head | undefined> {
  const id = `head#${dataset}`;
  for (;;) {
    const head = await store.get<Head>(id);
    if (sequence === undefined || (head && head.sequence >= sequence)) return head;
    const next: Head = { id, kind: "head", rev: 0, updatedAt: now, dataset, drop, sequence };
    if (await store.put(next, head?.rev)) return next;
  }
}
