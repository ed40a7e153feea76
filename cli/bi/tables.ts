/** What there is to report on: the tables and views of the schemas for analysts, with their columns and what is said of them. */
import type { SqlConnection } from "../sql/connection.ts";

export interface BiColumn {
  name: string;
  /** As INFORMATION_SCHEMA names it: NUMBER, TEXT, TIMESTAMP_NTZ, … */
  type: string;
  /** Digits behind the point of a NUMBER; 0 for others. */
  scale: number;
  comment: string;
}

export interface BiTable {
  schema: string;
  name: string;
  comment: string;
  /** In the table's order. */
  columns: BiColumn[];
}

/**
 * Tables of `schemas` of the connection's database REELHOUSE, by schema and name; none of a schema that is not there
 * (docs.snowflake.com/en/sql-reference/info-schema/columns, …/tables).
 */
export async function readTables(connection: SqlConnection, schemas: readonly string[]): Promise<BiTable[]> {
  const names = schemas.map((schema) => `'${schema.replaceAll("'", "''")}'`).join(", ");
  const { rows } = await connection.run(
    `select t.table_schema, t.table_name, t.comment as table_comment, c.column_name, c.data_type, c.numeric_scale, c.comment
     from reelhouse.information_schema.tables t
     join reelhouse.information_schema.columns c
       on c.table_schema = t.table_schema and c.table_name = t.table_name
     where t.table_schema in (${names})
     order by t.table_schema, t.table_name, c.ordinal_position`,
  );
  const tables = new Map<string, BiTable>();
  for (const [schema, name, comment, column, type, scale, columnComment] of rows) {
    const key = JSON.stringify([schema, name]);
    const table = tables.get(key) ?? {
      schema: String(schema),
      name: String(name),
      comment: String(comment ?? ""),
      columns: [],
    };
    tables.set(key, table);
    table.columns.push({
      name: String(column),
      type: String(type),
      scale: Number(scale ?? 0),
      comment: String(columnComment ?? ""),
    });
  }
  return [...tables.values()];
}
