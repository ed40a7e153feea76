/** What the twin's parts ask of the catalog: reading is synchronous and from memory, changing goes through a CatalogChange. */
import type { AnyDefinition, DefinitionOf, NewDefinition, ObjectKind, ObjectPath, Relation } from "./objects.ts";

export interface Within {
  database?: string;
  schema?: string;
}

/** Committed objects, as one session sees them: its own temporary objects hide permanent ones of the same name. */
export interface CatalogReader {
  get<K extends ObjectKind>(kind: K, path: ObjectPath): DefinitionOf<K> | undefined;
  /** By id, dropped ones not. */
  byId(id: number): AnyDefinition | undefined;
  /** A table, view, dynamic table or stream: whatever has the name. */
  relation(path: ObjectPath): Relation | undefined;
  /** Overloads of a function or procedure, in order of creation. */
  overloads<K extends "function" | "procedure">(kind: K, path: ObjectPath): DefinitionOf<K>[];
  /** Sorted by database, schema, name. */
  list<K extends ObjectKind>(kind: K, within?: Within): DefinitionOf<K>[];
  /** Dropped objects that UNDROP can bring back, newest last. */
  dropped<K extends ObjectKind>(kind: K, within?: Within): { definition: DefinitionOf<K>; droppedOn: number }[];
}

/**
 * The catalog changes of one statement. They are read back through this object at once, written to the DuckDB file in the statement's
 * transaction, and seen by others when that is committed.
 */
export interface CatalogChange extends CatalogReader {
  /** Throws 002002 when the name is taken (relations share one name space). */
  create<K extends ObjectKind>(kind: K, definition: NewDefinition<K>): DefinitionOf<K>;
  /** The same object (id) with other contents; a changed name, schema or database renames it. Throws 002002 when that is taken. */
  replace<K extends ObjectKind>(definition: DefinitionOf<K>): DefinitionOf<K>;
  /** Databases and schemas take their contents with them. Tables, schemas, databases and dynamic tables can be undropped. */
  drop(definition: AnyDefinition): void;
  /** The newest dropped object of the name; throws 090025 when there is none, 002002 when the name is in use. */
  undrop<K extends ObjectKind>(kind: K, path: ObjectPath): DefinitionOf<K>;
}
