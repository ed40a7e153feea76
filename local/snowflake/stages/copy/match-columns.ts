/** MATCH_BY_COLUMN_NAME: columns of the table and what a file has under the same name. */
import type { ColumnDefinition } from "../../catalog/objects.ts";
import type { Value } from "../../dml/row-select.ts";
import { quoteText } from "../../sql/emit/text.ts";
import { variant } from "../../sql/types.ts";
import type { FileColumn } from "./read-file.ts";

export interface Matched {
  column: ColumnDefinition;
  value: Value;
  field: number;
}

/**
 * Columns that the file does not have are left to their default; what the table does not have is not loaded. `columns` undefined: the
 * values are fields of the object in `$1`.
 * https://docs.snowflake.com/en/sql-reference/sql/copy-into-table : MATCH_BY_COLUMN_NAME
 */
export function matchColumns(
  targets: readonly ColumnDefinition[],
  columns: readonly FileColumn[] | undefined,
  ignoresCase: boolean,
): Matched[] {
  if (columns === undefined) {
    return targets.map((column, field) => {
      const name = quoteText(column.name);
      const sql = ignoresCase ? `sf_get_ignore_case("$1", ${name})` : `sf_json_get("$1", ${name}, true)`;
      // A JSON null is NULL in a column of its own, also in one of type VARIANT.
      return { column, field, value: { sql: `nullif(${sql}, 'null')`, type: variant, nullable: true } };
    });
  }
  const sameName = (name: string) => (ignoresCase ? name.toUpperCase() : name);
  return targets.flatMap((column) => {
    const found = columns.find(({ name }) => sameName(name) === sameName(column.name));
    return found === undefined
      ? []
      : [{ column, field: found.field, value: { sql: found.sql, type: found.type, nullable: true } }];
  });
}
