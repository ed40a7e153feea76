/** Columns and constraints as CREATE TABLE and ALTER TABLE write them, as definitions. */
import type { ExecutionContext } from "../../engine/context.ts";
import { typeOfName } from "../../engine/type-of-name.ts";
import { notInTwin, SnowflakeError } from "../../errors.ts";
import type { ColumnDefinition as ColumnNode, Constraint, SyntaxNode } from "../../sql/ast/index.ts";
import { duckType, type SfType } from "../../sql/types.ts";
import type { DdlUnit, PhysicalColumn } from "../../storage/port.ts";
import type { ColumnDefinition, ConstraintDefinition, IdentityDefinition } from "../objects.ts";
import { readTags } from "./tags.ts";

/** The text that a node stands for. */
export const sourceOf = (context: ExecutionContext, { span }: SyntaxNode): string =>
  context.text.slice(span.start, span.end);

export const physicalColumns = (columns: readonly { name: string; type: SfType }[]): PhysicalColumn[] =>
  columns.map(({ name, type }) => ({ name, type: duckType(type) }));

/** `type` is used when the column has none of its own (CTAS). Makes the sequence of an identity column. */
export async function defineColumn(
  context: ExecutionContext,
  unit: DdlUnit,
  column: ColumnNode,
  type?: SfType,
): Promise<ColumnDefinition> {
  if (column.collate !== undefined && column.collate.value !== "") {
    throw notInTwin(
      column.collate.span,
      `collation ${column.collate.value}`,
      "Compare with UPPER() or LOWER() instead.",
    );
  }
  if (column.computed !== undefined) {
    throw notInTwin(column.computed.span, "virtual columns", "Make a view that computes it.");
  }
  const [policy] = column.policies;
  if (policy !== undefined) throw notInTwin(policy.span, `${policy.policyType} POLICY`, "Leave the policy out.");
  const own = column.type === undefined ? type : typeOfName(column.type, context.session);
  if (own === undefined) {
    throw new SnowflakeError(
      "002040",
      "42601",
      `SQL compilation error:\nMissing data type for column '${column.name.value}'.`,
      column.span,
    );
  }
  const isKey = column.constraints.some(({ constraintType }) => constraintType === "PRIMARY KEY");
  return {
    name: column.name.value,
    type: own,
    nullable: !(column.notNull || isKey),
    ...(column.default !== undefined && { default: sourceOf(context, column.default) }),
    ...(column.autoIncrement !== undefined && { identity: await defineIdentity(context, unit, column) }),
    ...(column.comment !== undefined && { comment: column.comment.value }),
    ...(column.tags.length > 0 && { tags: readTags(context, column.tags) }),
  };
}

/** Start and step are 1, and values come without order, unless said: https://docs.snowflake.com/en/sql-reference/sql/create-table */
async function defineIdentity(
  _context: ExecutionContext,
  unit: DdlUnit,
  { autoIncrement }: ColumnNode,
): Promise<IdentityDefinition> {
  const start = BigInt(autoIncrement?.start ?? "1");
  const increment = BigInt(autoIncrement?.step ?? "1");
  return {
    start: Number(start),
    increment: Number(increment),
    order: autoIncrement?.order === "ORDER",
    sequence: await unit.createSequence(start, increment),
  };
}

const constraintTypes = {
  "PRIMARY KEY": "primary key",
  UNIQUE: "unique",
  "FOREIGN KEY": "foreign key",
  CHECK: "check",
} as const;

/** Of a column (then `column` names it) or of the table. NOT NULL is no constraint object: undefined. */
export function defineConstraint(
  context: ExecutionContext,
  constraint: Constraint,
  column?: string,
): ConstraintDefinition | undefined {
  const { constraintType, references } = constraint;
  if (constraintType === "NOT NULL" || constraintType === "NULL") return undefined;
  if (constraintType === "CHECK") {
    throw notInTwin(
      constraint.span,
      "CHECK constraints",
      "Snowflake has them for no table either; check in the query.",
    );
  }
  const type = constraintTypes[constraintType];
  return {
    name: constraint.name?.value ?? `SYS_CONSTRAINT_${crypto.randomUUID()}`,
    type,
    columns: column === undefined ? constraint.columns.map(({ value }) => value) : [column],
    createdOn: context.now,
    ...(references !== undefined && {
      references: {
        table: context.path(references.table, "table"),
        columns: references.columns.map(({ value }) => value),
      },
    }),
    ...(constraint.comment !== undefined && { comment: constraint.comment.value }),
  };
}

/** All of a statement's: those of columns first, as SHOW lists them. */
export function defineConstraints(
  context: ExecutionContext,
  columns: readonly ColumnNode[],
  constraints: readonly Constraint[],
): ConstraintDefinition[] {
  const ofColumns = columns.flatMap((column) =>
    column.constraints.map((constraint) => defineConstraint(context, constraint, column.name.value)),
  );
  const ofTable = constraints.map((constraint) => defineConstraint(context, constraint));
  return [...ofColumns, ...ofTable].filter((constraint) => constraint !== undefined);
}

/** Columns of a primary key are NOT NULL, also when the key is written after the columns. */
export function requireKeyColumns(
  columns: readonly ColumnDefinition[],
  constraints: readonly ConstraintDefinition[],
): ColumnDefinition[] {
  for (const { columns: named } of constraints) {
    for (const name of named) {
      if (!columns.some((column) => column.name === name)) {
        throw new SnowflakeError("000904", "42000", `SQL compilation error:\ninvalid identifier '${name}'`);
      }
    }
  }
  const keys = constraints.filter(({ type }) => type === "primary key");
  return columns.map((column) =>
    keys.some((key) => key.columns.includes(column.name)) ? { ...column, nullable: false } : column,
  );
}

/** Throws 002025 when two columns have the same name; names that differ in case alone are more than DuckDB can tell apart. */
export function refuseDuplicates(columns: readonly { name: string }[]): void {
  const seen = new Set<string>();
  const folded = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name)) {
      throw new SnowflakeError("002025", "42S21", `SQL compilation error:\nduplicate column name '${name}'`);
    }
    seen.add(name);
    if (folded.has(name.toUpperCase())) {
      throw notInTwin(undefined, `columns whose names differ in case alone ("${name}")`, "Give them different names.");
    }
    folded.add(name.toUpperCase());
  }
}
