/** PIVOT over ANY or a subquery: its values are looked up before the statement is compiled, because the binder does not wait. */
import { nodesAt } from "../dml/nodes.ts";
import type { CommonTable, FunctionCall, PivotRelation, Query, Span, Statement, With } from "../sql/ast/index.ts";
import { compilationError } from "../sql/binder/bound.ts";
import type { PivotValue } from "../sql/binder/catalog-view.ts";
import type { ExecutionContext } from "./context.ts";

const prepared = new WeakMap<PivotRelation, readonly PivotValue[]>();

/** Undefined for a PIVOT that stands where nobody looked: in a view's text. */
export const pivotValues = (node: PivotRelation): readonly PivotValue[] | undefined => prepared.get(node);

/** https://docs.snowflake.com/en/sql-reference/constructs/pivot: NULL is a value too; the values of a subquery are taken once each. */
export async function preparePivots(context: ExecutionContext, statement: Statement): Promise<void> {
  if (!/\bpivot\s*\(/i.test(context.text)) return;
  for (const { pivot, tables } of findPivots(statement)) {
    const query = valuesQuery(pivot, tables);
    const { sql, columns } = context.compileQuery(asText(query, pivot.span));
    if (columns.length !== 1)
      throw compilationError("001789", "42601", "the subquery of PIVOT gives one column", pivot.span);
    const result = await context.connection.runAndReadAll(sql);
    const texts = result.getRows().map(([value]) => (value === null || value === undefined ? null : String(value)));
    prepared.set(
      pivot,
      [...new Set(texts)].map((text) => ({ text })),
    );
  }
}

interface Found {
  pivot: PivotRelation;
  /** The common tables that the PIVOT may name. */
  tables: CommonTable[];
}

/** Bodies of routines, views and tasks are statements of their own; inner ones come first, as the outer read them. */
function findPivots(statement: Statement): Found[] {
  const isDefinition = statement.kind.startsWith("create") && statement.kind !== "createTable";
  if (statement.kind === "block" || isDefinition) return [];
  const found: Found[] = [];
  const look = (node: unknown, tables: CommonTable[]): void => {
    if (typeof node !== "object" || node === null) return;
    const { kind, with: own } = node as { kind?: string; with?: With };
    const inScope = kind === "query" && own !== undefined ? [...tables, ...own.tables] : tables;
    for (const value of Object.values(node)) look(value, inScope);
    if (kind === "pivot" && (node as PivotRelation).values.form !== "list") {
      found.push({ pivot: node as PivotRelation, tables: inScope });
    }
  };
  look(statement, []);
  return found;
}

function valuesQuery({ values, source, column, span }: PivotRelation, tables: CommonTable[]): Query {
  const withClause: With | undefined =
    tables.length === 0 ? undefined : { kind: "with", recursive: false, tables, span };
  if (values.form === "query") return { ...values.query, with: values.query.with ?? withClause };
  const nodes = nodesAt(span);
  const all = nodes.select([nodes.item(column, "V")], source);
  const select = { ...all.body, quantifier: "DISTINCT" } as Query["body"];
  // Without an order the columns come in the order of the values, so that they are the same from run to run.
  const sorted = { kind: "orderBy" as const, all: { direction: undefined, nulls: undefined }, items: [], span };
  const orderBy = (values.form === "any" ? values.orderBy : undefined) ?? sorted;
  return { ...all, with: withClause, body: select, orderBy };
}

/** The query's one column as text, in the query's order. */
function asText(query: Query, span: Span): Query {
  const nodes = nodesAt(span);
  const value = { kind: "positional" as const, qualifier: [], index: 1, span };
  const call: FunctionCall = {
    kind: "functionCall",
    name: { kind: "name", parts: [nodes.identifier("TO_VARCHAR")], dynamic: undefined, span },
    arguments: [value],
    quantifier: undefined,
    orderBy: undefined,
    withinGroup: undefined,
    nulls: undefined,
    nullsInside: false,
    from: undefined,
    over: undefined,
    span,
  };
  return nodes.select([nodes.item(call, "V")], nodes.derived(query, "$pivot"));
}
