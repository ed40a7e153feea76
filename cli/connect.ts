/** `reelhouse connect`: whether Snowflake can be reached with these settings, and as whom. */
import { Command } from "commander";
import { examples } from "./options.ts";
import { createOutput } from "./output.ts";
import { readAccount } from "./sql/account.ts";
import { isAccount, type SqlOptions, withConnection, withTarget } from "./sql/target.ts";

const QUESTIONS = {
  account: "current_account()",
  region: "current_region()",
  version: "current_version()",
  user: "current_user()",
  role: "current_role()",
  warehouse: "current_warehouse()",
  database: "current_database()",
} as const;

export const connectVerb = () =>
  examples(
    withTarget(
      new Command("connect").description("log in to Snowflake and say as whom; the twin unless told otherwise"),
    ),
    "npx reelhouse connect",
    "npx reelhouse connect --connection prod",
    "npx reelhouse connect --account --json",
  )
    .addHelpText("after", "\nExit codes: 0 connected, 2 wrong settings,\n3 the twin or the account does not answer.")
    .action(async (options: SqlOptions) => {
      const output = createOutput(options.json === true);
      const settings = isAccount(options) ? readAccount(process.env, options.connection) : undefined;
      const startedAt = performance.now();
      const rows = await withConnection(
        options,
        async (connection) => (await connection.run(`select ${Object.values(QUESTIONS).join(", ")}`)).rows,
      );
      const milliseconds = Math.round(performance.now() - startedAt);
      const answers = Object.fromEntries(Object.keys(QUESTIONS).map((name, index) => [name, rows[0]?.[index] ?? null]));
      const settingsFrom = settings?.origin ?? "the running twin";
      const authenticator = settings?.authenticator ?? "password (any)";
      output.json({ ...answers, settingsFrom, authenticator, milliseconds });
      for (const [name, value] of Object.entries({ ...answers, settings: settingsFrom, authenticator }))
        output.line(`${output.style("bold", name.padEnd(14))} ${value ?? "–"}`);
      output.line(`${output.style("green", "connected")} in ${milliseconds.toLocaleString("en-US")} ms`);
    });
