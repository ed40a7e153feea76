/** MATCH_RECOGNIZE. */
import type { MatchRecognizeRelation } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printOrderBy } from "./queries.ts";
import { commas, parens, printIdentifier, words } from "./text.ts";

export function printMatchRecognize(node: MatchRecognizeRelation): string {
  const measures = commas(node.measures, ({ semantics, expression, alias }) =>
    words(semantics, printExpression(expression), "AS", printIdentifier(alias)),
  );
  const inside = words(
    node.partitionBy.length > 0 && `PARTITION BY ${commas(node.partitionBy, printExpression)}`,
    node.orderBy && printOrderBy(node.orderBy),
    measures !== "" && `MEASURES ${measures}`,
    node.rowsPerMatch,
    node.afterMatch && `AFTER MATCH SKIP ${node.afterMatch}`,
    `PATTERN (${node.pattern.join(" ")})`,
    node.subsets.length > 0 &&
      `SUBSET ${commas(node.subsets, ({ name, members }) => `${printIdentifier(name)} = ${parens(members, printIdentifier)}`)}`,
    `DEFINE ${commas(node.definitions, ({ name, condition }) => `${printIdentifier(name)} AS ${printExpression(condition)}`)}`,
  );
  return `MATCH_RECOGNIZE (${inside})`;
}
