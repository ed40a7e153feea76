/** What the chain needs of the warehouse: statements and their rows. Adapter: `snowflake.ts`. */

export type Bind = string | number | null;

/** Column names as Snowflake gives them: upper case where not quoted. */
export type Row = Record<string, unknown>;

export interface Warehouse {
  query(sql: string, binds?: readonly Bind[]): Promise<Row[]>;
}
