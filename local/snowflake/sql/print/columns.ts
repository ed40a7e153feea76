/** Columns and constraints. */
import type { AutoIncrement, ColumnDefinition, Constraint } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printPolicy, printTags } from "./options.ts";
import { clause, optionalParens, printIdentifier, printName, words } from "./text.ts";
import { printType } from "./types.ts";

export function printColumn(column: ColumnDefinition): string {
  return words(
    printIdentifier(column.name),
    column.type && printType(column.type),
    clause("COLLATE", column.collate, printExpression),
    column.computed && `AS (${printExpression(column.computed)})`,
    clause("DEFAULT", column.default, printExpression),
    column.autoIncrement && printAutoIncrement(column.autoIncrement),
    column.constraints.map(printConstraint),
    column.policies.map((policy) => `WITH ${printPolicy(policy)}`),
    printTags(column.tags),
    clause("COMMENT", column.comment, printExpression),
  );
}

function printAutoIncrement({ word, start, step, parenthesised, order }: AutoIncrement): string {
  if (parenthesised) return words(word, `(${[start, step].filter((each) => each !== undefined).join(", ")})`, order);
  return words(word, clause("START", start, String), clause("INCREMENT", step, String), order);
}

export function printConstraint(constraint: Constraint): string {
  const { name, constraintType, columns, references, check, properties, comment } = constraint;
  // A column's foreign key needs no FOREIGN KEY before REFERENCES.
  const type = constraintType === "FOREIGN KEY" && columns.length === 0 ? undefined : constraintType;
  return words(
    clause("CONSTRAINT", name, printIdentifier),
    type,
    optionalParens(columns, printIdentifier),
    check && `(${printExpression(check)})`,
    references &&
      words(
        "REFERENCES",
        printName(references.table),
        optionalParens(references.columns, printIdentifier),
        references.actions,
      ),
    properties,
    clause("COMMENT", comment, printExpression),
  );
}
