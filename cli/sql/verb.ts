/** `reelhouse sql plan|deploy|status|teardown|run`: the warehouse's SQL, on the twin or on an account. */
import { Command } from "commander";
import { CommandError, EXIT } from "../exit-codes.ts";
import { examples } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import type { SqlConnection } from "./connection.ts";
import { deployVerb, planVerb, statusVerb, teardownVerb } from "./deploy-verb.ts";
import { readScript, runStatements, type StatementOutcome, syntaxOutcome } from "./run-script.ts";
import { type SqlOptions, withConnection, withTarget } from "./target.ts";

export const sqlVerb = () =>
  new Command("sql")
    .description("deploy the warehouse's SQL, or run a script")
    .addCommand(planVerb())
    .addCommand(deployVerb())
    .addCommand(statusVerb())
    .addCommand(teardownVerb())
    .addCommand(runVerb());

const runVerb = () =>
  examples(
    withTarget(
      new Command("run")
        .description("run a script and show what came of each statement")
        .argument("<file>", "a .sql file"),
    )
      .option("--continue", "go on after an error")
      .option("--database <name>", "the database to start in", "REELHOUSE"),
    "npx reelhouse sql run my.sql",
    "npx reelhouse sql run my.sql --json --continue",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a statement failed, 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (file: string, options: SqlOptions & { continue?: boolean; database: string }) => {
      const output = createOutput(options.json === true);
      let failed = 0;
      await withConnection(options, async (connection) => {
        for await (const outcome of outcomes(connection, file, options.continue === true)) {
          if (!outcome.ok) failed += 1;
          show(output, outcome);
        }
      });
      if (failed > 0) process.exitCode = EXIT.refused;
    });

async function* outcomes(
  connection: SqlConnection,
  file: string,
  continueOnError: boolean,
): AsyncGenerator<StatementOutcome> {
  try {
    yield* runStatements(connection, readScript(file), { continueOnError });
  } catch (error) {
    if (error instanceof CommandError) throw error;
    yield syntaxOutcome(error);
  }
}

/** With `--json` one line each: a script may be long, and its reader may want to begin. */
function show(output: Output, outcome: StatementOutcome): void {
  const { n, kind, ok, columns, rows, error } = outcome;
  if (output.isJson) process.stdout.write(`${JSON.stringify({ n, kind, ok, columns, rows, error })}\n`);
  output.line(
    `${output.style(ok ? "green" : "red", ok ? "ok    " : "failed")} ${n} ${kind}${error ? `, line ${error.line}: ${error.code} ${error.message}` : ""}`,
  );
  if (ok && rows.length > 0)
    for (const line of formatTable(
      columns.map(({ name }) => name),
      rows.slice(0, 50),
      output.columns - 2,
    ))
      output.line(`  ${line}`);
  if (rows.length > 50) output.line(`  … ${(rows.length - 50).toLocaleString("en-US")} more rows`);
}
