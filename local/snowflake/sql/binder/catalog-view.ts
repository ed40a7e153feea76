/** What the binder asks of the world outside the statement, and what it gives back. All of it is synchronous. */
import type {
  ChangesClause,
  Expression,
  Identifier,
  ObjectName,
  PivotRelation,
  Query,
  StagePath,
  TimeTravel,
} from "../ast/index.ts";
import type { SfType } from "../types.ts";

export interface RelationColumn {
  /** Normalised Snowflake name. */
  name: string;
  type: SfType;
  nullable: boolean;
  /** Its name inside `from`, without quotes; `name` when left out. */
  physical?: string;
  /** Can be named (METADATA$ACTION, `$rid`), but is not part of `*`. */
  hidden?: boolean;
}

/** Something to read from. The columns of a compiled query fit: `{ columns: compiled.columns, from: "(" + compiled.sql + ")" }`. */
export interface ResolvedRelation {
  columns: readonly RelationColumn[];
  /** DuckDB text that may stand after FROM and before an alias: a subquery in brackets, a quoted name, a table function. */
  from: string;
  /** Database, schema, name as far as there are: so that `db.schema.t.a` and `schema.t.a` find the column. */
  path?: readonly string[];
  /** Whatever the view wants to find again in `CompiledQuery.reads` (the stream to consume, the stage to list). */
  source?: unknown;
}

export interface RelationRequest {
  travel?: TimeTravel | undefined;
  changes?: ChangesClause | undefined;
}

/** An argument of a table function or SYSTEM$ function. */
export interface BoundArgument {
  /** Normalised, of `name => value`. */
  name: string | undefined;
  /** DuckDB text in the physical encoding of `type`. */
  sql: string;
  type: SfType;
  /** Known while compiling: a literal, a bind, a session variable or a constant made of them. Null for NULL. */
  constant?: string | number | boolean | null;
  /** The argument as written, for what is no value: `TABLE(t)`, a name. */
  node: Expression;
}

/** A scalar or table function written by users. */
export type UserFunction =
  | {
      kind: "sql";
      parameters: readonly { name: string; type: SfType; default?: Expression }[];
      /** Undefined for a table function. */
      returns: SfType | undefined;
      returnsTable?: readonly { name: string; type: SfType }[];
      /** As `parseRoutineBody` gave it. */
      body: Expression | Query;
      /** The view by which the names in the body are looked up: the function's own schema. */
      view?: CatalogView;
    }
  | {
      kind: "native";
      parameters: readonly { name: string; type: SfType; default?: Expression }[];
      returns: SfType;
      /** DuckDB text of the call; arguments are cast to the parameters' types. */
      call(args: readonly string[]): string;
      deterministic: boolean;
    };

/** A value with its type. `value` is text as Snowflake prints the type; null for NULL. */
export interface TypedText {
  type: SfType;
  value: string | null;
  /** DuckDB text of exactly this value, where its printed text says less (scripting variables). */
  sql?: string;
}

/** One value of a dynamic PIVOT, as TO_VARCHAR prints it; null for NULL, which is a value too. */
export interface PivotValue {
  text: string | null;
}

export interface SessionValues {
  database: string | undefined;
  schema: string | undefined;
  role: string | undefined;
  warehouse: string | undefined;
  user: string;
  account: string;
  region: string;
  sessionId: string;
  /** CURRENT_VERSION(). */
  version: string;
  /** Application of the login, for CURRENT_CLIENT(). */
  client: string;
  ipAddress: string;
  /** Of the open transaction. */
  transactionId: string | undefined;
  /** The text of the statement. */
  statementText: string;
  /** Milliseconds of the twin's clock when the statement began. */
  now: number;
  /** Value of a session parameter, its default when not set: TIMEZONE, TIMESTAMP_OUTPUT_FORMAT, WEEK_START, … */
  parameter(name: string): string | number | boolean | undefined;
  /** SET variables, by normalised name; undefined when not set. */
  variable(name: string): TypedText | undefined;
  /** LAST_QUERY_ID(n): negative from the end, positive from the start of the session. Undefined when there is none. */
  queryId(index: number): string | undefined;
}

export interface CatalogView {
  readonly session: SessionValues;
  /** Tables, views, streams, dynamic tables, INFORMATION_SCHEMA views. Undefined: the binder raises 002003. */
  resolveRelation(name: ObjectName, request: RelationRequest): ResolvedRelation | undefined;
  /** Files as rows: columns `$1`, `$2`, … (`positional` says how many are read), and hidden METADATA$… columns. */
  resolveStage(stage: StagePath, options: readonly BoundArgument[], positional: number): ResolvedRelation;
  resolveDirectory(stage: StagePath): ResolvedRelation;
  /** Result of an earlier query of the session, for RESULT_SCAN. Throws when there is none. */
  resolveResult(queryId: string): ResolvedRelation;
  /** `$1` in FROM after `->>`: 1 is the statement just before. */
  resolveFlow?(index: number): ResolvedRelation | undefined;
  /** Values of a PIVOT over ANY or a subquery; undefined when they were not looked up. */
  resolvePivot?(node: PivotRelation): readonly PivotValue[] | undefined;
  /** Rows of a scripting resultset or cursor. */
  resolveVariable?(name: string): ResolvedRelation | undefined;
  /** Table functions of other modules: INFORMATION_SCHEMA's, VALIDATE, TASK_HISTORY, … Undefined: unknown. */
  resolveTableFunction(name: ObjectName, args: readonly BoundArgument[]): ResolvedRelation | undefined;
  /** SYSTEM$… and other scalar functions that ask the engine: DuckDB text and type. Undefined: unknown. */
  resolveSystemFunction(name: string, args: readonly BoundArgument[]): { sql: string; type: SfType } | undefined;
  resolveFunction(name: ObjectName, args: readonly SfType[]): UserFunction | undefined;
  /** DuckDB text of a sequence's next value. `name` without the `.nextval`. */
  nextValue(name: readonly Identifier[]): string | undefined;
  /** A scripting variable (`:name`, or a bare name in an expression of a block); undefined when there is none. */
  scriptVariable?(name: string): TypedText | undefined;
  /** `row.column` of the row of a scripting loop. */
  scriptField?(row: string, column: string): TypedText | undefined;
}

/** One bind value as the wire gives it: type FIXED, REAL, TEXT, BOOLEAN, DATE, TIME, TIMESTAMP_NTZ, …; dates in milliseconds, times in nanoseconds. */
export interface BindText {
  type: string;
  value: string | null | readonly (string | null)[];
}
/** By position ("1", "2", …) or normalised name. */
export type BindTexts = ReadonlyMap<string, BindText>;

export interface OutputColumn {
  name: string;
  type: SfType;
  nullable: boolean;
  /** Its name in `sql`. */
  physical: string;
}

export interface CompiledQuery {
  /** One DuckDB SELECT. Its columns are `columns`, in order, in the physical encoding of their types. */
  sql: string;
  columns: readonly OutputColumn[];
  /** Every relation read, as the view gave it, once per mention. */
  reads: readonly ResolvedRelation[];
  /** False: uses random values, sequences or the result changes with time, session or binds. Then the text must not be kept for another run. */
  isDeterministic: boolean;
}

export interface CompiledExpression {
  /** DuckDB text of a value that reads no row. */
  sql: string;
  type: SfType;
  nullable: boolean;
  reads: readonly ResolvedRelation[];
  isDeterministic: boolean;
}
