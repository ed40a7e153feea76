/** A Snowflake error as drivers see it: numeric code, SQL state, text, and where in the statement it was found. */

export interface SqlPosition {
  /** From 1. */
  line: number;
  /** From 0, counted within the line, as Snowflake counts. */
  column: number;
}

export class SnowflakeError extends Error {
  override readonly name = "SnowflakeError";
  /** Six digits, for example "002003". */
  readonly code: string;
  readonly sqlState: string;
  readonly position: SqlPosition | undefined;

  constructor(code: string, sqlState: string, message: string, position?: SqlPosition, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.sqlState = sqlState;
    this.position = position;
  }
}

const compilation = (position: SqlPosition | undefined, text: string) =>
  position === undefined
    ? `SQL compilation error:\n${text}`
    : `SQL compilation error: error line ${position.line} at position ${position.column}\n${text}`;

export const syntaxError = (position: SqlPosition, found: string) =>
  new SnowflakeError(
    "001003",
    "42000",
    `SQL compilation error:\nsyntax error line ${position.line} at position ${position.column} unexpected '${found}'.`,
    position,
  );

export const nestedTooDeeply = (position: SqlPosition, levels: number) =>
  new SnowflakeError(
    "001003",
    "42000",
    `SQL compilation error:\nsyntax error line ${position.line} at position ${position.column} nested more than ${levels} levels deep.`,
    position,
  );

export const invalidIdentifier = (position: SqlPosition | undefined, name: string) =>
  new SnowflakeError("000904", "42000", compilation(position, `invalid identifier '${name}'`), position);

/** A name with a database or schema can only be a user's. The text has no position, as Snowflake's has none. */
export const unknownFunction = (position: SqlPosition | undefined, name: string) =>
  name.includes(".")
    ? new SnowflakeError("002141", "42601", `SQL compilation error:\nUnknown user-defined function ${name}.`, position)
    : new SnowflakeError("002140", "42601", `SQL compilation error:\nUnknown function ${name}`, position);

/** What FROM can name: the SQL state of a missing one is that of a missing table. */
const tableLike = new Set(["Object", "Table", "View", "Dynamic table", "Stream", "Materialized view"]);

/** `kind` as Snowflake writes it: Table, View, Stage, Pipe, ... */
export const doesNotExist = (position: SqlPosition | undefined, kind: string, name: string) =>
  new SnowflakeError(
    "002003",
    tableLike.has(kind) ? "42S02" : "02000",
    `SQL compilation error:\n${kind} '${name}' does not exist or not authorized.`,
    position,
  );

/** Of USE: the text does not say what is missing. */
export const cannotBeUsed = (position: SqlPosition | undefined) =>
  new SnowflakeError(
    "002043",
    "02000",
    "SQL compilation error:\nObject does not exist, or operation cannot be performed.",
    position,
  );

export const alreadyExists = (kind: string, name: string) =>
  new SnowflakeError("002002", "42710", `SQL compilation error:\nObject '${name}' already exists as ${kind}.`);

/** What the twin knows of Snowflake but does not do: refused by name, with what to do instead. */
export const notInTwin = (position: SqlPosition | undefined, what: string, remedy: string) =>
  new SnowflakeError("000002", "0A000", `Unsupported feature '${what}' in the twin. ${remedy}`, position);
