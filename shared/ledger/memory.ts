/** The ledger's store in memory, for tests. */
import type { LedgerItem, StoredItem } from "./item.ts";
import type { LedgerStore } from "./store.ts";

export function memoryLedgerStore(): LedgerStore & { readonly items: ReadonlyMap<string, StoredItem> } {
  const items = new Map<string, StoredItem>();
  const ledgerItems = () =>
    [...items.values()].filter((item): item is LedgerItem => item.kind === "object" || item.kind === "drop");
  return {
    items,
    async get<T extends StoredItem>(id: string) {
      return structuredClone(items.get(id)) as T | undefined;
    },
    async put(item, expected) {
      if (items.get(item.id)?.rev !== expected) return false;
      items.set(item.id, structuredClone({ ...item, rev: (expected ?? 0) + 1 }));
      return true;
    },
    async *open(state) {
      yield* ledgerItems()
        .filter(({ open }) => open === state)
        .sort((a, b) => a.updatedAt - b.updatedAt)
        .map((item) => structuredClone(item));
    },
    async recent(kind, limit) {
      const found = ledgerItems().filter((item) => item.kind === kind);
      return structuredClone(found.sort((a, b) => b.updatedAt - a.updatedAt).slice(0, limit));
    },
  };
}
