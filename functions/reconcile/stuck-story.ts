/** What people are told of a drop that reconcile cannot get going. Pure. */
import type { LedgerItem } from "../../shared/ledger/item.ts";
import { shortHash } from "../../shared/manifest/drop-id.ts";
import type { Story } from "../../shared/notify/compose.ts";
import { printable } from "../../shared/printable.ts";

export function stuckStory(stage: string, item: LedgerItem, why: string): Story {
  const id = item.drop ?? item.id.split("#")[1] ?? item.id;
  const lastFailure = item.steps.findLast(({ outcome }) => outcome === "failed");
  return {
    stage,
    // After a replay the same drop may get stuck once more, and is then told once more.
    noticeId: shortHash(
      JSON.stringify(["stuck", item.id, item.state, item.steps.filter(({ step }) => step === "replay").length]),
    ),
    title: `Stuck: drop ${id} in ${item.state}`,
    what: `The drop has not moved on from ${item.state}, and Reelhouse cannot get it going by itself. This is not the sender's fault.`,
    drop: id,
    dataset: item.dataset,
    where: [`s3://${item.object.bucket}/${printable(item.object.key, 1_000)}`, `state ${item.state}`],
    why: [
      why,
      ...(lastFailure?.note ? [`The last failure, of ${lastFailure.step}: ${printable(lastFailure.note, 1_000)}`] : []),
    ],
    whatToDo: [`- \`npx reelhouse trace ${id}\` shows every step and where its log is. Mend the cause, then replay.`],
    replay: [`npx reelhouse replay ${id}`],
  };
}
