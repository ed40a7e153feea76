/** CREATE STREAM. https://docs.snowflake.com/en/sql-reference/sql/create-stream */
import type { CatalogChange } from "../catalog/catalog.ts";
import { createObject, type OwnFields, requireObject } from "../catalog/ddl/create-object.ts";
import { booleanOption } from "../catalog/ddl/option-values.ts";
import type { ObjectPath, StreamDefinition } from "../catalog/objects.ts";
import type { ExecutionContext, Executors } from "../engine/context.ts";
import { pastPoint } from "../engine/time-travel.ts";
import { doesNotExist, notInTwin, SnowflakeError } from "../errors.ts";
import type { CreateStream, TimeTravel } from "../sql/ast/index.ts";
import type { ReadView, StreamOffset } from "../storage/port.ts";
import { fullRefreshStream, noHistory } from "./stream-errors.ts";
import type { StreamSource } from "./stream-source.ts";
import { viewTables } from "./view-changes.ts";

export const streamExecutors: Executors = {
  createStream: (context, statement) => {
    let offset: StreamOffset | undefined;
    return createObject(context, statement, {
      kind: "stream",
      title: "Stream",
      async define(unit, change): Promise<OwnFields<"stream">> {
        if (statement.clone !== undefined) {
          const original = requireObject(change, "stream", "Stream", context.path(statement.clone, "stream"));
          offset = offsetOf(context, original);
          const { source, mode, showInitialRows, options } = original;
          return { source, mode, showInitialRows, options };
        }
        const source = findSource(context, change, statement);
        trackChanges(change, source);
        offset = await firstOffset(context, statement, source, unit.view);
        const { database, schema, name } = source;
        const path: ObjectPath = { database, schema, name };
        return {
          source: { kind: source.kind, path },
          mode: booleanOption(statement.options, "APPEND_ONLY", false) ? "APPEND_ONLY" : "DEFAULT",
          showInitialRows: offset.isInitial,
          options: { sourceId: source.id },
        };
      },
      async fill(unit, made) {
        if (offset !== undefined) context.storage.streamOffsets.set(unit, made.id, offset);
      },
    });
  },
};

function findSource(context: ExecutionContext, change: CatalogChange, statement: CreateStream): StreamSource {
  const { on, source, span } = statement;
  if (source === undefined || on === undefined) throw new Error("CREATE STREAM without a source.");
  if (booleanOption(statement.options, "INSERT_ONLY", false)) {
    throw notInTwin(
      span,
      "INSERT_ONLY",
      "Insert-only streams are for external tables: use APPEND_ONLY = TRUE on a table.",
    );
  }
  if (on !== "TABLE" && on !== "VIEW" && on !== "DYNAMIC TABLE") {
    throw notInTwin(span, `CREATE STREAM ON ${on}`, "Streams are on tables, dynamic tables and views.");
  }
  const path = context.path(source, "table");
  const found = change.relation(path);
  const expected = { TABLE: "table", VIEW: "view", "DYNAMIC TABLE": "dynamic_table" }[on];
  if (found === undefined || found.kind === "stream" || found.kind !== expected) {
    const title = { TABLE: "Table", VIEW: "View", "DYNAMIC TABLE": "Dynamic Table" }[on];
    throw doesNotExist(source.span, title, `${path.database}.${path.schema}.${path.name}`);
  }
  if (found.kind === "dynamic_table" && found.refreshMode === "FULL") throw fullRefreshStream(found.name);
  return found;
}

/** Creating a stream turns change tracking of its table on. */
function trackChanges(change: CatalogChange, source: StreamSource): void {
  if (source.kind === "table" && !source.changeTracking) change.replace<"table">({ ...source, changeTracking: true });
}

async function firstOffset(
  context: ExecutionContext,
  { options, travel }: CreateStream,
  source: StreamSource,
  view: ReadView,
): Promise<StreamOffset> {
  const tables = source.kind === "view" ? viewTables(context, source) : [source.table];
  if (travel?.by === "STREAM") return { ...offsetOf(context, streamNamed(context, travel)), isInitial: false };
  const past = travel === undefined ? undefined : await pastPoint(context, travel);
  const points = tables.map((table) => {
    const point = past === undefined ? view.pointOf(table) : context.storage.pointAt(table, past);
    if (point === undefined) throw noHistory(source.name);
    return [table, point] as const;
  });
  const isInitial = booleanOption(options, "SHOW_INITIAL_ROWS", false);
  return { points: new Map(points), isInitial, at: past?.kind === "timestamp" ? past.at : context.now };
}

/** `at (stream => 'name')`. */
function streamNamed(context: ExecutionContext, { value, span }: TimeTravel): StreamDefinition {
  if (value.kind !== "string") {
    throw new SnowflakeError(
      "001015",
      "22023",
      "SQL compilation error:\nargument STREAM to AT needs to be constant.",
      span,
    );
  }
  const identifier = (text: string) => {
    const quoted = text.startsWith('"');
    const plain = quoted ? text.slice(1, -1) : text.toUpperCase();
    return { kind: "identifier" as const, span, value: plain, text: plain, quoted: true };
  };
  const parts = (value.value.match(/"[^"]*"|[^.]+/g) ?? []).map(identifier);
  const path = context.path({ kind: "name", span, parts, dynamic: undefined }, "stream");
  return requireObject(context.catalog, "stream", "Stream", path);
}

function offsetOf(context: ExecutionContext, stream: StreamDefinition): StreamOffset {
  const offset = context.storage.streamOffsets.get(stream.id);
  if (offset === undefined) throw new Error(`Stream ${stream.name} has no offset.`);
  return offset;
}
