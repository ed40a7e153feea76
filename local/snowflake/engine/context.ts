/** What a statement is executed with, and what it gives back: the contract between the engine and every area's executors. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { CatalogChange, CatalogReader } from "../catalog/catalog.ts";
import type { ObjectKind, ObjectPath } from "../catalog/objects.ts";
import type { Clock } from "../clock.ts";
import type { Scope } from "../procedures/scope.ts";
import type { Session } from "../session.ts";
import type { Expression, ObjectName, Query, Statement, TimeTravel } from "../sql/ast/index.ts";
import type { CatalogView, CompiledExpression, CompiledQuery, ResolvedRelation } from "../sql/binder/catalog-view.ts";
import type { SfType } from "../sql/types.ts";
import type { ChangePoint, DdlUnit, ReadView, Storage, TableId, WriteRequest } from "../storage/port.ts";

/** One bind variable of the request. `value` is the wire's text; an array is a batch, one per row. */
export interface BindValue {
  /** The wire's type: FIXED, REAL, TEXT, BOOLEAN, DATE, TIME, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIMESTAMP_TZ, BINARY, ANY. */
  type: string;
  value: string | null | readonly (string | null)[];
}
/** By position ("1", "2", …) or name. */
export type Binds = ReadonlyMap<string, BindValue>;

export interface S3Access {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

/** What every session of one twin shares. */
export interface TwinServices {
  readonly catalog: CatalogReader;
  readonly storage: Storage;
  readonly clock: Clock;
  /** Where internal stages keep their files. Removed at the end when the twin is in memory. */
  readonly filesFolder: string;
  /** For external stages; undefined: they are refused when read. */
  readonly s3: S3Access | undefined;
  /** Holds the binder's types of every query against DuckDB's: a check of the twin itself. */
  readonly checksTypes?: boolean | undefined;
  /** `http://127.0.0.1:<port>`, once the server listens. */
  readonly url: () => string;
}

export interface ViewOptions {
  /** Tables have their hidden `$rid`, to be named, not as part of `*`. */
  includeHidden?: boolean;
  /** Where unqualified names are looked up, instead of the session's (inside views and functions). */
  database?: string;
  schema?: string;
}

export interface ExecutionContext extends TwinServices {
  readonly session: Session;
  /** As this session sees it: with its temporary objects. */
  readonly catalog: CatalogReader;
  readonly connection: DuckDBConnection;
  readonly queryId: string;
  /** The text that the statement's spans count in: the whole request, or the body that it stands in. */
  readonly text: string;
  readonly binds: Binds;
  /** Variables of the block that the statement stands in. */
  readonly script?: Scope | undefined;
  /** Results before the statement in a chain of `->>`, the nearest first. */
  readonly flow?: readonly ResolvedRelation[] | undefined;
  /** Milliseconds of the clock when the statement began: CURRENT_TIMESTAMP of every part of it. */
  readonly now: number;
  /** Aborted by the client's abort request or the statement time-out. */
  readonly signal: AbortSignal;

  /** The binder's view of the world, reading tables through `read` (of a WriteUnit, or one for reading only when left out). */
  view(read?: ReadView, options?: ViewOptions): CatalogView;
  compileQuery(query: Query, view?: CatalogView): CompiledQuery;
  compileExpression(expression: Expression, view?: CatalogView): CompiledExpression;

  /** The point of a table's history that an AT or BEFORE of this statement means. */
  travelPoint(table: TableId, travel: TimeTravel): ChangePoint;
  /** Full path of a name with the session's database and schema put in. Throws 090105 when there is none to put in. */
  path(name: ObjectName, kind: ObjectKind): ObjectPath;
  /** The same for a name that is text: an argument of a function. */
  pathOf(name: string, kind: ObjectKind): ObjectPath;
  /** One DDL statement: catalog changes and physical changes in one transaction; commits the session's open one first. */
  ddl<T>(
    request: Omit<WriteRequest, "queryId">,
    work: (unit: DdlUnit, change: CatalogChange) => Promise<T>,
  ): Promise<T>;
  /** The same statement's context in another session, text or block: for the bodies of procedures. */
  within(change: ContextChange): ExecutionContext;
  /** Runs another statement in this session under an own query id (procedure bodies, task bodies). */
  execute(
    statement: Statement,
    text: string,
    binds?: Binds,
    flow?: readonly ResolvedRelation[],
  ): Promise<StatementResult>;
  /** Parses and runs a text of one statement. */
  executeText(text: string, binds?: Binds): Promise<StatementResult>;
}

export interface ContextChange {
  session?: Session;
  text?: string;
  binds?: Binds;
  script?: Scope | undefined;
}

export interface ResultColumn {
  name: string;
  type: SfType;
  nullable: boolean;
}

/**
 * A cell of a literal row: numbers as number or bigint, decimals as text, dates and timestamps as milliseconds since 1970 UTC, binary as
 * Uint8Array, VARIANT as JSON text.
 */
export type Cell = string | number | bigint | boolean | Uint8Array | null;

export interface LastRun {
  rows?: number;
}

/** DuckDB text whose columns are the result's in the physical encoding of `duckType`; streamed from the statement's connection. */
export interface QueryRows {
  kind: "query";
  sql: string;
  /** What the text gave in its last run in the session, where that is kept; filled in after each run. */
  lastRun?: LastRun;
}

export type RowSource =
  /** Few rows, made in JavaScript. */
  { kind: "rows"; rows: readonly (readonly Cell[])[] } | QueryRows;

export interface RowCounts {
  inserted?: number;
  updated?: number;
  deleted?: number;
  duplicates?: number;
}

export interface StatementResult {
  /** Snowflake's statement type id, from `engine/statement-types.ts`. */
  typeId: number;
  columns: readonly ResultColumn[];
  rows: RowSource;
  counts?: RowCounts;
  /** What PUT and GET answer instead of rows: the `data` that the driver acts on. */
  wireData?: Readonly<Record<string, unknown>>;
}

export type Executor<S extends Statement = Statement> = (
  context: ExecutionContext,
  statement: S,
) => Promise<StatementResult>;

/** One area's executors, by the statement's `kind`. */
export type Executors = { readonly [K in Statement["kind"]]?: Executor<Extract<Statement, { kind: K }>> };
