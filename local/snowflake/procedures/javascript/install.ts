/** The DuckDB function that JavaScript functions are called through. */
import { type DuckDBConnection, DuckDBScalarFunction, VARCHAR } from "@duckdb/node-api";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { toSnowflakeError } from "../../engine/duckdb-errors.ts";
import { functionSource, handlerSource } from "./body-source.ts";
import { definitionOf } from "./definitions.ts";
import { executionError, sandboxError } from "./javascript-error.ts";
import { functionLimits } from "./limits.ts";
import { type BodyError, createSandbox, loadInterpreter, type Sandbox, SandboxError } from "./sandbox.ts";

/** Most recently used last. */
const sandboxes = new Map<string, Sandbox>();
const keptSandboxes = 16;

/** Every connection of the instance can call it afterwards. */
export async function installJavascript(connection: DuckDBConnection): Promise<void> {
  const interpreter = await loadInterpreter();
  const scalar = DuckDBScalarFunction.create({
    name: "sf_javascript",
    parameterTypes: [VARCHAR, VARCHAR],
    returnType: VARCHAR,
    // NULL arguments are inside the JSON.
    specialHandling: true,
    // Otherwise a call with constants is computed a second time, while the statement is planned.
    volatile: true,
    mainFunction: (info, input, output) => {
      try {
        const keys = input.getColumnVector(0);
        const rows = input.getColumnVector(1);
        const texts = Array.from({ length: input.rowCount }, (_, at) => rows.getItem(at) as string);
        const results = input.rowCount === 0 ? [] : callRows(interpreter, keys.getItem(0) as string, texts);
        for (const [at, result] of results.entries()) output.setItem(at, result);
        output.flush();
      } catch (error) {
        const { code, sqlState, message } = toSnowflakeError(error);
        info.setError(`SF:${code}:${sqlState}:${message}`);
      }
    },
  });
  connection.registerScalarFunction(scalar);
}

/** The key is a constant of the query, so that all rows of a chunk have the same. */
function callRows(interpreter: QuickJSWASMModule, key: string, rows: readonly string[]): (string | null)[] {
  const { parameters, returns, columns, name, body } = definitionOf(key);
  const types = parameters.map(({ type }) => type);
  const source = columns === undefined ? functionSource(parameters, body) : handlerSource(body);
  const answered = (entry: "rows" | "table", request: string): { wires?: (string | null)[]; written?: unknown } => {
    try {
      const answer = JSON.parse(sandboxFor(interpreter, key, source).run(entry, request));
      if (answer.error !== undefined) throw executionError(name, source, answer.error as BodyError);
      return answer;
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      sandboxes.get(key)?.dispose();
      sandboxes.delete(key);
      throw sandboxError(name, error);
    }
  };
  if (columns === undefined) {
    const request = `{"types":${JSON.stringify(types)},"returns":${JSON.stringify(returns)},"rows":[${rows.join(",")}]}`;
    return answered("rows", request).wires ?? [];
  }
  const names = parameters.map((parameter) => parameter.name);
  const shape = JSON.stringify({ names, types, columns }).slice(0, -1);
  return rows.map((row) => JSON.stringify(answered("table", `${shape},"rows":[${row}]}`).written));
}

function sandboxFor(interpreter: QuickJSWASMModule, key: string, source: string): Sandbox {
  const found = sandboxes.get(key) ?? createSandbox(interpreter, source, functionLimits);
  sandboxes.delete(key);
  sandboxes.set(key, found);
  const [oldest] = sandboxes;
  if (sandboxes.size > keptSandboxes && oldest !== undefined) {
    oldest[1].dispose();
    sandboxes.delete(oldest[0]);
  }
  return found;
}
