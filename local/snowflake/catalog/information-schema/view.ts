/** The shape of an INFORMATION_SCHEMA view: columns, and rows for one database. */
import type { Cell, ExecutionContext, ResultColumn } from "../../engine/context.ts";
import { column } from "../../engine/literal-result.ts";
import type { RawSql } from "../literal-relation.ts";

export interface InformationView {
  columns: readonly ResultColumn[];
  rows(context: ExecutionContext, database: string): readonly (readonly (Cell | RawSql)[])[];
}

export interface Field<D> {
  column: ResultColumn;
  cell: (object: D, context: ExecutionContext) => Cell | RawSql;
}

export const field = <D>(name: string, cell: Field<D>["cell"], type = column(name).type): Field<D> => ({
  column: column(name, type),
  cell,
});

/** A view with one row per object that `find` gives. */
export function viewOf<D>(
  fields: readonly Field<D>[],
  find: (context: ExecutionContext, database: string) => readonly D[],
): InformationView {
  return {
    columns: fields.map((each) => each.column),
    rows: (context, database) =>
      find(context, database).map((object) => fields.map(({ cell }) => cell(object, context))),
  };
}
