/** Runs Snowflake SQL through parser, binder and DuckDB, over tables given as DuckDB text. Every result is checked against the binder's types. */
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { toSnowflakeError } from "../../../../local/snowflake/engine/duckdb-errors.ts";
import { wireTextSql } from "../../../../local/snowflake/results/wire-text.ts";
import { installRuntime } from "../../../../local/snowflake/runtime/index.ts";
import type { Query } from "../../../../local/snowflake/sql/ast/index.ts";
import type {
  BindTexts,
  CatalogView,
  RelationColumn,
  SessionValues,
} from "../../../../local/snowflake/sql/binder/catalog-view.ts";
import { checkTypes } from "../../../../local/snowflake/sql/binder/check-types.ts";
import { compileQuery } from "../../../../local/snowflake/sql/binder/index.ts";
import { parseStatement } from "../../../../local/snowflake/sql/parser/index.ts";
import { duckType, formatType, typeFromName } from "../../../../local/snowflake/sql/types.ts";

export interface Table {
  /** `name: TYPE(args)`, with ` not null` at the end when so. */
  columns: Readonly<Record<string, string>>;
  /** DuckDB text of the rows, after SELECT * FROM. */
  rows: string;
}

export interface TwinSql {
  /** Rows as Snowflake's client would print them; NULL is null. */
  rows(sql: string, binds?: BindTexts): Promise<(string | null)[][]>;
  /** The only cell. */
  value(sql: string, binds?: BindTexts): Promise<string | null>;
  /** The types of the columns, as DESCRIBE RESULT prints them. */
  types(sql: string): Promise<string[]>;
  names(sql: string): string[];
  text(sql: string): string;
  /** Code and message of the error that the statement ends with. */
  error(sql: string): Promise<{ code: string; message: string }>;
  parameters: Map<string, string | number | boolean>;
  variables: Map<string, { type: ReturnType<typeof typeFromName>; value: string | null }>;
}

export const NOW = Date.UTC(2026, 4, 17, 18, 30, 15, 250);

const parseType = (text: string) => {
  const match = /^([A-Z_ ]+?)(?:\(([\d, ]+)\))?$/.exec(text.toUpperCase())!;
  return typeFromName(match[1]!, match[2]?.split(",").map(Number) ?? []);
};

export async function openTwinSql(tables: Readonly<Record<string, Table>> = {}): Promise<TwinSql> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await installRuntime(connection);
  const parameters = new Map<string, string | number | boolean>([["TIMEZONE", "America/Los_Angeles"]]);
  const variables: TwinSql["variables"] = new Map();
  for (const [name, table] of Object.entries(tables)) {
    const list = Object.entries(table.columns).map(
      ([column, type]) => `"${column}" ${duckType(parseType(type.replace(/ not null$/, "")))}`,
    );
    await connection.run(`create table "${name}" (${list.join(", ")})`);
    await connection.run(`insert into "${name}" select * from (${table.rows})`);
  }
  const viewOf = (statementText: string): CatalogView => ({
    session: session(statementText, parameters, variables),
    resolveRelation(name) {
      const last = name.parts.at(-1)!.value;
      const table = tables[last];
      if (table === undefined) return undefined;
      const columns = Object.entries(table.columns).map(
        ([column, type]): RelationColumn => ({
          name: column,
          type: parseType(type.replace(/ not null$/, "")),
          nullable: !type.endsWith(" not null"),
        }),
      );
      return { columns, from: `"${last}"`, path: ["DB", "PUBLIC", last] };
    },
    resolveStage(_stage, _options, positional) {
      const columns = Array.from(
        { length: positional },
        (_, at): RelationColumn => ({
          name: `$${at + 1}`,
          type: parseType("VARCHAR"),
          nullable: true,
          physical: `c${at}`,
        }),
      );
      const hidden = {
        name: "METADATA$FILENAME",
        type: parseType("VARCHAR"),
        nullable: false,
        physical: "file",
        hidden: true,
      };
      return {
        columns: [...columns, hidden],
        from: `(select * from (values ('a', '1', '2.5', 'f.csv'), ('b', 'x', '3', 'f.csv')) v(c0, c1, c2, file))`,
      };
    },
    resolveDirectory: () => ({ columns: [], from: "" }),
    resolveResult: () => ({
      columns: [{ name: "A", type: parseType("INT"), nullable: true }],
      from: '(select cast(7 as decimal(38,0)) as "A")',
    }),
    resolveTableFunction: () => undefined,
    resolveSystemFunction: (name, args) =>
      name === "SYSTEM$TYPEOF" ? { sql: `'${formatType(args[0]!.type)}'`, type: parseType("VARCHAR") } : undefined,
    resolveFunction: () => undefined,
    nextValue: () => undefined,
  });
  const compile = (sql: string, binds?: BindTexts) => compileQuery(parseStatement(sql) as Query, viewOf(sql), binds);
  return {
    parameters,
    variables,
    text: (sql) => compile(sql).sql,
    names: (sql) => compile(sql).columns.map((column) => column.name),
    async types(sql) {
      const compiled = compile(sql);
      await checkTypes(connection, compiled);
      return compiled.columns.map((column) => formatType(column.type) + (column.nullable ? "" : " NOT NULL"));
    },
    rows: (sql, binds) => run(connection, compile(sql, binds)),
    async value(sql, binds) {
      const rows = await run(connection, compile(sql, binds));
      return rows[0]?.[0] ?? null;
    },
    async error(sql) {
      try {
        const rows = await run(connection, compile(sql));
        return { code: "none", message: JSON.stringify(rows) };
      } catch (error) {
        const known = toSnowflakeError(error);
        return { code: known.code, message: known.message };
      }
    },
  };
}

type Compiled = ReturnType<typeof compileQuery>;

async function run(connection: DuckDBConnection, compiled: Compiled): Promise<(string | null)[][]> {
  await checkTypes(connection, compiled);
  const names = compiled.columns.map((_, at) => `c${at}`);
  const cells = compiled.columns.map(({ type }, at) =>
    type.kind.startsWith("timestamp") || type.kind === "date" || type.kind === "time"
      ? `cast(c${at} as varchar)`
      : wireTextSql(type, `c${at}`),
  );
  const result = await connection.runAndReadAll(
    `select ${cells.map((cell) => `cast(${cell} as varchar)`).join(", ")} from (${compiled.sql}) as q(${names.join(", ")})`,
  );
  return result.getRows() as (string | null)[][];
}

function session(
  statementText: string,
  parameters: TwinSql["parameters"],
  variables: TwinSql["variables"],
): SessionValues {
  return {
    database: "DB",
    schema: "PUBLIC",
    role: "ACCOUNTADMIN",
    warehouse: undefined,
    user: "ME",
    account: "TWIN",
    region: "LOCAL",
    sessionId: "1",
    version: "9.0.0",
    client: "test",
    ipAddress: "127.0.0.1",
    transactionId: undefined,
    statementText,
    now: NOW,
    parameter: (name) => parameters.get(name),
    variable: (name) => variables.get(name),
    queryId: () => "01b2-1",
  };
}
