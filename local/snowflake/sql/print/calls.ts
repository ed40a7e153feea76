/** Function calls and windows. */
import type { FrameBound, FunctionCall, WindowFrame, WindowSpecification } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { printOrderBy } from "./queries.ts";
import { commas, printIdentifier, printName, words } from "./text.ts";

export function printCall(node: FunctionCall): string {
  const nulls = node.nulls && `${node.nulls} NULLS`;
  const inside = words(
    node.quantifier,
    commas(node.arguments, printExpression),
    node.nullsInside && nulls,
    node.orderBy && printOrderBy(node.orderBy),
  );
  return words(
    `${printName(node.name)}(${inside})`,
    node.withinGroup && `WITHIN GROUP (${printOrderBy(node.withinGroup)})`,
    node.from && `FROM ${node.from}`,
    !node.nullsInside && nulls,
    node.over && `OVER ${node.over.kind === "identifier" ? printIdentifier(node.over) : printWindow(node.over)}`,
  );
}

export function printWindow({ base, partitionBy, orderBy, frame }: WindowSpecification): string {
  return `(${words(
    base && printIdentifier(base),
    partitionBy.length > 0 && `PARTITION BY ${commas(partitionBy, printExpression)}`,
    orderBy && printOrderBy(orderBy),
    frame && printFrame(frame),
  )})`;
}

function printFrame({ unit, start, end }: WindowFrame): string {
  if (end === undefined) return words(unit, printBound(start));
  return words(unit, "BETWEEN", printBound(start), "AND", printBound(end));
}

function printBound({ bound, offset }: FrameBound): string {
  return words(offset && printExpression(offset), bound);
}
