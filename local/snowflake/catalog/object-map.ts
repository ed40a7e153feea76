/** Objects by kind and name: the committed ones, or those over which a statement's changes lie. */
import type { Within } from "./catalog.ts";
import type { AnyDefinition, DefinitionOf, ObjectKind, ObjectPath, Relation } from "./objects.ts";
import { relationKinds } from "./objects.ts";

/** Formats a path as Snowflake writes it in messages and listings: parts that need quotes have them. */
export function formatPath(path: ObjectPath): string {
  return [path.database, path.schema, path.name]
    .filter((part) => part !== "")
    .map(quoteIfNeeded)
    .join(".");
}

export const quoteIfNeeded = (name: string): string =>
  /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** What tells two overloads apart: the types of the arguments, without their lengths. */
export const signatureOf = (definition: AnyDefinition): string =>
  definition.kind === "function" || definition.kind === "procedure"
    ? `(${definition.parameters.map(({ type }) => type.kind).join(",")})`
    : "";

const joined = (path: ObjectPath) => `${path.database}\0${path.schema}\0${path.name}`;

/** Temporary objects have the number of their session, others 0. */
const sessionOf = (definition: AnyDefinition): number =>
  "session" in definition && definition.session !== undefined ? definition.session : 0;

const keyOf = (definition: AnyDefinition) =>
  `${joined(definition)}\0${signatureOf(definition)}\0${sessionOf(definition)}`;

export class ObjectMap {
  readonly #byKind = new Map<ObjectKind, Map<string, AnyDefinition>>();
  readonly #byId = new Map<number, AnyDefinition>();

  put(definition: AnyDefinition): void {
    this.remove(definition.id);
    this.#kind(definition.kind).set(keyOf(definition), definition);
    this.#byId.set(definition.id, definition);
  }

  remove(id: number): void {
    const old = this.#byId.get(id);
    if (old === undefined) return;
    this.#kind(old.kind).delete(keyOf(old));
    this.#byId.delete(id);
  }

  byId(id: number): AnyDefinition | undefined {
    return this.#byId.get(id);
  }

  get<K extends ObjectKind>(kind: K, path: ObjectPath, session: number): DefinitionOf<K> | undefined {
    const objects = this.#kind(kind);
    const key = `${joined(path)}\0`;
    return (objects.get(`${key}\0${session}`) ?? objects.get(`${key}\0${0}`)) as DefinitionOf<K> | undefined;
  }

  relation(path: ObjectPath, session: number): Relation | undefined {
    let found: Relation | undefined;
    for (const kind of relationKinds) {
      const candidate = this.get(kind, path, session);
      if (candidate !== undefined && sessionOf(candidate) !== 0) return candidate;
      found ??= candidate;
    }
    return found;
  }

  overloads<K extends "function" | "procedure">(kind: K, path: ObjectPath): DefinitionOf<K>[] {
    const start = `${joined(path)}\0`;
    return [...this.#kind(kind)]
      .flatMap(([key, definition]) => (key.startsWith(start) ? [definition as DefinitionOf<K>] : []))
      .sort((a, b) => a.id - b.id);
  }

  /** Sorted by database, schema and name. Temporary objects of other sessions are left out. */
  list<K extends ObjectKind>(kind: K, within: Within, session: number): DefinitionOf<K>[] {
    const found: DefinitionOf<K>[] = [];
    for (const definition of this.#kind(kind).values()) {
      if (within.database !== undefined && definition.database !== within.database) continue;
      if (within.schema !== undefined && definition.schema !== within.schema) continue;
      const owner = sessionOf(definition);
      if (owner === 0 || owner === session) found.push(definition as DefinitionOf<K>);
    }
    return found.sort(byPath);
  }

  all(): IterableIterator<AnyDefinition> {
    return this.#byId.values();
  }

  copy(): ObjectMap {
    const copy = new ObjectMap();
    for (const definition of this.all()) copy.put(definition);
    return copy;
  }

  #kind(kind: ObjectKind): Map<string, AnyDefinition> {
    const known = this.#byKind.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, AnyDefinition>();
    this.#byKind.set(kind, made);
    return made;
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: AnyDefinition, b: AnyDefinition) =>
  compare(a.database, b.database) || compare(a.schema, b.schema) || compare(a.name, b.name) || a.id - b.id;
