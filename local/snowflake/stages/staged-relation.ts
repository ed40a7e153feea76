/** A staged file as a relation: its `$n` columns and METADATA$ columns, in the names and types that queries see. */

import type { RelationColumn } from "../sql/binder/catalog-view.ts";
import { quoteName, quoteText } from "../sql/emit/text.ts";
import { integer, type SfType, timestampLtz, timestampNtz, varchar, variant } from "../sql/types.ts";
import { ROW_NUMBER } from "./csv/read-csv-text.ts";
import type { FormatType } from "./file-format.ts";
import type { StagedFile } from "./files/store.ts";

/** https://docs.snowflake.com/en/user-guide/querying-metadata */
const metadata: readonly RelationColumn[] = [
  { name: "METADATA$FILENAME", type: varchar(), nullable: false, hidden: true },
  { name: "METADATA$FILE_ROW_NUMBER", type: integer, nullable: false, hidden: true },
  { name: "METADATA$FILE_CONTENT_KEY", type: varchar(), nullable: false, hidden: true },
  { name: "METADATA$FILE_LAST_MODIFIED", type: timestampNtz(), nullable: false, hidden: true },
  { name: "METADATA$START_SCAN_TIME", type: timestampLtz(), nullable: false, hidden: true },
];

const valueType = (format: FormatType): SfType => (format === "CSV" ? varchar() : variant);

/** `$1` to `$<positional>` and the metadata; semi-structured formats have `$1` only. */
export function stagedColumns(format: FormatType, positional: number): RelationColumn[] {
  const count = format === "CSV" ? Math.max(positional, 1) : 1;
  const values = Array.from({ length: count }, (_, index) => ({
    name: `$${index + 1}`,
    type: valueType(format),
    nullable: true,
  }));
  return [...values, ...metadata];
}

/** `rows` is DuckDB text with the `$n` columns and ROW_NUMBER; `name` is the file's METADATA$FILENAME, `now` milliseconds. */
export function stagedSelect(
  rows: string,
  columns: readonly RelationColumn[],
  file: StagedFile,
  name: string,
  now: number,
): string {
  const values: Readonly<Record<string, string>> = {
    METADATA$FILENAME: quoteText(name),
    METADATA$FILE_ROW_NUMBER: `CAST(${quoteName(ROW_NUMBER)} AS DECIMAL(38,0))`,
    METADATA$FILE_CONTENT_KEY: quoteText(file.contentKey),
    METADATA$FILE_LAST_MODIFIED: `make_timestamp(${BigInt(file.modifiedAt) * 1000n})`,
    METADATA$START_SCAN_TIME: `to_timestamp(${now / 1000})`,
  };
  const items = columns.map(({ name: column }) => {
    const value = values[column];
    return value === undefined ? quoteName(column) : `${value} AS ${quoteName(column)}`;
  });
  return `SELECT ${items.join(", ")}, ${quoteName(ROW_NUMBER)} FROM ${rows}`;
}
