/** A stream as something to read from: the changes between its offset and now, or the beginning of the transaction. */
import type { Relation, StreamDefinition } from "../catalog/objects.ts";
import type { ExecutionContext } from "../engine/context.ts";
import { notInTwin } from "../errors.ts";
import type { ChangesClause } from "../sql/ast/index.ts";
import type { RelationColumn, RelationRequest, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { ChangePoint, ReadView, StreamOffset, TableId } from "../storage/port.ts";
import { difference } from "../storage/visibility.ts";
import { asInserts, metadataColumns, netChange } from "./change-rows.ts";
import { noChangeTracking, staleStream } from "./stream-errors.ts";
import type { StreamRead } from "./stream-reads.ts";
import { requireSource, type StreamSource, staleAfter } from "./stream-source.ts";
import { viewChanges, viewTables } from "./view-changes.ts";

type Points = ReadonlyMap<TableId, ChangePoint>;

/** Between which points, and of what kind. `isInitial`: the rows at `to`, whatever `from` is. */
export interface Span {
  from: Points;
  to: Points;
  appendOnly: boolean;
  isInitial: boolean;
}

/**
 * In an explicit transaction the changes up to its beginning: every statement of it reads the same.
 * https://docs.snowflake.com/en/user-guide/streams-intro#repeatable-read-isolation
 */
export function streamRelation(
  context: ExecutionContext,
  stream: StreamDefinition,
  read: ReadView,
  request: RelationRequest = {},
): ResolvedRelation {
  if (request.travel !== undefined) {
    throw notInTwin(request.travel.span, "time travel of a stream", "Read the table with CHANGES ... AT instead.");
  }
  const source = requireSource(context.catalog, stream);
  const offset = requireOffset(context, stream);
  if (context.now > staleAfter(source, offset)) throw staleStream(stream.name);
  const end = context.storage.beginView(context.session.storage) ?? read;
  // Another may have consumed the stream since the transaction began: the offset never goes back.
  const now = new Map([...offset.points].map(([table, point]) => [table, Math.max(point, end.pointOf(table))]));
  const span: Span = {
    from: offset.points,
    // Initial rows are those of the stream's creation; what came after is read once these are consumed.
    to: offset.isInitial ? offset.points : now,
    appendOnly: stream.mode === "APPEND_ONLY",
    isInitial: offset.isInitial,
  };
  const reads: StreamRead = { kind: "stream", id: stream.id, next: span.to };
  return { ...changeRelation(context, source, read, span), source: reads };
}

function requireOffset(context: ExecutionContext, stream: StreamDefinition): StreamOffset {
  const offset = context.storage.streamOffsets.get(stream.id);
  if (offset === undefined) throw new Error(`Stream ${stream.name} has no offset.`);
  return offset;
}

/** `select … from t changes (information => …) at (…) end (…)`. https://docs.snowflake.com/en/sql-reference/constructs/changes */
export function changesRelation(
  context: ExecutionContext,
  relation: Relation,
  read: ReadView,
  clause: ChangesClause,
): ResolvedRelation {
  if (relation.kind === "stream") {
    throw notInTwin(clause.span, "CHANGES of a stream", "Read the stream itself, or CHANGES of its table.");
  }
  if (relation.kind === "table" && !relation.changeTracking) throw noChangeTracking(relation.name);
  const tables = relation.kind === "view" ? viewTables(context, relation) : [relation.table];
  const { at, end } = clause;
  const span: Span = {
    from: new Map(tables.map((table) => [table, context.travelPoint(table, at)])),
    to: new Map(
      tables.map((table) => [table, end === undefined ? read.pointOf(table) : context.travelPoint(table, end)]),
    ),
    appendOnly: clause.information === "APPEND_ONLY",
    isInitial: false,
  };
  return changeRelation(context, relation, read, span);
}

function changeRelation(
  context: ExecutionContext,
  source: StreamSource,
  read: ReadView,
  span: Span,
): Pick<ResolvedRelation, "columns" | "from"> {
  const columns: RelationColumn[] = source.columns.map(({ name, type, nullable }) => ({ name, type, nullable }));
  const from = source.kind === "view" ? viewChanges(context, source, read, span) : tableChanges(source, read, span);
  return { columns: [...columns, ...metadataColumns], from };
}

function tableChanges(
  { table, columns }: Exclude<StreamSource, { kind: "view" }>,
  read: ReadView,
  { from, to, appendOnly, isInitial }: Span,
): string {
  const names = columns.map(({ name }) => name);
  const origin = `t${table}`;
  const [start, end] = [from.get(table) ?? 0, to.get(table) ?? 0];
  if (isInitial) return asInserts(read.relation(table, names, { at: end, withRowId: true }), names, origin);
  const { before, after, appended } = difference(table, names, start, end);
  return appendOnly ? asInserts(appended, names, origin) : netChange(before, after, names, origin);
}

/** DuckDB text of SYSTEM$STREAM_HAS_DATA's answer. https://docs.snowflake.com/en/sql-reference/functions/system_stream_has_data */
export function streamHasData(context: ExecutionContext, stream: StreamDefinition, read: ReadView): string {
  return `exists (select 1 from ${streamRelation(context, stream, read).from} as s)`;
}
