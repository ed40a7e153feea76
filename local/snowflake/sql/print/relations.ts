/** What stands in FROM. */
import type { ChangesClause, JoinRelation, PivotRelation, Relation, TableAlias, TimeTravel } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printMatchRecognize } from "./match-recognize.ts";
import { printItem, printOrderBy, printQuery } from "./queries.ts";
import { clause, commas, optionalParens, parens, printIdentifier, printName, printStage, words } from "./text.ts";

/** Joins lean to the left and may be many: they are walked, not recursed into. */
export function printRelation(relation: Relation): string {
  const rights: string[] = [];
  let left = relation;
  while (left.kind === "join") {
    rights.push(printJoin(left));
    left = left.left;
  }
  return rights.reduceRight(
    (text, right) => (right.startsWith(",") ? text + right : `${text} ${right}`),
    printSource(left),
  );
}

function printJoin(node: JoinRelation): string {
  const right = printRelation(node.right);
  if (node.type === "COMMA") return `, ${right}`;
  return words(
    node.natural && "NATURAL",
    node.type === "INNER" ? undefined : node.type,
    node.directed && "DIRECTED",
    "JOIN",
    right,
    node.matchCondition && `MATCH_CONDITION (${printExpression(node.matchCondition)})`,
    clause("ON", node.on, printExpression),
    node.using.length > 0 && `USING ${parens(node.using, printIdentifier)}`,
  );
}

export function printTableAlias(alias: TableAlias | undefined): string | undefined {
  return alias && words("AS", printIdentifier(alias.name), optionalParens(alias.columns, printIdentifier));
}

export function printTravel({ position, by, value }: TimeTravel): string {
  return `${position} (${by} => ${printExpression(value)})`;
}

function printChanges({ information, at, end }: ChangesClause): string {
  return words(`CHANGES (INFORMATION => ${information})`, printTravel(at), end && printTravel(end));
}

type Source = Exclude<Relation, JoinRelation>;

function printSource(node: Source): string {
  return words(printUnaliased(node), printTableAlias(node.alias));
}

function printUnaliased(node: Source): string {
  switch (node.kind) {
    case "table":
      return words(
        printName(node.name),
        node.changes && printChanges(node.changes),
        node.travel && printTravel(node.travel),
      );
    case "derived":
      return words(node.lateral && "LATERAL", `(${printQuery(node.query)})`);
    case "tableFunction": {
      const call = printExpression(node.call);
      return words(node.lateral && "LATERAL", node.wrapped ? `TABLE(${call})` : call);
    }
    case "tableVariable":
      return `TABLE(${node.variable.kind === "name" ? printName(node.variable) : printExpression(node.variable)})`;
    case "valuesRelation": {
      const values = `VALUES ${commas(node.values.rows, printExpression)}`;
      return node.parenthesised ? `(${values})` : values;
    }
    case "stage":
      return words(printStage(node.stage), optionalParens(node.options, printExpression));
    case "directory":
      return `DIRECTORY(${printStage(node.stage)})`;
    case "flowResult":
      return printExpression(node.source);
    case "parenRelation":
      return `(${printRelation(node.relation)})`;
    case "pivot":
      return printPivot(node);
    case "unpivot": {
      const columns = parens(node.columns, printItem);
      const inside = words(printIdentifier(node.valueColumn), "FOR", printIdentifier(node.nameColumn), "IN", columns);
      return words(printRelation(node.source), "UNPIVOT", node.nulls && `${node.nulls} NULLS`, `(${inside})`);
    }
    case "sample": {
      const amount = words(printExpression(node.amount), node.rows && "ROWS");
      const seed = node.seed && `SEED (${printExpression(node.seed)})`;
      return words(printRelation(node.source), "SAMPLE", node.method, `(${amount})`, seed);
    }
    case "matchRecognize":
      return words(printRelation(node.source), printMatchRecognize(node));
  }
}

function printPivot({ source, aggregates, column, values, defaultOnNull }: PivotRelation): string {
  const list =
    values.form === "list"
      ? commas(values.items, printItem)
      : values.form === "query"
        ? printQuery(values.query)
        : words("ANY", values.orderBy && printOrderBy(values.orderBy));
  const inside = words(
    commas(aggregates, printItem),
    "FOR",
    printExpression(column),
    `IN (${list})`,
    defaultOnNull && `DEFAULT ON NULL (${printExpression(defaultOnNull)})`,
  );
  return words(printRelation(source), `PIVOT (${inside})`);
}
