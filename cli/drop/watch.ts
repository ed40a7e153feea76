/** Follows landing objects through their states until each is final. */
import { setTimeout as pause } from "node:timers/promises";
import { type LandingObject, type LedgerItem, objectId, type State } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";
import { isFinal } from "../../shared/ledger/machine.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { statusOf, tellingItem } from "../ledger.ts";

export interface Followed {
  object: LandingObject;
  /** `undefined` while no function has seen it. */
  item: LedgerItem | undefined;
  drop: string | undefined;
  dataset: string | undefined;
}

/** Between two rounds, and at least so many times what a round took: asking about many drops must not keep the twin from its work. */
const POLL_MS = 50;
const REST = 3;

/** Calls `onChange` whenever a state changes. Throws `CommandError` when not all are final in time. */
export async function followObjects(
  ledger: Ledger,
  objects: readonly LandingObject[],
  { timeoutMs, onChange }: { timeoutMs: number; onChange: (followed: Followed, index: number) => void },
): Promise<Followed[]> {
  const followed = objects.map(
    (object): Followed => ({ object, item: undefined, drop: undefined, dataset: undefined }),
  );
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const startedAt = performance.now();
    for (const [index, each] of followed.entries()) {
      if (each.item && isFinal(each.item.state)) continue;
      const status = await statusOf(ledger, each.object);
      const item = status && tellingItem(status);
      if (!item || item.state === each.item?.state) continue;
      Object.assign(each, {
        item,
        // What was refused before its content was known goes by the id of the upload, as in its e-mail.
        drop: status.object.drop ?? item.drop ?? (item.state === "QUARANTINED" ? objectId(each.object) : undefined),
        dataset: status.object.dataset ?? item.dataset,
      });
      onChange(each, index);
    }
    const open = followed.filter(({ item }) => !item || !isFinal(item.state));
    if (open.length === 0) return followed;
    if (Date.now() > deadline)
      throw new CommandError(
        EXIT.serviceFailed,
        `After ${Math.round(timeoutMs / 1000)} s, not final: ${open.map(({ object, item }) => `${object.key} (${item?.state ?? "not seen"})`).join(", ")}. \`reelhouse trace\` says where it stands.`,
      );
    await pause(Math.max(POLL_MS, REST * (performance.now() - startedAt)));
  }
}

/** Position in the chain, 0 to 1, for a progress bar. */
export function progressOf(state: State | undefined): number {
  const chain: (State | undefined)[] = [
    undefined,
    "RECEIVED",
    "EXTRACTED",
    "READY",
    "TRANSFORMING",
    "ARCHIVED",
    "LOADED",
  ];
  const at = chain.indexOf(state);
  return at < 0 ? 1 : at / (chain.length - 1);
}
