/** A dataset's contract as the code uses it: what its members are, into which tables they go, and how much may be refused. */

export interface OutputColumn {
  /** snake_case: the column of the target table, of the archive's CSV, and of the rules' `raw_…` views. */
  name: string;
  /** The field of the member that it is made from. */
  from: string;
  /** A Snowflake type, as in `sql/raw`. */
  type: string;
  nullable: boolean;
  description: string;
}

export interface TableContract {
  /** The resource's name: the stem that a member has, as `ratings` or `genome-scores`. */
  name: string;
  title: string;
  /** Where its rows end, as `RAW.RATINGS` or `BRONZE.RAW_TRANSACTIONS`. */
  target: string;
  /** The target's name in keys and rules, as `ratings`. */
  table: string;
  /** Whether rows leave the target when they are applied, so that it may hold fewer than were loaded. */
  isStaging: boolean;
  /** Whether a drop with mode `snapshot` must hold it. */
  isRequired: boolean;
  /** The share of a drop's rows of this table that may be rejected, 0 to 1; more refuses the drop. */
  rejectThreshold: number;
  columns: readonly OutputColumn[];
  /** Table Schema as published; `shared/csv/schema.ts` reads it. */
  schema: TableSchemaJson;
  dialect: unknown;
  encoding: string;
}

export interface TableSchemaJson {
  fields: { name: string; type: string; constraints?: Record<string, unknown> }[];
  primaryKey?: string[];
  foreignKeys?: { fields: string[]; reference: { resource: string; fields: string[] } }[];
  [property: string]: unknown;
}

export interface Contract {
  dataset: string;
  title: string;
  tables: readonly TableContract[];
  /** Files that may come with the data and are not loaded, by their name without folders. */
  documents: readonly string[];
  /** Whether `__MACOSX/`, `.DS_Store` and the like are passed over instead of refused. */
  ignoresSystemFiles: boolean;
}

/** `userId`, `userid`, `user_id` and `User ID` name one column: producers differ in this and mean the same. */
export const normaliseName = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Whether these are the contract's columns, all and in order. */
export const hasColumns = (table: TableContract, names: readonly string[]) =>
  names.length === table.schema.fields.length &&
  table.schema.fields.every((field, index) => normaliseName(field.name) === normaliseName(names[index]!));

export type DataFormat = "csv" | "parquet";

/** What kind of member a path names: data of one of the contract's tables, a document, or nothing that the contract knows. */
export function memberKind(
  contract: Contract,
  path: string,
): { table: TableContract; format: DataFormat } | "document" | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const [, stem, extension] = /^(.+)\.(csv|parquet)$/i.exec(name) ?? [];
  const table = stem && contract.tables.find((candidate) => normaliseName(candidate.name) === normaliseName(stem));
  if (table && extension) return { table, format: extension.toLowerCase() as DataFormat };
  return contract.documents.includes(name) ? "document" : undefined;
}
