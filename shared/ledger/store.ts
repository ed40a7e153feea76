/** Where the ledger's items are kept. Adapters: `dynamodb.ts`, `memory.ts`. A store only compares and swaps; all rules are in `machine.ts`. */
import type { LedgerItem, State, StoredItem } from "./item.ts";

export interface LedgerStore {
  /** Consistent: sees every write that was acknowledged. */
  get<T extends StoredItem>(id: string): Promise<T | undefined>;
  /**
   * Writes `item` with the revision after `expected`. False when the stored revision is another one (`undefined`: when there is any item),
   * and nothing was written.
   */
  put(item: StoredItem, expected: number | undefined): Promise<boolean>;
  /** Objects and drops in this state with something left to do, the longest unchanged first. Does not see finished ones; may lag by a moment. */
  open(state: State): AsyncIterable<LedgerItem>;
  /** The last changed, newest first. May lag by a moment. */
  recent(kind: LedgerItem["kind"], limit: number): Promise<LedgerItem[]>;
}
