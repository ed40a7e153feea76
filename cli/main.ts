/** The `reelhouse` command: a list of verbs, one file each, and what an error means to whoever called. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { InputError } from "../shared/errors.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { codeRoot } from "./home.ts";
import { createOutput } from "./output.ts";
import { verbs } from "./verbs.ts";

// What the shell has set stands before what the file says.
const settings = join(codeRoot, ".env");
if (existsSync(settings)) process.loadEnvFile(settings);

const program = new Command("reelhouse")
  .description(
    "Drop a ZIP of CSV or Parquet files into a bucket; find its rows, checked and exactly once, in Snowflake.",
  )
  .version(packageJson.version)
  .helpCommand(false)
  .enablePositionalOptions() // so that `dbt` can pass on what comes behind its first word
  .showHelpAfterError("(`--help` shows the options and examples)")
  .addHelpText(
    "after",
    "\nExit codes: 0 done, 1 the data was refused, 2 wrong use, 3 a service failed.\nA first look: npx reelhouse demo",
  )
  .exitOverride();
for (const verb of verbs) program.addCommand(withExits(verb));

// Whoever reads may stop reading, as `head` does: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.done);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error, process.argv.includes("--json"));
}

/** Commander ends the process itself, with 1, in every command that is not told otherwise: those within a verb too. */
function withExits(command: Command): Command {
  for (const inner of command.commands) withExits(inner);
  return command.exitOverride().showHelpAfterError("(`--help` shows the options and examples)");
}

/** Tells the error and gives its exit code. */
function explain(error: unknown, isJson: boolean): number {
  const output = createOutput(isJson);
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse; // commander has told it
  const exitCode =
    error instanceof CommandError ? error.exitCode : error instanceof InputError ? EXIT.refused : EXIT.serviceFailed;
  const details =
    error instanceof CommandError ? error.details : error instanceof InputError ? { faults: error.faults } : {};
  const message = error instanceof Error ? error.message : String(error);
  output.json({ error: { message, exitCode, ...details } });
  if (error instanceof InputError)
    for (const { code, message: text, entry, remedy } of error.faults)
      output.note(`${code} ${entry ? `${entry}: ` : ""}${text}\n  ${remedy}`);
  else output.note(message);
  if (process.env.REELHOUSE_DEBUG && error instanceof Error) output.note(error.stack ?? "");
  return exitCode;
}
