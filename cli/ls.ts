/** `reelhouse ls`: the last drops and what they have come to. */
import { Command, InvalidArgumentError } from "commander";
import { objectId } from "../shared/ledger/item.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { dropOf, ledgerOf, tellingItem } from "./ledger.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "./options.ts";
import { createOutput, formatTable } from "./output.ts";

const STATES = ["RECEIVED", "EXTRACTED", "READY", "TRANSFORMING", "ARCHIVED", "LOADED", "QUARANTINED", "DUPLICATE"];

interface LsOptions extends CommonOptions {
  state?: string;
  limit: number;
}

export const lsVerb = () =>
  examples(
    withDataDir(withJson(new Command("ls").description("the last drops, newest first")))
      .option("--state <state>", "only those in this state, or `open` for all that are not final", stateName)
      .option("--limit <n>", "how many", wholeNumber("--limit", 1), 50),
    "npx reelhouse ls",
    "npx reelhouse ls --state QUARANTINED --json",
  )
    .addHelpText("after", "\nExit codes: 0 done, 2 wrong use, 3 the twin does not answer.")
    .action(async (options: LsOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      const ledger = ledgerOf(environment);
      const objects = await ledger.store.recent("object", options.state === undefined ? options.limit : 1000);
      const all = await Promise.all(
        objects.map(async (object) => {
          const item = tellingItem({ object, drop: await dropOf(ledger, object) });
          return {
            drop: object.drop ?? item.drop ?? (item.state === "QUARANTINED" ? objectId(object.object) : null),
            dataset: object.dataset ?? null,
            state: item.state,
            code: item.code ?? null,
            object: object.object.key,
            updatedAt: new Date(Math.max(item.updatedAt, object.updatedAt)).toISOString(),
          };
        }),
      );
      const rows = all.filter(({ state }) => isWanted(state, options.state)).slice(0, options.limit);
      output.json(rows);
      if (rows.length === 0) output.line("No drops. `npx reelhouse drop <zip>` makes one.");
      else
        for (const line of formatTable(
          ["drop", "dataset", "state", "code", "object", "updated"],
          rows.map(({ drop, dataset, state, code, object, updatedAt }) => [
            drop,
            dataset,
            state,
            code,
            object,
            new Date(updatedAt),
          ]),
          output.columns,
        ))
          output.line(line);
    });

const isWanted = (state: string, wanted: string | undefined) =>
  wanted === undefined ||
  wanted === state ||
  (wanted === "OPEN" && !["LOADED", "QUARANTINED", "DUPLICATE"].includes(state));

function stateName(text: string): string {
  const name = text.toUpperCase();
  if (name !== "OPEN" && !STATES.includes(name))
    throw new InvalidArgumentError(`It is one of open, ${STATES.join(", ")}.`);
  return name;
}
