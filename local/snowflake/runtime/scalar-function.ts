/** A run-time helper: a function of plain values that DuckDB can call. */
import { Script } from "node:vm";
import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DOUBLE,
  type DuckDBConnection,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  VARCHAR,
} from "@duckdb/node-api";
import { SnowflakeError } from "../errors.ts";

export const duckTypes = {
  text: VARCHAR,
  bigint: BIGINT,
  int: INTEGER,
  double: DOUBLE,
  boolean: BOOLEAN,
  blob: BLOB,
  texts: LIST(VARCHAR),
} as const;
export type HelperType = keyof typeof duckTypes;

export interface Helper {
  name: string;
  takes: readonly HelperType[];
  gives: HelperType | DuckDBType;
  /** Called with NULLs too; without it a NULL argument gives NULL. */
  seesNulls?: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: each helper knows its own argument types from `takes`
  run(...args: any[]): unknown;
}

export function helper(
  name: string,
  takes: string,
  gives: Helper["gives"],
  run: Helper["run"],
  seesNulls = false,
): Helper {
  return { name, takes: takes === "" ? [] : (takes.split(" ") as HelperType[]), gives, run, seesNulls };
}

/** Errors become DuckDB errors in the form that `engine/duckdb-errors.ts` reads back. */
const asError = (error: unknown): string =>
  error instanceof SnowflakeError ? `SF:${error.code}:${error.sqlState}:${error.message}` : String(error);

const plain = (value: DuckDBValue): unknown => (value instanceof DuckDBListValue ? value.items : value);

export function register(connection: DuckDBConnection, { name, takes, gives, run, seesNulls }: Helper): void {
  const count = takes.length;
  const scalar = DuckDBScalarFunction.create({
    name,
    parameterTypes: takes.map((type) => duckTypes[type]),
    returnType: typeof gives === "string" ? duckTypes[gives] : gives,
    specialHandling: seesNulls ?? false,
    mainFunction: (info, input, output) => {
      const vectors = takes.map((_, at) => input.getColumnVector(at));
      const args: unknown[] = new Array(count);
      const rows = input.rowCount;
      const runRows = () => {
        for (let row = 0; row < rows; row++) {
          let hasNull = false;
          for (let at = 0; at < count; at++) {
            const value = vectors[at]!.getItem(row);
            if (value === null) hasNull = true;
            args[at] = plain(value);
          }
          if (tooSlow.size > 0 && isTooSlow(args[1])) throw slowPattern(args[1]);
          output.setItem(row, (hasNull && !seesNulls ? null : (run(...args) ?? null)) as DuckDBValue);
        }
      };
      try {
        if (backtracks.test(name)) withinTime(runRows, () => String(args[1]));
        else runRows();
        output.flush();
      } catch (error) {
        info.setError(asError(error));
      }
    },
  });
  connection.registerScalarFunction(scalar);
}

/** Regular expressions of JavaScript can take longer than the world: `(a+)+$`. Snowflake's do not backtrack. */
const backtracks = /^sf_regexp/;
const patternLimitMs = 5_000;

const limited = Symbol.for("snowflake-twin.limited");
const callLimited = new Script(`globalThis[Symbol.for("snowflake-twin.limited")]()`);

/** Patterns that took too long, and when: DuckDB computes a constant several times while it plans, and each would wait anew. */
const tooSlow = new Map<unknown, number>();
const isTooSlow = (pattern: unknown): boolean =>
  performance.now() - (tooSlow.get(pattern) ?? -1e9) < 2 * patternLimitMs;
const slowPattern = (pattern: unknown) =>
  fault("100048", "2201B", `The regular expression '${pattern}' took longer than ${patternLimitMs / 1000} seconds.`);

/** Stops what computes for too long, expressions included: V8 ends a script at its time-out wherever it is. */
function withinTime(work: () => void, patternOf: () => string): void {
  Object.assign(globalThis, { [limited]: work });
  try {
    callLimited.runInThisContext({ timeout: patternLimitMs });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    if (tooSlow.size > 1_000) tooSlow.clear();
    tooSlow.set(patternOf(), performance.now());
    throw slowPattern(patternOf());
  } finally {
    Reflect.deleteProperty(globalThis, limited);
  }
}

export const fault = (code: string, sqlState: string, message: string): SnowflakeError =>
  new SnowflakeError(code, sqlState, message);
