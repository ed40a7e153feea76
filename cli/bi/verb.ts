/** `reelhouse bi powerbi|tableau`: files that open the gold and mart schemas in a BI tool. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Argument, Command } from "commander";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { examples } from "../options.ts";
import { createOutput } from "../output.ts";
import { readAccount } from "../sql/account.ts";
import { isAccount, type SqlOptions, targetName, withConnection, withTarget } from "../sql/target.ts";
import { missingSchemas } from "./missing.ts";
import { pbids } from "./powerbi.ts";
import { tds } from "./tableau.ts";
import { type BiTable, readTables } from "./tables.ts";

const DATABASE = "REELHOUSE";

interface BiOptions extends SqlOptions {
  server?: string;
  warehouse: string;
  role: string;
  schemas: string;
  out?: string;
}

export const biVerb = () =>
  examples(
    withTarget(
      new Command("bi")
        .description("write files that open the gold and mart schemas in Power BI or Tableau")
        .addArgument(new Argument("<tool>", "which one").choices(["powerbi", "tableau"])),
    )
      .option(
        "--server <host>",
        "the account's host, xy12345.eu-west-1.snowflakecomputing.com (default: that of the account)",
      )
      .option("--warehouse <name>", "which runs the reports' queries", "REELHOUSE_LOAD")
      .option("--role <name>", "as which Tableau reads; Power BI takes the user's default role", "REELHOUSE_ANALYST")
      .option("--schemas <names>", "which, with commas between", "GOLD,MARTS")
      .option("--out <folder>", "where to write", "bi"),
    "npx reelhouse bi powerbi --connection prod",
    "npx reelhouse bi tableau --connection prod --out reports",
    "npx reelhouse bi tableau --server xy12345.eu-west-1.snowflakecomputing.com   (tables as the twin has them)",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 written, 1 there are no tables, 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (tool: "powerbi" | "tableau", options: BiOptions) => {
      const output = createOutput(options.json === true);
      const server = serverOf(options);
      const schemas = options.schemas.split(",").map((name) => name.trim().toUpperCase());
      const tables = await withConnection(options, (connection) => readTables(connection, schemas));
      const missing = missingSchemas(schemas, tables, options);
      if (tables.length === 0)
        throw new CommandError(
          EXIT.refused,
          `${targetName(options)} has no tables in ${schemas.join(" or ")}. ${missing.map(({ schema, remedy }) => `${schema}: ${remedy}`).join(" ")}`,
          { missing },
        );
      const { warehouse, role } = options;
      const files: Record<string, string> =
        tool === "powerbi"
          ? { "reelhouse.pbids": pbids({ server, warehouse }) }
          : Object.fromEntries(
              tables.map((table) => [fileNameOf(table), tds(table, { server, warehouse, role, database: DATABASE })]),
            );
      const folder = resolve(options.out ?? "bi");
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      output.json({
        folder,
        server,
        files: Object.keys(files),
        tables: tables.map(({ schema, name }) => `${schema}.${name}`),
        missing,
      });
      for (const { schema, remedy } of missing)
        output.note(`${schema} is left out: ${targetName(options)} has no tables in it. ${remedy}`);
      for (const name of Object.keys(files)) output.line(join(folder, name));
      output.line(nextStep(tool, tables));
    });

/** Throws `CommandError` for the twin: drivers of BI tools speak TLS with Snowflake alone. */
function serverOf(options: BiOptions): string {
  if (options.server !== undefined) {
    if (!/^[a-z0-9][a-z0-9._-]*$/i.test(options.server))
      throw wrongUse(`--server takes a host without https:// and path, not "${options.server}".`);
    return options.server;
  }
  if (!isAccount(options))
    throw wrongUse(
      "Power BI and Tableau reach Snowflake by TLS only, so not the twin. Name the account's host with --server, or the account with --account or --connection.",
    );
  const { account, accessUrl } = readAccount(process.env, options.connection).options;
  return accessUrl ? new URL(accessUrl).hostname : `${account}.snowflakecomputing.com`;
}

/** A file per table: `gold.bookings_by_movie.tds`. Characters that a file name cannot have become `_`. */
const fileNameOf = ({ schema, name }: BiTable) =>
  `${`${schema}.${name}`.toLowerCase().replace(/[^a-z0-9_.$-]/g, "_")}.tds`;

const nextStep = (tool: string, tables: readonly BiTable[]) =>
  tool === "powerbi"
    ? `Open it in Power BI Desktop, log in, and choose ${[...new Set(tables.map(({ schema }) => `${DATABASE} > ${schema}`))].join(" and ")}. docs/bi.md says which table answers what.`
    : "Open one in Tableau Desktop and log in. docs/bi.md says which table answers what.";
