/** What COPY does with every row of every file: compiled once, as DuckDB text over the relation COPY_SOURCE. */
import type { ColumnDefinition, Options, TableDefinition } from "../../catalog/objects.ts";
import { asSource, assigned, defaultValue, sourceColumn, type Value } from "../../dml/row-select.ts";
import type { Compiler } from "../../dml/run-dml.ts";
import { targetColumns } from "../../dml/target.ts";
import type { ExecutionContext } from "../../engine/context.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { CopyIntoTable, Query, Select } from "../../sql/ast/index.ts";
import type { CatalogView, CompiledQuery } from "../../sql/binder/catalog-view.ts";
import { castSql } from "../../sql/emit/cast.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { DEFAULT_VARCHAR_LENGTH, varchar, variant } from "../../sql/types.ts";
import type { FileFormat } from "../file-format.ts";
import { stagedColumns } from "../staged-relation.ts";

/** The name under which a file's rows stand in the plan's text, as a CTE. */
export const COPY_SOURCE = '"$copy"';

/** One value of a row on its way into a column. */
export interface PlannedValue {
  column: ColumnDefinition;
  /** DuckDB text over COPY_SOURCE's columns, or over those of the transformation. */
  direct: Value;
  /** True for rows whose value cannot be loaded, without raising an error; undefined when that cannot be said. */
  isBad: string | undefined;
  /** The file's column that the value comes from, from 0; undefined when there is none or more than one. */
  field: number | undefined;
}

export interface LoadPlan {
  table: TableDefinition;
  format: FileFormat;
  isTransformation: boolean;
  /** Values come from the file's own columns, by name. */
  isMatched: boolean;
  /** Columns of a file that are asked for. */
  positional: number;
  /** Fields that a record has to have; undefined when that is not checked. */
  expectedFields: number | undefined;
  /** One per target column, in the order of the values. */
  values: readonly PlannedValue[];
  /** Columns of the table, and the SELECT that gives them all from COPY_SOURCE. */
  columns: readonly string[];
  select: string;
  /** SELECT of one value alone, by its place among `values`. */
  selectValue(index: number): string;
}

export interface PlanRequest {
  context: ExecutionContext;
  statement: CopyIntoTable;
  table: TableDefinition;
  format: FileFormat;
  truncates: boolean;
  /** For MATCH_BY_COLUMN_NAME: the file's own columns. */
  matched?: readonly { column: ColumnDefinition; value: Value; field: number }[];
  errorOnColumnCountMismatch: boolean;
}

export function planLoad(request: PlanRequest): LoadPlan {
  const { context, statement, table, format } = request;
  const view = viewWithFormats(context.view(), format.options);
  if (statement.source.form === "query") return planTransformation(request, statement.source.query, view);
  const targets = targetColumns(table, statement.columns);
  const given =
    request.matched ??
    targets.map((column, field) => ({
      column,
      field,
      value: {
        sql: quoteName(`$${field + 1}`),
        type: format.type === "CSV" ? varchar() : variant,
        nullable: true,
      } satisfies Value,
    }));
  if (request.matched === undefined && format.type !== "CSV" && targets.length > 1) throw oneVariantOnly();
  const compile = compilerFor(context, view);
  const values = given.map(({ column, value, field }): PlannedValue => {
    const direct = request.truncates ? truncated(value, column) : value;
    return { column, direct, isBad: badValue(compile, direct, column), field };
  });
  // A list of columns switches the check off, as matching by name does.
  const isCounted = format.type === "CSV" && statement.columns.length === 0 && request.matched === undefined;
  return {
    table,
    format,
    isTransformation: false,
    isMatched: request.matched !== undefined,
    positional: Math.max(...values.map(({ field }) => (field ?? 0) + 1), 1),
    expectedFields: isCounted && request.errorOnColumnCountMismatch ? table.columns.length : undefined,
    values,
    columns: table.columns.map(({ name }) => name),
    select: selectAll(context, compile, table, values, COPY_SOURCE),
    selectValue: (index) => selectOne(compile, values[index], COPY_SOURCE),
  };
}

const oneVariantOnly = () =>
  new SnowflakeError(
    "002019",
    "0A000",
    "SQL compilation error:\nJSON/XML/AVRO file format can produce one and only one column of type variant, object, or array. Load data into separate columns using the MATCH_BY_COLUMN_NAME copy option or copy with transformation.",
  );

function planTransformation(request: PlanRequest, query: Query, view: CatalogView): LoadPlan {
  const { context, statement, table, format } = request;
  const select = requireRowWise(query);
  let positional = 1;
  const staged: CatalogView = {
    ...view,
    resolveStage(_stage, _options, wanted) {
      positional = Math.max(positional, wanted);
      return { columns: stagedColumns(format.type, wanted), from: COPY_SOURCE };
    },
  };
  const compiled = context.compileQuery(query, staged);
  const compile = compilerFor(context, staged);
  const targets = targetColumns(table, statement.columns);
  if (compiled.columns.length !== targets.length) throw wrongCount(targets.length, compiled, statement);
  const values = targets.map((column, index): PlannedValue => {
    const source = sourceColumn(compiled, index);
    return {
      column,
      direct: request.truncates ? truncated(source, column) : source,
      isBad: undefined,
      field: fieldOf(select, index),
    };
  });
  return {
    table,
    format,
    isTransformation: true,
    isMatched: false,
    positional,
    expectedFields: undefined,
    values,
    columns: table.columns.map(({ name }) => name),
    select: selectAll(context, compile, table, values, asSource(compiled)),
    selectValue: (index) => selectOne(compile, values[index], asSource(compiled)),
  };
}

const wrongCount = (expected: number, { columns }: CompiledQuery, { span }: CopyIntoTable) =>
  new SnowflakeError(
    "002020",
    "21S01",
    `SQL compilation error:\nInsert value list does not match column list expecting ${expected} but got ${columns.length}`,
    span,
  );

/** A row of the file is a row of the table: what Snowflake does not take in a transformation either, is refused. */
function requireRowWise(query: Query): Select {
  const { body } = query;
  const refuse = (what: string): never => {
    throw new SnowflakeError(
      "002302",
      "0A000",
      `SQL compilation error:\nCOPY statement only supports simple SELECT from stage statements for import (${what}).`,
      query.span,
    );
  };
  if (body.kind !== "select") return refuse("set operation or VALUES");
  if (query.with !== undefined) return refuse("WITH");
  if (query.orderBy !== undefined) return refuse("ORDER BY");
  if (query.limit !== undefined) return refuse("LIMIT");
  if (body.where !== undefined) return refuse("WHERE");
  if (body.groupBy !== undefined || body.having !== undefined) return refuse("GROUP BY");
  if (body.qualify !== undefined) return refuse("QUALIFY");
  if (body.top !== undefined) return refuse("TOP");
  if (body.quantifier === "DISTINCT")
    throw notInTwin(body.span, "DISTINCT in a COPY transformation", "Load into a table, then INSERT from it.");
  if (body.from?.kind !== "stage") return refuse("FROM other than one stage");
  return body;
}

/** The one `$n` that an item of the select list names. */
function fieldOf(select: Select, index: number): number | undefined {
  const item = select.items[index];
  if (item?.kind !== "selectExpression") return undefined;
  const found = new Set<number>();
  const look = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(look);
    else if (typeof node === "object" && node !== null) {
      if ("kind" in node && node.kind === "positional" && "index" in node) found.add(Number(node.index));
      Object.values(node).forEach(look);
    }
  };
  look(item.expression);
  const [only] = found;
  return found.size === 1 && only !== undefined ? only - 1 : undefined;
}

function selectAll(
  context: ExecutionContext,
  compile: Compiler,
  table: TableDefinition,
  values: readonly PlannedValue[],
  from: string,
): string {
  const items = table.columns.map((column) => {
    const value = values.find((candidate) => candidate.column.name === column.name);
    return assigned(compile, value?.direct ?? defaultValue(context, compile, column), column);
  });
  return `SELECT ${items.join(", ")} FROM ${from}`;
}

function selectOne(compile: Compiler, value: PlannedValue | undefined, from: string): string {
  if (value === undefined) throw new Error("The plan has no such value.");
  return `SELECT ${assigned(compile, value.direct, value.column)} FROM ${from}`;
}

/** DuckDB text that is true for a value that cannot be loaded, and raises no error itself. */
function badValue(compile: Compiler, { sql, type, nullable }: Value, column: ColumnDefinition): string | undefined {
  const tried = castSql(sql, { from: type, to: column.type, mode: "try", settings: compile.settings });
  if (tried === undefined || type.kind !== "varchar") return undefined;
  const missing = !column.nullable && nullable ? `${sql} IS NULL OR ` : "";
  return `(${missing}(${sql} IS NOT NULL AND (${tried}) IS NULL))`;
}

/** TRUNCATECOLUMNS: text is cut to what the column takes. */
function truncated(value: Value, column: ColumnDefinition): Value {
  if (column.type.kind !== "varchar" || column.type.length >= DEFAULT_VARCHAR_LENGTH || value.type.kind !== "varchar") {
    return value;
  }
  return { ...value, sql: `substr(${value.sql}, 1, ${column.type.length})`, type: varchar(column.type.length) };
}

/** DATE_FORMAT and its kin of the file format stand in for the session's input formats. */
function viewWithFormats(view: CatalogView, options: Options): CatalogView {
  const overrides: Readonly<Record<string, string>> = {
    DATE_INPUT_FORMAT: "DATE_FORMAT",
    TIME_INPUT_FORMAT: "TIME_FORMAT",
    TIMESTAMP_INPUT_FORMAT: "TIMESTAMP_FORMAT",
    BINARY_INPUT_FORMAT: "BINARY_FORMAT",
  };
  const parameter = (name: string) => {
    const option = overrides[name];
    const value = option === undefined ? undefined : options[option];
    return value === undefined || String(value).toUpperCase() === "AUTO" ? view.session.parameter(name) : String(value);
  };
  return { ...view, session: { ...view.session, parameter } };
}

function compilerFor(context: ExecutionContext, view: CatalogView): Compiler {
  return {
    query: (query) => context.compileQuery(query, view),
    expression: (expression) => context.compileExpression(expression, view),
    settings: {
      timeZone: String(view.session.parameter("TIMEZONE") ?? "America/Los_Angeles"),
      parameter: (name) => view.session.parameter(name),
    },
  };
}
