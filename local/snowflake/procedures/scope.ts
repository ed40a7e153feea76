/** The names that a block can see: variables, cursors, resultsets, rows of loops, exceptions, nested procedures. */
import type { BindValue } from "../engine/context.ts";
import { SnowflakeError } from "../errors.ts";
import type { CreateProcedure, CursorDeclaration, Identifier } from "../sql/ast/index.ts";
import type { ResolvedRelation, TypedText } from "../sql/binder/catalog-view.ts";
import type { SfType } from "../sql/types.ts";
import type { ScriptRows } from "./results.ts";
import { booleanValue, integerValue, type ScriptValue, textValue, typedTextOf } from "./values.ts";

export interface OpenRows {
  rows: ScriptRows;
  /** Rows fetched so far. */
  position: number;
}

export interface ScriptException {
  name: string;
  number: number;
  message: string;
}

/** A statement that ASYNC started: its rows, or what it threw, which AWAIT tells. */
export interface ChildJob {
  rows: ScriptRows | undefined;
  thrown: unknown;
}

export type Named =
  /** `type` undefined: not yet inferred. */
  | { kind: "variable"; type: SfType | undefined; value: ScriptValue }
  | { kind: "resultset"; rows: ScriptRows | undefined; job?: ChildJob | undefined }
  | { kind: "cursor"; declaration: CursorDeclaration; open: OpenRows | undefined }
  | { kind: "row"; columns: ReadonlyMap<string, ScriptValue> }
  | { kind: "exception"; exception: ScriptException }
  | { kind: "procedure"; definition: CreateProcedure };

/** What the last statement did, for SQLROWCOUNT and its kin; one per body. */
export interface LastStatement {
  /** Rows that the last statement changed; null when it was no DML. */
  affected: number | null;
  /** Rows changed or returned. */
  activity: number | null;
  queryId: string | undefined;
}

/** The caught error, inside a handler. */
export interface Caught {
  code: string;
  message: string;
  sqlState: string;
}

/** Results that RESULT_SCAN may ask for again inside the body. */
const keptResults = 64;

export class Scope {
  readonly parent: Scope | undefined;
  readonly last: LastStatement;
  /** The text that nested procedures stand in. */
  text = "";
  readonly #results: Map<string, ScriptRows>;
  /** Of the whole body: child jobs that nobody has waited for. */
  readonly jobs: Set<ChildJob>;
  readonly #names = new Map<string, Named>();
  readonly #caught: Caught | undefined;

  constructor(parent?: Scope, caught?: Caught) {
    this.parent = parent;
    this.text = parent?.text ?? "";
    this.last = parent?.last ?? { affected: null, activity: null, queryId: undefined };
    this.jobs = parent?.jobs ?? new Set();
    this.#results = parent?.sharedResults() ?? new Map();
    this.#caught = caught ?? parent?.caught();
  }

  sharedResults(): Map<string, ScriptRows> {
    return this.#results;
  }

  caught(): Caught | undefined {
    return this.#caught;
  }

  declare(name: string, named: Named): void {
    this.#names.set(name, named);
  }

  find(name: string): Named | undefined {
    return this.#names.get(name) ?? this.parent?.find(name);
  }

  /** Throws 000904 when there is no such name of that kind. */
  require<K extends Named["kind"]>(identifier: Identifier, ...kinds: K[]): Extract<Named, { kind: K }> {
    const named = this.find(identifier.value);
    if (named === undefined || !(kinds as string[]).includes(named.kind)) {
      throw new SnowflakeError(
        "000904",
        "42000",
        `SQL compilation error: error line ${identifier.span.line} at position ${identifier.span.column}\ninvalid identifier '${identifier.value}'`,
        identifier.span,
      );
    }
    return named as Extract<Named, { kind: K }>;
  }

  /** A variable's value, or that of SQLROWCOUNT, SQLERRM and their kin. */
  value(name: string): ScriptValue | undefined {
    const named = this.find(name);
    if (named?.kind === "variable") return named.value;
    return named === undefined ? this.#global(name) : undefined;
  }

  typedText(name: string): TypedText | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : typedTextOf(value);
  }

  field(row: string, column: string): TypedText | undefined {
    const named = this.find(row);
    const value = named?.kind === "row" ? named.columns.get(column) : undefined;
    return value === undefined ? undefined : typedTextOf(value);
  }

  /** Rows of a resultset or an open cursor. */
  relation(name: string): ResolvedRelation | undefined {
    const named = this.find(name);
    if (named?.kind === "resultset") return named.rows?.relation();
    if (named?.kind === "cursor") return named.open?.rows.relation();
    return undefined;
  }

  keepResult(queryId: string, rows: ScriptRows): void {
    this.#results.set(queryId, rows);
    const oldest = this.#results.keys().next().value;
    if (this.#results.size > keptResults && oldest !== undefined) this.#results.delete(oldest);
  }

  result(queryId: string): ResolvedRelation | undefined {
    return this.#results.get(queryId)?.relation();
  }

  procedure(name: string): CreateProcedure | undefined {
    const named = this.find(name);
    return named?.kind === "procedure" ? named.definition : undefined;
  }

  /** The text in which a nested procedure's positions count. */
  textOf(definition: CreateProcedure): string {
    const own = [...this.#names.values()].some(
      (named) => named.kind === "procedure" && named.definition === definition,
    );
    return own || this.parent === undefined ? this.text : this.parent.textOf(definition);
  }

  /** Variables that name things: `identifier(:v)`, `table(:v)`, a stage's path. */
  textBinds(): Map<string, BindValue> {
    const binds = this.parent?.textBinds() ?? new Map<string, BindValue>();
    for (const [name, named] of this.#names) {
      if (named.kind !== "variable" || named.value.type.kind !== "varchar") binds.delete(name);
      else binds.set(name, { type: "TEXT", value: named.value.wire });
    }
    return binds;
  }

  /** https://docs.snowflake.com/en/developer-guide/snowflake-scripting/dml-status */
  #global(name: string): ScriptValue | undefined {
    const { affected, activity, queryId } = this.last;
    switch (name) {
      case "SQLROWCOUNT":
        return integerValue(affected);
      case "SQLFOUND":
        return booleanValue(affected === null ? null : affected > 0);
      case "SQLNOTFOUND":
        return booleanValue(affected === null ? null : affected === 0);
      case "ACTIVITY_COUNT":
        return integerValue(activity);
      case "SQLID":
        return textValue(queryId ?? null);
      case "SQLCODE":
        return this.#caught && integerValue(Number(this.#caught.code));
      case "SQLERRM":
        return this.#caught && textValue(this.#caught.message);
      case "SQLSTATE":
        return this.#caught && textValue(this.#caught.sqlState);
      default:
        return undefined;
    }
  }
}
