/** Everything that emitted text calls besides DuckDB's own functions: installed once per DuckDB instance, at start. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { installJavascript } from "../procedures/javascript/install.ts";
import { bitmapHelpers } from "./bitmaps.ts";
import { arrayHelpers } from "./json/arrays.ts";
import { flattenHelper, sequenceHelper } from "./json/flatten.ts";
import { jsonHelpers } from "./json/helpers.ts";
import { macroStatements } from "./macros.ts";
import { numberHelpers } from "./number-helpers.ts";
import { ipHelper } from "./parse-ip.ts";
import { randomHelpers } from "./random-helpers.ts";
import { register } from "./scalar-function.ts";
import { similarityHelpers } from "./similarity.ts";
import { textHelpers } from "./text-helpers.ts";
import { timeHelpers } from "./time/helpers.ts";

/** Every connection of the instance can call the helpers afterwards. */
export async function installRuntime(connection: DuckDBConnection): Promise<void> {
  for (const helper of [
    ...jsonHelpers,
    ...arrayHelpers,
    ...bitmapHelpers,
    ...randomHelpers,
    ipHelper,
    flattenHelper,
    sequenceHelper,
    ...textHelpers,
    ...similarityHelpers,
    ...timeHelpers,
    ...numberHelpers,
  ]) {
    register(connection, helper);
  }
  await installJavascript(connection);
  await connection.run(macroStatements.join(";\n"));
}
