/** `reelhouse query "<sql>"`: one statement, its rows as a table or as JSON. */
import { Command } from "commander";
import { CommandError, EXIT } from "./exit-codes.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "./options.ts";
import { createOutput, formatTable } from "./output.ts";
import { accountOptions, connectSnowflake, type SqlError, twinOptions } from "./sql/connection.ts";
import { describeSqlError } from "./sql/errors.ts";

export const queryVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("query").description("run one statement against the twin").argument("<sql>", "in Snowflake's SQL"),
      ),
    )
      .option("--account", "run it on the account of SNOWFLAKE_ACCOUNT instead of the twin")
      .option("--database <name>", "the database to start in", "REELHOUSE"),
    'npx reelhouse query "select count(*) from raw.ratings"',
    "npx reelhouse query 'show tables in schema raw' --json",
  ).action(async (sql: string, options: CommonOptions & { account?: boolean; database: string }) => {
    const output = createOutput(options.json === true);
    const target = options.account
      ? accountOptions(process.env)
      : twinOptions(requireTwin(dataDirOf(options.dataDir)).environment);
    const connection = await connectSnowflake({ ...target, database: options.database });
    try {
      const { columns, rows } = await connection.run(sql);
      output.json({ columns, rows });
      for (const line of formatTable(
        columns.map(({ name }) => name),
        rows,
        output.columns,
      ))
        output.line(line);
      output.line(output.style("dim", `${rows.length.toLocaleString("en-US")} row${rows.length === 1 ? "" : "s"}`));
    } catch (error) {
      const described = describeSqlError(error as SqlError);
      throw new CommandError(EXIT.refused, described.message, { ...described }, { cause: error });
    } finally {
      await connection.close();
    }
  });
