/** `reelhouse dbt <args…>`: dbt on the star schema, against the running twin or an account. */
import { Command } from "commander";
import { openEnvironments } from "../../local/python/environments.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { examples } from "../options.ts";
import { createOutput } from "../output.ts";
import { readAccount } from "../sql/account.ts";
import { isAccount, type SqlOptions, withTarget } from "../sql/target.ts";
import { refuseOwnOptions } from "./own-options.ts";
import { dbtEnd, dbtFolderOf, dbtLock, readOutcome, startDbt } from "./run.ts";
import { accountProfile, twinProfile } from "./target.ts";
import { takeTurn, writesTables } from "./turn.ts";

export const dbtVerb = () =>
  examples(
    withTarget(
      new Command("dbt")
        .description("run dbt on the star schema of transform/dbt (its own options come behind its command)")
        .argument("<args...>", "dbt's command and options")
        .allowUnknownOption() // of dbt, before its command
        .passThroughOptions(),
    ),
    "npx reelhouse dbt build",
    "npx reelhouse dbt test --select fact_ratings",
    "npx reelhouse dbt show --inline \"select * from {{ ref('dim_movies') }}\" --limit 5",
    "npx reelhouse dbt --connection prod build --threads 8",
    "npx reelhouse dbt build --help",
  )
    .addHelpText(
      "after",
      "\nExit codes: dbt's (0 done, 1 a model or test failed, 2 dbt could not begin);\n2 wrong use, 3 the twin or the account does not answer.",
    )
    .action(async (args: string[], options: SqlOptions, command: Command) => {
      refuseOwnOptions(args, command.options);
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      const profile = isAccount(options)
        ? accountProfile(readAccount(process.env, options.connection))
        : twinProfile(requireTwin(dataDir).environment);
      const bin = await (await openEnvironments((line) => output.note(`… ${line}`))).bin(dbtLock);
      const folder = dbtFolderOf(dataDir);
      using turn =
        !isAccount(options) && writesTables(args)
          ? await takeTurn(folder, (pid) => output.note(`… waiting for the dbt build that runs (process ${pid})`))
          : undefined;
      const child = startDbt({ bin, args, profile, folder, stdio: options.json ? "pipe" : "inherit" });
      turn?.passTo(child.pid);
      let said = "";
      child.stdout?.setEncoding("utf8").on("data", (text) => (said += text));
      child.stderr?.setEncoding("utf8").on("data", (text) => (said += text));
      const exitCode = await dbtEnd(child);
      output.json({ command: args, exitCode, ...readOutcome(folder), output: said.trimEnd().split("\n") });
      if (exitCode === undefined) throw new CommandError(EXIT.serviceFailed, "dbt was ended by a signal.");
      // dbt's own: 1 when something it ran failed, 2 when it could not begin (docs.getdbt.com/reference/exit-codes).
      process.exitCode = exitCode;
    });
