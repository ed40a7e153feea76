/** A twin by the manual clock with systems of `sql/` on it, and drops as the chain leaves them: rows first, then their line in raw.drops. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { splitScript } from "../../cli/sql/run-script.ts";
import { createClock } from "../../local/snowflake/clock.ts";
import type { S3Access } from "../../local/snowflake/engine/context.ts";
import type { SnowflakeTwin } from "../../local/snowflake/server.ts";
import { type Client, connect, openTwin } from "../snowflake/driver.ts";
import { noS3 } from "./no-s3.ts";

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
/** Of every test's clock. */
export const START = Date.UTC(2026, 0, 5, 9);

const sqlRoot = join(import.meta.dirname, "..", "..", "sql");
const variables = { archive_url: "s3://archive/", integration_role_arn: "arn:aws:iam::000000000000:role/reader" };

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

export interface Drop {
  drop: string;
  mode?: "snapshot" | "delta";
  sequence?: number | null;
  /** As `2026-01-05 09:00:00.000`. */
  producedAt?: string | null;
  rejected?: number;
  rows: readonly Row[];
}

export interface Warehouse {
  twin: SnowflakeTwin;
  client: Client;
  advance(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Statements of the files of the folders `sql/<system>`, in order. */
export const statementsOf = (systems: readonly string[]): string[] =>
  systems.flatMap((system) =>
    readdirSync(join(sqlRoot, system))
      .filter((name) => name.endsWith(".sql"))
      .sort()
      .flatMap((name) => splitScript(readFileSync(join(sqlRoot, system, name), "utf8")).map(({ text }) => text)),
  );

export async function deploy(client: Client, systems: readonly string[]): Promise<void> {
  for (const [name, value] of Object.entries(variables)) await client.run(`set ${name} = '${value}'`);
  for (const text of statementsOf(["setup", "raw", ...systems])) await client.run(text);
}

/** Opens a twin in memory, unless `dataDir` is given. */
export async function openWarehouse(
  systems: readonly string[],
  options: { dataDir?: string; s3?: S3Access } = {},
): Promise<Warehouse> {
  const clock = createClock(START);
  const { twin, client, close } = await openTwin({ clock, s3: noS3, ...options });
  await deploy(client, systems);
  return { twin, client, advance: (milliseconds) => clock.advance(milliseconds), close };
}

export const literal = (value: Cell | undefined): string =>
  value === null || value === undefined
    ? "null"
    : typeof value === "string"
      ? `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
      : String(value);

/** Rows of a drop as Snowpipe loads them, a file at a time, without the line that proves them whole. */
export async function loadRows(client: Client, table: string, { drop, rows }: Drop): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  for (let at = 0; at < rows.length; at += 500) {
    const values = rows
      .slice(at, at + 500)
      .map(
        (row, index) =>
          `(${[...names.map((name) => literal(row[name])), `'${drop}', 'f', ${at + index + 1}`].join(", ")})`,
      );
    await client.run(
      `insert into reelhouse.${table} (${names.join(", ")}, _drop_id, _source_file, _source_row) values ${values.join(", ")}`,
    );
  }
}

/** The line in raw.drops that snowpipe-refresh writes once every row is there. */
export async function proveDrop(client: Client, table: string, drop: Drop): Promise<void> {
  const name = table.split(".").at(-1)?.toUpperCase() ?? "";
  const { mode = "delta", sequence = null, producedAt = null, rejected = 0, rows } = drop;
  await client.run(
    `insert into reelhouse.raw.drops (drop_id, dataset, table_name, mode, sequence, produced_at, row_count, loaded_count, rejected_count, file_count, loaded_at)
     values ('${drop.drop}', 'test', '${name}', '${mode}', ${sequence}, ${literal(producedAt)}, ${rows.length + rejected}, ${rows.length}, ${rejected}, 1, current_timestamp())`,
  );
}

export async function load(client: Client, table: string, drop: Drop): Promise<void> {
  await loadRows(client, table, drop);
  await proveDrop(client, table, drop);
}

/** Every cell as text (the driver writes NULL for no value), rows sorted: for comparing with a computation elsewhere. */
export async function table(client: Client, sql: string): Promise<string[]> {
  const { rows } = await client.run(sql, undefined, {
    rowMode: "array",
    fetchAsString: ["Number", "Date", "JSON", "Boolean"],
  });
  return (rows as unknown as unknown[][])
    .map((row) => row.map((cell) => (cell === null || cell === "NULL" ? "" : String(cell))).join("|"))
    .sort();
}

/** A seeded generator of whole numbers below a bound. */
export function seeded(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % below;
  };
}

/** `2026-01-05 09:00:00.000` */
export const timeText = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace("T", " ").replace("Z", "");

export const reconnect = (twin: Pick<SnowflakeTwin, "url">): Promise<Client> => connect(twin as SnowflakeTwin);
