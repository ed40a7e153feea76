/** The catalog: objects in memory, kept in the DuckDB file, changed in the transaction of the statement that changes them. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { alreadyExists, SnowflakeError } from "../errors.ts";
import type { CatalogChange, CatalogReader, Within } from "./catalog.ts";
import { formatPath, ObjectMap } from "./object-map.ts";
import type { AnyDefinition, DefinitionOf, ObjectKind, ObjectPath, Relation } from "./objects.ts";
import { relationKinds } from "./objects.ts";
import { kindTitle } from "./titles.ts";

/** A dropped object. `with` is the id of the database or schema whose drop took it along. */
export interface DroppedObject {
  definition: AnyDefinition;
  droppedOn: number;
  with?: number;
}

export interface Catalog {
  /** What a session sees; 0 sees no temporary objects. */
  reader(session: number): CatalogReader;
  /** Starts a statement's changes. */
  change(session: number, now: number): PendingChange;
  /** Every object, temporary ones of every session too. */
  all(): Iterable<AnyDefinition>;
  allDropped(): readonly DroppedObject[];
  /** For good: from memory at once, and from the file. Objects are those of `allDropped`. */
  forget(dropped: readonly DroppedObject[], connection: DuckDBConnection): Promise<void>;
}

export interface PendingChange extends CatalogChange {
  /** Writes what was changed, in the transaction that the connection is in. */
  write(connection: DuckDBConnection): Promise<void>;
  /** Lets everyone see it. Call it after the commit. */
  publish(): void;
}

const undroppable: ReadonlySet<ObjectKind> = new Set(["database", "schema", "table", "dynamic_table", "tag"]);
/** As UNDROP says it: of every kind, without the place. */
const wasPurged = (title: string, name: string) =>
  new SnowflakeError("090025", "22000", `${title.replaceAll(" ", "_")} ${name} did not exist or was purged.`);
const isRelation = (kind: ObjectKind): boolean => (relationKinds as readonly ObjectKind[]).includes(kind);

/** Reads the catalog from the file, or makes an empty one in it. */
export async function openCatalog(connection: DuckDBConnection): Promise<Catalog> {
  await connection.run("create schema if not exists catalog");
  await connection.run(
    "create table if not exists catalog.objects (id bigint not null, kind varchar not null, definition varchar not null, dropped_on bigint, dropped_with bigint)",
  );
  const state: CatalogState = { objects: new ObjectMap(), dropped: [], nextId: 1 };
  const stored = await connection.runAndReadAll(
    "select definition, dropped_on, dropped_with from catalog.objects order by id",
  );
  for (const [text, droppedOn, droppedWith] of stored.getRowsJS()) {
    const definition = JSON.parse(String(text)) as AnyDefinition;
    state.nextId = Math.max(state.nextId, definition.id + 1);
    if (droppedOn === null) state.objects.put(definition);
    else
      state.dropped.push(
        dropped(definition, Number(droppedOn), droppedWith === null ? undefined : Number(droppedWith)),
      );
  }
  return {
    reader: (session) =>
      readerOf(
        () => state.objects,
        () => state.dropped,
        session,
      ),
    change: (session, now) => createChange(state, session, now),
    all: () => state.objects.all(),
    allDropped: () => state.dropped,
    async forget(list, forConnection) {
      for (const { definition } of list) {
        await forConnection.run("delete from catalog.objects where id = $1", [BigInt(definition.id)]);
      }
      const gone = new Set(list);
      state.dropped = state.dropped.filter((entry) => !gone.has(entry));
    },
  };
}

function nameIsTaken(definition: AnyDefinition, taken: AnyDefinition): SnowflakeError {
  const path = formatPath(definition);
  return taken.kind === definition.kind
    ? new SnowflakeError("002002", "42710", `SQL compilation error:\nObject '${path}' already exists.`)
    : alreadyExists(kindTitle(taken).toUpperCase(), path);
}

interface CatalogState {
  objects: ObjectMap;
  dropped: DroppedObject[];
  nextId: number;
}

const dropped = (definition: AnyDefinition, droppedOn: number, takenBy: number | undefined): DroppedObject => ({
  definition,
  droppedOn,
  ...(takenBy !== undefined && { with: takenBy }),
});

function readerOf(objects: () => ObjectMap, gone: () => readonly DroppedObject[], session: number): CatalogReader {
  return {
    get: (kind, path) => objects().get(kind, path, session),
    byId: (id) => objects().byId(id),
    relation: (path): Relation | undefined => objects().relation(path, session),
    overloads: (kind, path) => objects().overloads(kind, path),
    list: (kind, within = {}) => objects().list(kind, within, session),
    dropped: <K extends ObjectKind>(kind: K, within: Within = {}) =>
      gone().flatMap(({ definition, droppedOn }) =>
        definition.kind === kind &&
        (within.database ?? definition.database) === definition.database &&
        (within.schema ?? definition.schema) === definition.schema
          ? [{ definition: definition as DefinitionOf<K>, droppedOn }]
          : [],
      ),
  };
}

function createChange(state: CatalogState, session: number, now: number): PendingChange {
  // DDL statements run one at a time, so a copy can become the committed state as a whole.
  const objects = state.objects.copy();
  let gone = [...state.dropped];
  const touched = new Set<number>();
  const removed = new Set<number>();
  const reader = readerOf(
    () => objects,
    () => gone,
    session,
  );

  const nameTaken = (candidate: AnyDefinition): AnyDefinition | undefined => {
    const own = "session" in candidate && candidate.session !== undefined ? candidate.session : 0;
    const kinds: readonly ObjectKind[] = isRelation(candidate.kind) ? relationKinds : [candidate.kind];
    if (candidate.kind === "function" || candidate.kind === "procedure") {
      const same = JSON.stringify(candidate.parameters.map(({ type }) => type.kind));
      return objects
        .overloads(candidate.kind, candidate)
        .find(
          (other) =>
            other.id !== candidate.id && JSON.stringify(other.parameters.map(({ type }) => type.kind)) === same,
        );
    }
    return kinds
      .map((kind) => objects.get(kind, candidate, own))
      .find((other) => {
        if (other === undefined || other.id === candidate.id) return false;
        return ("session" in other && other.session !== undefined ? other.session : 0) === own;
      });
  };
  const put = <K extends ObjectKind>(definition: DefinitionOf<K>): DefinitionOf<K> => {
    const taken = nameTaken(definition);
    if (taken !== undefined) throw nameIsTaken(definition, taken);
    objects.put(definition);
    touched.add(definition.id);
    return definition;
  };
  const contentsOf = (container: AnyDefinition): AnyDefinition[] => {
    if (container.kind !== "database" && container.kind !== "schema") return [];
    return [...objects.all()].filter((other) =>
      container.kind === "database"
        ? other.database === container.name && other.kind !== "grant"
        : other.database === container.database && other.schema === container.name,
    );
  };
  const drop = (definition: AnyDefinition, takenBy: number | undefined) => {
    for (const content of contentsOf(definition)) {
      if (objects.byId(content.id) !== undefined) drop(content, takenBy ?? definition.id);
    }
    objects.remove(definition.id);
    touched.add(definition.id);
    const isTemporary = "session" in definition && definition.session !== undefined;
    if (isTemporary || (takenBy === undefined && !undroppable.has(definition.kind))) removed.add(definition.id);
    else gone.push(dropped(definition, now, takenBy));
  };
  const moveContents = (before: AnyDefinition, after: AnyDefinition) => {
    if (before.name === after.name && before.database === after.database) return;
    for (const content of contentsOf(before)) {
      const moved =
        after.kind === "database"
          ? { ...content, database: after.name }
          : { ...content, database: after.database, schema: after.name };
      objects.put(moved);
      touched.add(moved.id);
    }
  };

  return {
    ...reader,
    create(kind, definition) {
      const made = { createdOn: now, ...definition, id: state.nextId++, kind } as unknown as DefinitionOf<typeof kind>;
      return put(made);
    },
    replace(definition) {
      const before = objects.byId(definition.id);
      if (before !== undefined) moveContents(before, definition);
      return put(definition);
    },
    drop: (definition) => drop(definition, undefined),
    undrop<K extends ObjectKind>(kind: K, path: ObjectPath): DefinitionOf<K> {
      const found = gone.findLast(
        ({ definition, with: takenBy }) =>
          takenBy === undefined && definition.kind === kind && formatPath(definition) === formatPath(path),
      );
      if (found === undefined) throw wasPurged(kindTitle({ kind }), path.name);
      const back = [found, ...gone.filter((entry) => entry.with === found.definition.id)];
      gone = gone.filter((entry) => !back.includes(entry));
      for (const { definition } of back) put(definition);
      return found.definition as DefinitionOf<K>;
    },
    async write(connection) {
      for (const id of touched) {
        await connection.run("delete from catalog.objects where id = $1", [BigInt(id)]);
        const live = objects.byId(id);
        const entry = live === undefined ? gone.find(({ definition }) => definition.id === id) : undefined;
        const definition = live ?? entry?.definition;
        if (definition === undefined || removed.has(id)) continue;
        await connection.run("insert into catalog.objects values ($1, $2, $3, $4, $5)", [
          BigInt(id),
          definition.kind,
          JSON.stringify(definition),
          entry === undefined ? null : BigInt(entry.droppedOn),
          entry?.with === undefined ? null : BigInt(entry.with),
        ]);
      }
    },
    publish() {
      state.objects = objects;
      state.dropped = gone;
    },
  };
}
