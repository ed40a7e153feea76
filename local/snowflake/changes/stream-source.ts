/** What a stream reads: its table or view, where it stands, and whether its history is still there. */
import type { CatalogReader } from "../catalog/catalog.ts";
import type { DynamicTableDefinition, StreamDefinition, TableDefinition, ViewDefinition } from "../catalog/objects.ts";
import type { Storage, StreamOffset } from "../storage/port.ts";
import { baseDropped } from "./stream-errors.ts";

export type StreamSource = TableDefinition | DynamicTableDefinition | ViewDefinition;

const dayMs = 86_400_000;

/** The object itself, by its id: a stream follows a renamed table, and not a new one of the same name. */
export function sourceOf(catalog: CatalogReader, stream: StreamDefinition): StreamSource | undefined {
  const found = catalog.byId(Number(stream.options.sourceId));
  return found?.kind === "table" || found?.kind === "view" || found?.kind === "dynamic_table" ? found : undefined;
}

/** Throws when the source was dropped. */
export function requireSource(catalog: CatalogReader, stream: StreamDefinition): StreamSource {
  const source = sourceOf(catalog, stream);
  if (source === undefined) throw baseDropped(stream.source.path.name, stream.name);
  return source;
}

/**
 * When an unread stream loses its history, in milliseconds: retention of the table, extended up to MAX_DATA_EXTENSION_TIME_IN_DAYS
 * (14 unless the table says otherwise). https://docs.snowflake.com/en/user-guide/streams-intro#data-retention-period-and-staleness
 */
export function staleAfter(source: StreamSource, { at }: StreamOffset): number {
  const retention = "retentionDays" in source ? source.retentionDays : 1;
  const options = "options" in source ? source.options : {};
  const extension = Number(options.MAX_DATA_EXTENSION_TIME_IN_DAYS ?? 14);
  return at + Math.max(retention, extension) * dayMs;
}

/** For SHOW STREAMS: `staleAfter` is undefined when the source is gone. */
export function staleness(
  { catalog, storage, now }: { catalog: CatalogReader; storage: Storage; now: number },
  stream: StreamDefinition,
): { isStale: boolean; staleAfter: number | undefined } {
  const source = sourceOf(catalog, stream);
  const offset = storage.streamOffsets.get(stream.id);
  if (source === undefined || offset === undefined) return { isStale: true, staleAfter: undefined };
  const after = staleAfter(source, offset);
  return { isStale: now > after, staleAfter: after };
}

/** Makes purge keep what streams still need: until they are stale or gone. Once, when the twin starts. */
export function holdStreamHistory(catalog: CatalogReader, storage: Storage, now: () => number): void {
  storage.streamOffsets.hold((id, offset) => {
    const stream = catalog.byId(id);
    if (stream?.kind !== "stream") return false;
    const source = sourceOf(catalog, stream);
    return source !== undefined && now() <= staleAfter(source, offset);
  });
}
