/** `reelhouse query "<sql>"`: one statement, its rows as a table or as JSON. */
import { Command } from "commander";
import { CommandError, EXIT } from "./exit-codes.ts";
import { examples } from "./options.ts";
import { createOutput, formatTable } from "./output.ts";
import type { SqlError } from "./sql/connection.ts";
import { describeSqlError } from "./sql/errors.ts";
import { type SqlOptions, withConnection, withTarget } from "./sql/target.ts";

export const queryVerb = () =>
  examples(
    withTarget(
      new Command("query").description("run one statement against the twin").argument("<sql>", "in Snowflake's SQL"),
    ).option("--database <name>", "the database to start in", "REELHOUSE"),
    'npx reelhouse query "select count(*) from raw.ratings"',
    "npx reelhouse query 'show tables in schema raw' --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 the statement failed, 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (sql: string, options: SqlOptions) => {
      const output = createOutput(options.json === true);
      await withConnection(options, async (connection) => {
        const { columns, rows } = await connection.run(sql).catch((error: SqlError) => {
          const described = describeSqlError(error);
          throw new CommandError(EXIT.refused, described.message, { ...described }, { cause: error });
        });
        output.json({ columns, rows });
        for (const line of formatTable(
          columns.map(({ name }) => name),
          rows,
          output.columns,
        ))
          output.line(line);
        output.line(output.style("dim", `${rows.length.toLocaleString("en-US")} row${rows.length === 1 ? "" : "s"}`));
      });
    });
