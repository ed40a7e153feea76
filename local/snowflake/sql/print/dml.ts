/** INSERT, UPDATE, DELETE, MERGE, TRUNCATE. */
import type { Assignment, DmlStatement, Insert, InsertInto, Merge, MergeAction, MultiInsert } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printQuery } from "./queries.ts";
import { printRelation, printTableAlias } from "./relations.ts";
import { clause, commas, optionalParens, parens, printIdentifier, printName, words } from "./text.ts";

export function printDml(node: DmlStatement): string {
  switch (node.kind) {
    case "insert":
      return printInsert(node);
    case "multiInsert":
      return printMultiInsert(node);
    case "update":
      return words(
        "UPDATE",
        printName(node.target),
        printTableAlias(node.alias),
        `SET ${printAssignments(node.assignments)}`,
        clause("FROM", node.from, printRelation),
        clause("WHERE", node.where, printExpression),
      );
    case "delete":
      return words(
        "DELETE FROM",
        printName(node.target),
        printTableAlias(node.alias),
        clause("USING", node.using, printRelation),
        clause("WHERE", node.where, printExpression),
      );
    case "merge":
      return printMerge(node);
    case "truncate": {
      const what = node.materializedView ? "MATERIALIZED VIEW" : "TABLE";
      return words("TRUNCATE", what, node.ifExists && "IF EXISTS", printName(node.target));
    }
  }
}

function printInsert({ overwrite, target, columns, source }: Insert): string {
  const list = optionalParens(columns, printIdentifier);
  return words("INSERT", overwrite && "OVERWRITE", "INTO", printName(target), list, printQuery(source));
}

function printMultiInsert({ overwrite, mode, branches, source }: MultiInsert): string {
  const texts = branches.map(({ test, condition, into }) =>
    words(
      test === "when" && condition && `WHEN ${printExpression(condition)} THEN`,
      test === "else" && "ELSE",
      into.map(printInto),
    ),
  );
  return words("INSERT", overwrite && "OVERWRITE", mode, texts, printQuery(source));
}

function printInto({ target, columns, values }: InsertInto): string {
  const list = optionalParens(columns, printIdentifier);
  return words("INTO", printName(target), list, values && `VALUES ${parens(values, printExpression)}`);
}

function printAssignments(assignments: readonly Assignment[]): string {
  return commas(assignments, ({ column, value }) => `${printExpression(column)} = ${printExpression(value)}`);
}

function printMerge({ target, alias, source, on, clauses }: Merge): string {
  const whens = clauses.map(({ matched, by, condition, action }) =>
    words(
      matched ? "WHEN MATCHED" : "WHEN NOT MATCHED",
      by && `BY ${by}`,
      clause("AND", condition, printExpression),
      "THEN",
      printMergeAction(action),
    ),
  );
  const head = words("MERGE INTO", printName(target), printTableAlias(alias));
  return words(head, "USING", printRelation(source), "ON", printExpression(on), whens);
}

function printMergeAction(action: MergeAction): string {
  switch (action.kind) {
    case "delete":
      return "DELETE";
    case "update":
      return `UPDATE SET ${printAssignments(action.assignments)}`;
    case "updateAllByName":
      return "UPDATE ALL BY NAME";
    case "insertAllByName":
      return "INSERT ALL BY NAME";
    case "insert": {
      const columns = optionalParens(action.columns, printExpression);
      return words("INSERT", columns, `VALUES ${parens(action.values, printExpression)}`);
    }
  }
}
