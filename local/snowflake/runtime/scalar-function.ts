/** A run-time helper: a function of plain values that DuckDB can call. */
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
      try {
        for (let row = 0; row < rows; row++) {
          let hasNull = false;
          for (let at = 0; at < count; at++) {
            const value = vectors[at]!.getItem(row);
            if (value === null) hasNull = true;
            args[at] = plain(value);
          }
          output.setItem(row, (hasNull && !seesNulls ? null : (run(...args) ?? null)) as DuckDBValue);
        }
        output.flush();
      } catch (error) {
        info.setError(asError(error));
      }
    },
  });
  connection.registerScalarFunction(scalar);
}

export const fault = (code: string, sqlState: string, message: string): SnowflakeError =>
  new SnowflakeError(code, sqlState, message);
