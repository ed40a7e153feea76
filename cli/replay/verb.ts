/** `reelhouse replay <drop>`: judges the same upload once more, from the beginning: after a contract, a rule or the code was mended. */
import { randomUUID } from "node:crypto";
import { Command } from "commander";
import type { LedgerItem } from "../../shared/ledger/item.ts";
import type { Ledger } from "../../shared/ledger/ledger.ts";
import { IllegalMove } from "../../shared/ledger/machine.ts";
import { wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { dropOf, findDrop, ledgerOf } from "../ledger.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { startAgain, tellOutcome, type WaitOptions } from "./judge-again.ts";

export const replayVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("replay")
          .description("judge an upload once more, after what was wrong on our side was mended")
          .argument("<drop>", "its id, as `ls` and the e-mails give it"),
      ),
    )
      .option("--wait", "until it is final; exit 1 if it is refused again")
      .option("--timeout <seconds>", "how long to wait", wholeNumber("--timeout", 1), 900),
    "npx reelhouse replay 3f9c0a12b4d5e6f7 --wait",
    "npx reelhouse replay 3f9c0a12b4d5e6f7 --wait --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 it was refused again (--wait), 2 wrong use,\n3 the twin does not answer.",
    )
    .action(async (id: string, options: CommonOptions & WaitOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const ledger = ledgerOf(environment);
      const found = await findDrop(ledger, id);
      await reopen(ledger, found);
      await startAgain(environment, found.object);
      await tellOutcome(output, ledger, id, found.object, options);
    });

/** The object, and the drop if it was known: both begin again. Throws `CommandError` (wrong use) for what is loaded. */
async function reopen(ledger: Ledger, found: LedgerItem): Promise<void> {
  const worker = { requestId: `replay-${randomUUID()}` };
  const object = found.kind === "object" ? found : await ledger.getObject(found.object);
  const drop = found.kind === "drop" ? found : await dropOf(ledger, found);
  try {
    for (const item of [drop, object]) if (item) await ledger.reopen(item.id, worker);
  } catch (error) {
    if (error instanceof IllegalMove)
      throw wrongUse(`${found.drop ?? found.id} is ${found.state}: there is nothing to judge again.`);
    throw error;
  }
}
