/** The change of a dynamic table's rows from the change of the tables that it reads. */
import type { DynamicTableDefinition } from "../catalog/objects.ts";
import { nodesAt } from "../dml/nodes.ts";
import type { ExecutionContext } from "../engine/context.ts";
import type { Expression, Query, Select } from "../sql/ast/index.ts";
import type { CatalogView, CompiledQuery } from "../sql/binder/catalog-view.ts";
import { formatType, type SfType } from "../sql/types.ts";
import { quote } from "../storage/layout.ts";
import type { ChangePoint, ReadView, TableId, WriteUnit } from "../storage/port.ts";
import { withScratch } from "../storage/scratch.ts";
import { difference } from "../storage/visibility.ts";
import { parseQuery } from "./dynamic-table-query.ts";
import { type Increment, incrementOf } from "./linear-query.ts";
import { mergeGroups, mergesOf } from "./merge-groups.ts";
import { namesOf, type RowChange, replaceDifference, targetRows } from "./refresh-rows.ts";

type Points = ReadonlyMap<TableId, ChangePoint>;

export interface IncrementSpan {
  /** Reads the tables as they are to be. */
  read: ReadView;
  from: Points;
  to: Points;
}

/** How the rows are changed; undefined when the query has to be evaluated as a whole. */
export function planIncrement(
  context: ExecutionContext,
  table: DynamicTableDefinition,
  compiled: CompiledQuery,
  span: IncrementSpan,
): ((unit: WriteUnit) => Promise<RowChange>) | undefined {
  const query = parseQuery(table.query);
  const increment = incrementOf(context, query, table);
  if (increment === undefined) return undefined;
  return increment.kind === "rows"
    ? planRows(context, table, query, increment, span)
    : planGroups(context, table, query, compiled, increment, span);
}

interface Terms {
  plus: CompiledQuery[];
  minus: CompiledQuery[];
}

/**
 * Q(to) - Q(from), as a bag: for each naming of a table the query with that one's changed rows, those named before as they are, those
 * after as they were. Undefined when the tables were not read as counted.
 */
function termsOf(
  context: ExecutionContext,
  table: DynamicTableDefinition,
  query: Query,
  { mentions }: Increment,
  { read, from, to }: IncrementSpan,
): Terms | undefined {
  const terms: Terms = { plus: [], minus: [] };
  for (let at = 0; at < mentions; at += 1) {
    for (const [part, list] of [
      ["after", terms.plus],
      ["before", terms.minus],
    ] as const) {
      let count = 0;
      let isChanged = false;
      const through: ReadView = {
        pointOf: (id) => read.pointOf(id),
        relation(id, columns) {
          const mention = count;
          count += 1;
          const [start, end] = [from.get(id) ?? 0, to.get(id) ?? 0];
          if (mention !== at) return read.relation(id, columns, { at: mention < at ? end : start });
          isChanged = start !== end;
          return difference(id, columns, start, end)[part];
        },
      };
      const { database, schema } = table;
      const term = context.compileQuery(query, context.view(through, { database, schema }));
      if (count !== mentions) return undefined;
      if (isChanged) list.push(term);
    }
  }
  return terms;
}

function planRows(
  context: ExecutionContext,
  table: DynamicTableDefinition,
  query: Query,
  increment: Increment,
  span: IncrementSpan,
): ((unit: WriteUnit) => Promise<RowChange>) | undefined {
  const terms = termsOf(context, table, query, increment, span);
  if (terms === undefined) return undefined;
  const names = namesOf(table.columns);
  const plain = names.map((_, at) => `c${at}`);
  const list = plain.join(", ");
  const counted = (compiled: CompiledQuery, sign: 1 | -1) =>
    `select *, ${sign} as n from (${targetRows(context, table, compiled)})`;
  const all = [...terms.plus.map((term) => counted(term, 1)), ...terms.minus.map((term) => counted(term, -1))];
  if (all.length === 0) return async () => ({ inserted: 0, deleted: 0 });
  const delta = `select ${list}, cast(sum(n) as bigint) as n from (${all.join(" union all ")}) group by ${list} having sum(n) <> 0`;
  return (unit) =>
    withScratch(unit.connection, "$delta", delta, async () => {
      const own = `temp.main."$delta"`;
      const current = unit.view.relation(table.table, names, { withRowId: true });
      const isSame = names.map((name, at) => `t.${quote(name)} is not distinct from d.c${at}`).join(" and ");
      const matched = `select t."$rid" as rid, d.n, row_number() over (partition by ${plain.map((name) => `d.${name}`).join(", ")}) as k
        from ${current} as t join ${own} as d on d.n < 0 and ${isSame}`;
      const deleted = await unit.remove(table.table, `select rid from (${matched}) where k <= -n`);
      await requireFound(unit, own, deleted, table);
      const added = `select ${list} from (select *, unnest(range(0, n)) as u from ${own} where n > 0)`;
      return { deleted, inserted: await unit.append(table.table, names, added) };
    });
}

/** A row that should go and is not there: the table is not what its query was. Never expected; better no refresh than a wrong one. */
async function requireFound(
  unit: WriteUnit,
  delta: string,
  deleted: number,
  { name }: DynamicTableDefinition,
): Promise<void> {
  const result = await unit.connection.runAndReadAll(`select coalesce(sum(-n), 0) from ${delta} where n < 0`);
  const expected = Number(result.getRows()[0]?.[0]);
  if (expected !== deleted)
    throw new Error(`Dynamic table ${name} lacks ${expected - deleted} rows that its query had.`);
}

/** Types in which equal groups have equal values: not those that are grouped by what they mean. */
const groupable: ReadonlySet<SfType["kind"]> = new Set([
  "number",
  "varchar",
  "boolean",
  "binary",
  "date",
  "time",
  "timestamp_ntz",
  "timestamp_ltz",
]);

const affectedName = "$affected";

/** Groups that a changed row is or was in are merged with what they gained where that is enough, else made anew; the others are left. */
function planGroups(
  context: ExecutionContext,
  table: DynamicTableDefinition,
  query: Query,
  compiled: CompiledQuery,
  increment: Increment & { kind: "groups" },
  span: IncrementSpan,
): ((unit: WriteUnit) => Promise<RowChange>) | undefined {
  const { items } = increment;
  const isSafe = items.every((at) => {
    const type = compiled.columns[at]?.type;
    const own = table.columns[at]?.type;
    return type !== undefined && own !== undefined && groupable.has(type.kind) && formatType(type) === formatType(own);
  });
  if (!isSafe) return undefined;
  const keyed = keysQuery(query, increment);
  const terms = termsOf(context, table, keyed, increment, span);
  if (terms === undefined) return undefined;
  const all = [...terms.plus, ...terms.minus].map(({ sql, columns }) => {
    const list = columns.map(({ physical }, at) => `q.${quote(physical)} as ${quote(`$g${at}`)}`).join(", ");
    return `select ${list} from (${sql}\n) as q`;
  });
  if (all.length === 0) return async () => ({ inserted: 0, deleted: 0 });
  const types = [...terms.plus, ...terms.minus][0]?.columns.map(({ type }) => type) ?? [];
  const remake = (unit: WriteUnit): Promise<RowChange> => {
    const restricted = restrictedQuery(query, increment);
    const view = withAffected(context.view(span.read, { database: table.database, schema: table.schema }), types);
    const rows = targetRows(context, table, context.compileQuery(restricted, view));
    const isSame = items.map(
      (at, key) => `t.${quote(table.columns[at]?.name ?? "")} is not distinct from a.${quote(`$g${key}`)}`,
    );
    const isMeant = `exists (select 1 from temp.main.${quote(affectedName)} as a where ${isSame.join(" and ")})`;
    return withScratch(unit.connection, affectedName, `select distinct * from (${all.join(" union all ")})`, () =>
      replaceDifference(unit, table, rows, isMeant),
    );
  };
  const merges = mergesOf(increment.select, items, compiled, table);
  const gained = merges && termsOf(context, table, query, increment, span)?.plus;
  if (merges === undefined || gained === undefined) return remake;
  const lost = terms.minus.map(({ sql }) => `select 1 from (${sql}\n)`).join(" union all ");
  return async (unit) => {
    if (await hasRows(unit, lost)) return remake(unit);
    return mergeGroups(
      unit,
      table,
      merges,
      gained.map((term) => targetRows(context, table, term)),
    );
  };
}

async function hasRows(unit: WriteUnit, select: string): Promise<boolean> {
  if (select === "") return false;
  const result = await unit.connection.runAndReadAll(`select 1 from (${select}) limit 1`);
  return result.currentRowCount > 0;
}

/** What rows are grouped by, of every row that is grouped. */
function keysQuery(query: Query, { select, keys }: { select: Select; keys: readonly Expression[] }): Query {
  const { item } = nodesAt(query.span);
  const body: Select = {
    ...select,
    quantifier: undefined,
    items: keys.map((key, at) => item(key, `$g${at}`)),
    groupBy: undefined,
    having: undefined,
  };
  return { ...query, body, orderBy: undefined };
}

/** The query over the rows of the affected groups only. */
function restrictedQuery(query: Query, { select, keys }: { select: Select; keys: readonly Expression[] }): Query {
  const { and, column, item, number, select: selectFrom, table, alias } = nodesAt(query.span);
  const { span } = query;
  const conditions = keys.map(
    (key, at): Expression => ({ kind: "isDistinct", span, left: column("$a", `$g${at}`), right: key, negated: true }),
  );
  const { identifier } = nodesAt(span);
  const name = { kind: "name" as const, span, parts: [identifier(affectedName)], dynamic: undefined };
  const inner = selectFrom([item(number(1))], table(name, alias("$a")), and(conditions));
  const exists: Expression = { kind: "exists", span, query: inner };
  return { ...query, body: { ...select, where: and([select.where, exists]) } };
}

/** The view with the affected groups as one more relation. */
function withAffected(view: CatalogView, types: readonly SfType[]): CatalogView {
  const columns = types.map((type, at) => ({ name: `$g${at}`, type, nullable: true }));
  return {
    ...view,
    resolveRelation: (name, request) =>
      name.parts.length === 1 && name.parts[0]?.value === affectedName
        ? { columns, from: `temp.main.${quote(affectedName)}` }
        : view.resolveRelation(name, request),
  };
}
