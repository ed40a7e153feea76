/** From a name as written to the full path of an object, with the session's database and schema put in. */
import type { ObjectKind, ObjectPath } from "../catalog/objects.ts";
import { levelOf } from "../catalog/objects.ts";
import { notInTwin, SnowflakeError } from "../errors.ts";
import type { Session } from "../session.ts";
import type { Expression, Identifier, ObjectName } from "../sql/ast/index.ts";
import type { Binds } from "./context.ts";

const noDatabase = () =>
  new SnowflakeError(
    "090105",
    "22000",
    "Cannot perform operation. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.",
  );
const noSchema = () =>
  new SnowflakeError(
    "090106",
    "22000",
    "Cannot perform operation. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.",
  );

/** Throws 090105 or 090106 when the session has no database or schema to put in. */
export function resolvePath(name: ObjectName, kind: ObjectKind, session: Session, binds: Binds): ObjectPath {
  return pathOfParts(nameParts(name, session, binds), kind, session);
}

/** `["DB", "", "T"]` is schema PUBLIC of DB, as `db..t` is in Snowflake. */
export function pathOfParts(parts: readonly string[], kind: ObjectKind, session: Session): ObjectPath {
  const name = parts.at(-1) ?? "";
  const level = levelOf[kind];
  if (parts.length > { account: 1, database: 2, schema: 3 }[level]) {
    throw new SnowflakeError(
      "002003",
      "02000",
      `SQL compilation error:\nObject name '${parts.join(".")}' has too many parts.`,
    );
  }
  if (level === "account") return { database: "", schema: "", name };
  if (level === "database") {
    const database = parts.at(-2) ?? session.database;
    if (database === undefined) throw noDatabase();
    return { database, schema: "", name };
  }
  const database = parts.at(-3) ?? session.database;
  if (database === undefined) throw noDatabase();
  const schema = parts.at(-2) ?? session.schema;
  if (schema === undefined) throw noSchema();
  return { database, schema: schema === "" ? "PUBLIC" : schema, name };
}

/** The parts of a name; `identifier(...)` and variables are read now. */
export function nameParts(name: ObjectName, session: Session, binds: Binds): string[] {
  const written = name.parts.map(({ value }) => value);
  if (name.dynamic === undefined) return written;
  return [...splitName(nameText(name.dynamic.argument, session, binds)), ...written];
}

function nameText(argument: Expression, session: Session, binds: Binds): string {
  if (argument.kind === "string") return argument.value;
  if (argument.kind === "variable") {
    const variable = session.variables.get(argument.name);
    if (variable?.value != null) return variable.value;
    throw new SnowflakeError(
      "000904",
      "42000",
      `SQL compilation error: error line ${argument.span.line} at position ${argument.span.column}\nSession variable '$${argument.name}' does not exist`,
      argument.span,
    );
  }
  if (argument.kind === "bind") {
    const bound = binds.get(argument.style === "named" ? argument.name : String(argument.ordinal));
    if (typeof bound?.value === "string") return bound.value;
    throw new SnowflakeError(
      "002049",
      "42601",
      "SQL compilation error:\nBind variable for an identifier is not set.",
      argument.span,
    );
  }
  if (argument.kind === "paren") return nameText(argument.expression, session, binds);
  throw notInTwin(argument.span, "a computed name in IDENTIFIER()", "Put the name in a variable first.");
}

/** Splits `db."My Schema".t` into normalised parts; throws 001003 when it is no name. */
export function splitName(text: string): string[] {
  const parts: string[] = [];
  const part = /\s*(?:"((?:[^"]|"")*)"|([A-Za-z_][\w$]*)|(?=\.))\s*(\.|$)/gy;
  for (;;) {
    const match = part.exec(text);
    if (match === null)
      throw new SnowflakeError("001003", "42000", `SQL compilation error:\ninvalid identifier '${text}'`);
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2]?.toUpperCase() ?? "");
    if (match[3] === "") return parts;
  }
}

export const identifierValue = (identifier: Identifier): string => identifier.value;
