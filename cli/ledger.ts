/** The ledger of the running twin, and what a landing object has come to. */
import { contracts } from "../shared/contract/registry.ts";
import { dynamoLedgerStore } from "../shared/ledger/dynamodb.ts";
import { dropItemId, type LandingObject, type LedgerItem } from "../shared/ledger/item.ts";
import { createLedger, type Ledger } from "../shared/ledger/ledger.ts";
import { dynamodbOf, type TwinEnvironment } from "./environment.ts";
import { wrongUse } from "./exit-codes.ts";

export const ledgerOf = (environment: TwinEnvironment): Ledger =>
  createLedger(dynamoLedgerStore(environment.ledgerTable, dynamodbOf(environment)));

/** A landing object and, once its content is known, the drop that it holds. */
export interface DropStatus {
  object: LedgerItem;
  drop: LedgerItem | undefined;
}

export async function statusOf(ledger: Ledger, object: LandingObject): Promise<DropStatus | undefined> {
  const item = await ledger.getObject(object);
  return item && { object: item, drop: await dropOf(ledger, item) };
}

export async function dropOf(ledger: Ledger, { dataset, drop }: LedgerItem): Promise<LedgerItem | undefined> {
  return dataset && drop ? ledger.getDrop({ dataset, drop }) : undefined;
}

/** What to tell of it: a duplicate stays one, whatever becomes of the drop; otherwise the drop is further than its object. */
export function tellingItem({ object, drop }: DropStatus): LedgerItem {
  return object.state === "DUPLICATE" || object.state === "QUARANTINED" || !drop ? object : drop;
}

/** Finds a drop by its id alone. Throws `CommandError` (wrong use) when there is none. */
export async function findDrop(ledger: Ledger, id: string): Promise<LedgerItem> {
  if (/^[0-9a-f]{16}$/.test(id)) {
    for (const dataset of contracts().keys()) {
      const item = await ledger.store.get<LedgerItem>(dropItemId({ dataset, drop: id }));
      if (item) return item;
    }
    // What could not be read has no drop; its quarantine goes by the id of the landing object version.
    const object = await ledger.store.get<LedgerItem>(`object#${id}`);
    if (object) return object;
  }
  throw wrongUse(`There is no drop ${id}. \`npx reelhouse ls\` lists them.`);
}
