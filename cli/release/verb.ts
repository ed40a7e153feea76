/** `reelhouse release --accept-rejects <drop>`: lets a drop pass that has more bad rows than its contract allows; who did so is recorded. */
import { randomUUID } from "node:crypto";
import { hostname, userInfo } from "node:os";
import { Command } from "commander";
import { objectItemId } from "../../shared/ledger/item.ts";
import { IllegalMove, RELEASABLE } from "../../shared/ledger/machine.ts";
import { printable } from "../../shared/printable.ts";
import { wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { findDrop, ledgerOf } from "../ledger.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { startAgain, tellOutcome, type WaitOptions } from "../replay/judge-again.ts";

interface ReleaseOptions extends CommonOptions, WaitOptions {
  acceptRejects?: boolean;
  by?: string;
}

const WHAT = `
Only for a drop that was refused with ${RELEASABLE}: its good rows
are loaded, its rejected rows go to the archive's _rejects as ever. Whatever
else is wrong with a drop its sender must mend. \`reelhouse trace\` shows who
released it, and when.

Exit codes: 0 done, 1 it was refused for another reason, 2 wrong use,
3 the twin does not answer.`;

export const releaseVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("release")
          .description("let a drop pass that has more bad rows than its contract allows")
          .argument("<drop>", "its id, as `ls` and the e-mails give it"),
      ),
    )
      .option("--accept-rejects", "said on purpose: load the good rows without the rejected ones")
      .option("--by <name>", "who decides so (default: the user and machine)")
      .option("--wait", "until it is final; exit 1 if it is refused again")
      .option("--timeout <seconds>", "how long to wait", wholeNumber("--timeout", 1), 900),
    "npx reelhouse release --accept-rejects 3f9c0a12b4d5e6f7",
    'npx reelhouse release --accept-rejects 3f9c0a12b4d5e6f7 --by "Ada, data team" --wait --json',
  )
    .addHelpText("after", WHAT)
    .action(async (id: string, options: ReleaseOptions) => {
      const output = createOutput(options.json === true);
      const by = printable((options.by ?? `${userInfo().username}@${hostname()}`).trim(), 200);
      if (!options.acceptRejects)
        throw wrongUse("Say --accept-rejects: rejected rows are all that a drop can be released from.");
      if (by === "") throw wrongUse("--by takes the name of whoever decides.");
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const ledger = ledgerOf(environment);
      const { id: itemId, state, code, object } = await findDrop(ledger, id);
      const worker = { requestId: `release-${randomUUID()}` };
      await ledger.acceptRejects(itemId, by, worker).catch((error: unknown) => {
        if (!(error instanceof IllegalMove)) throw error;
        throw wrongUse(
          `${id} is ${state}${code ? ` with ${code}` : ""}: only what was refused with ${RELEASABLE} can be released.`,
        );
      });
      await ledger.reopen(objectItemId(object), worker);
      output.note(`${id} is released by ${by}.`);
      await startAgain(environment, object);
      await tellOutcome(output, ledger, id, object, options);
    });
