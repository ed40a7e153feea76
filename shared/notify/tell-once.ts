/** Tells people of one thing once, however often its event comes: who sends is settled in the ledger. */
import type { StoredItem } from "../ledger/item.ts";
import type { LedgerStore } from "../ledger/store.ts";
import type { FailureTopic, Message } from "./topic.ts";

export interface Notice extends Message {
  /** Equal for what shall be told once. */
  id: string;
}

interface NoticeItem extends StoredItem {
  kind: "notice";
  state: "SENDING" | "SENT";
  subject: string;
  drop?: string;
}

/** A sender that died is taken over after this; it may have sent, so a message can come twice, and is never lost. */
const SENDING_MS = 30_000;

/** Gives whether the message was sent now; throws, so that the event comes again, while another one is at it or when the topic fails. */
export async function tellOnce(
  store: LedgerStore,
  topic: FailureTopic,
  { id, ...message }: Notice,
  now: () => number = Date.now,
): Promise<boolean> {
  const itemId = `notice#${id}`;
  const before = await store.get<NoticeItem>(itemId);
  if (before?.state === "SENT") return false;
  if (before && before.updatedAt + SENDING_MS > now())
    throw new Error(`The notice ${id} is being sent by another invocation.`);
  const { subject, drop } = message;
  const sending: NoticeItem = {
    id: itemId,
    kind: "notice",
    rev: 0,
    updatedAt: now(),
    state: "SENDING",
    subject,
    ...(drop && { drop }),
  };
  if (!(await store.put(sending, before?.rev)))
    throw new Error(`The notice ${id} is being sent by another invocation.`);
  const rev = (before?.rev ?? 0) + 1;
  try {
    await topic.publish(message);
  } catch (error) {
    await store.put({ ...sending, updatedAt: 0 } as NoticeItem, rev); // not sent: the next try need not wait
    throw error;
  }
  await store.put({ ...sending, state: "SENT", updatedAt: now() } as NoticeItem, rev);
  return true;
}
