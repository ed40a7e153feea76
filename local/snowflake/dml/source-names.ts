/** WHEN NOT MATCHED sees the source alone: there, a bare name that source and target share means the source's column. */
import type { TableDefinition } from "../catalog/objects.ts";
import type { Expression, FunctionCall, Relation } from "../sql/ast/index.ts";
import { datePart } from "../sql/functions/date-parts.ts";
import type { Nodes } from "./nodes.ts";

/** Gives the same expression with such names qualified. Queries inside it have a FROM of their own and are left as they are. */
export function sourceNames(nodes: Nodes, table: TableDefinition, source: Relation) {
  const qualifier = nameOf(source);
  const shared = new Set(table.columns.map(({ name }) => name));
  const rewrite = <T>(node: T): T => {
    if (Array.isArray(node)) return node.map(rewrite) as T;
    if (typeof node !== "object" || node === null) return node;
    const { kind } = node as { kind?: string };
    if (kind === "query") return node;
    if (kind === "column") {
      const [first, ...more] = (node as unknown as Expression & { kind: "column" }).parts;
      const isShared = first !== undefined && more.length === 0 && shared.has(first.value);
      return isShared ? ({ ...node, parts: [...qualifier.map(nodes.identifier), first] } as T) : node;
    }
    if (kind === "functionCall") {
      const call = node as unknown as FunctionCall;
      return { ...node, arguments: call.arguments.map((value) => (isDatePart(call, value) ? value : rewrite(value))) };
    }
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, rewrite(value)])) as T;
  };
  return <T>(node: T): T => (qualifier.length === 0 ? node : rewrite(node));
}

function nameOf(source: Relation): string[] {
  if ("alias" in source && source.alias !== undefined) return [source.alias.name.value];
  return source.kind === "table" ? source.name.parts.map(({ value }) => value) : [];
}

/** `dateadd(day, …)`: the name of a part of dates, where the function takes one. */
const isDatePart = ({ name, arguments: [first, second] }: FunctionCall, value: Expression): boolean => {
  const takesPart = /^(DATE|TIME|TIMESTAMP)_?(ADD|DIFF|PART|TRUNC)$|^TRUNC$|^LAST_DAY$|^NEXT_DAY$|^PREVIOUS_DAY$/;
  if (!takesPart.test(name.parts.at(-1)?.value ?? "") || (value !== first && value !== second)) return false;
  return value.kind === "column" && value.parts.length === 1 && datePart(value.parts[0]?.text ?? "") !== undefined;
};
