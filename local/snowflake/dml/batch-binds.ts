/** Array binds: one INSERT with a list of values per bind is an INSERT of as many rows. */
import type { Binds, BindValue, ExecutionContext } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import type { Bind, Query, Select } from "../sql/ast/index.ts";
import type { CatalogView, RelationColumn, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import { varchar } from "../sql/types.ts";
import { literal, quote } from "../storage/layout.ts";
import { nodesAt } from "./nodes.ts";

const BATCH = "$batch";
const bindKey = ({ style, name, ordinal }: Bind) => (style === "named" ? name : String(ordinal));

export interface Batch {
  /** The source with a column of the batch in the place of every bind that is a list. */
  source: Query;
  /** The view in which the batch can be read. */
  within(view: CatalogView): CatalogView;
}

/**
 * Undefined when no bind of the statement is a list. Throws when the lists differ in length, or the source is neither one row of VALUES nor
 * a SELECT without FROM. https://docs.snowflake.com/en/developer-guide/node-js/nodejs-driver-execute#binding-array-for-bulk-insertions
 */
export function batchOf({ binds }: ExecutionContext, source: Query): Batch | undefined {
  const lists = listsOf(binds);
  if (lists.size === 0) return undefined;
  const [first = []] = lists.values();
  for (const [name, { length }] of lists) {
    if (length !== first.length) {
      throw new SnowflakeError(
        "002049",
        "42601",
        `SQL compilation error:\nArray bind ${name} has ${length} values where others have ${first.length}.`,
      );
    }
  }
  const { table, alias, column } = nodesAt(source.span);
  const from = table(
    { kind: "name", span: source.span, parts: [nodesAt(source.span).identifier(BATCH)], dynamic: undefined },
    alias(BATCH),
  );
  const replaced = replaceBinds(oneRow(source), (bind) =>
    lists.has(bindKey(bind)) ? column(BATCH, bindKey(bind)) : bind,
  );
  const relation = batchRelation(lists);
  return {
    source: { ...source, body: { ...replaced, from } },
    within: (view) => ({
      ...view,
      session: view.session,
      resolveRelation: (name, request) =>
        name.parts.length === 1 && name.parts[0]?.value === BATCH ? relation : view.resolveRelation(name, request),
    }),
  };
}

function listsOf(binds: Binds): Map<string, readonly (string | null)[]> {
  const lists = new Map<string, readonly (string | null)[]>();
  for (const [name, { type, value }] of binds) {
    if (Array.isArray(value))
      lists.set(
        name,
        (value as (string | null)[]).map((each) => textOf(type, each)),
      );
  }
  return lists;
}

function oneRow(source: Query): Select {
  const { body } = source;
  const { select, item } = nodesAt(source.span);
  if (body.kind === "select" && body.from === undefined) return body;
  const row = body.kind === "values" && body.rows.length === 1 ? body.rows[0] : undefined;
  if (row === undefined) {
    throw new SnowflakeError(
      "002049",
      "42601",
      "SQL compilation error:\nArray binds need an INSERT with one row of VALUES.",
      source.span,
    );
  }
  return select(
    row.items.map((each) => item(each)),
    undefined,
  ).body as Select;
}

function replaceBinds<T>(node: T, replace: (bind: Bind) => unknown): T {
  if (Array.isArray(node)) return node.map((each) => replaceBinds(each, replace)) as T;
  if (typeof node !== "object" || node === null) return node;
  if ((node as { kind?: string }).kind === "bind") return replace(node as unknown as Bind) as T;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaceBinds(value, replace)])) as T;
}

/** One JSON text per column: one literal however many rows. */
function batchRelation(lists: ReadonlyMap<string, readonly (string | null)[]>): ResolvedRelation {
  const columns: RelationColumn[] = [...lists.keys()].map((name) => ({ name, type: varchar(), nullable: true }));
  const values = [...lists].map(
    ([name, list]) => `unnest(from_json(${literal(JSON.stringify(list))}, '["VARCHAR"]')) as ${quote(name)}`,
  );
  return { columns, from: `(select ${values.join(", ")})` };
}

/** A value as its type's text, which a column takes as it takes any text. Dates come in milliseconds, times and timestamps in nanoseconds. */
function textOf(type: BindValue["type"], value: string | null): string | null {
  if (value === null) return null;
  const [stamp = "", offset] = value.split(" ");
  switch (type) {
    case "DATE":
      return new Date(Number(value)).toISOString().slice(0, 10);
    case "TIME":
      return fromNanoseconds(stamp).slice(11);
    case "TIMESTAMP_NTZ":
      return fromNanoseconds(stamp);
    case "TIMESTAMP_LTZ":
      return `${fromNanoseconds(stamp)} +0000`;
    case "TIMESTAMP_TZ": {
      // The wire adds 1440 to the offset in minutes.
      const minutes = Number(offset ?? "1440") - 1440;
      const local = fromNanoseconds(String(BigInt(stamp) + BigInt(minutes) * 60_000_000_000n));
      const sign = minutes < 0 ? "-" : "+";
      const two = (part: number) => String(Math.floor(Math.abs(part))).padStart(2, "0");
      return `${local} ${sign}${two(minutes / 60)}${two(minutes % 60)}`;
    }
    default:
      return value;
  }
}

/** `2026-01-31 10:11:12.123456789`, UTC. */
function fromNanoseconds(text: string): string {
  const total = BigInt(text);
  const fraction = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = (total - fraction) / 1_000_000_000n;
  const whole = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${whole}.${String(fraction).padStart(9, "0")}`;
}
