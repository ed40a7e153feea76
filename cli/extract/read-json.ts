/** Records of a JSON file, or of a file in an npm package. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { wrongUse } from "../exit-codes.ts";
import { valueAt } from "./convert.ts";
import type { JsonSource, SourceRecord } from "./source.ts";

/** Throws `CommandError` (wrong use) when there is no array of objects at the place. */
export async function* readJson(source: JsonSource, sourceFolder: string): AsyncGenerator<SourceRecord> {
  const file = locate(source.file, sourceFolder);
  let whole: unknown;
  try {
    whole = JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw wrongUse(`${source.file} cannot be read as JSON: ${(cause as Error).message}`);
  }
  const records = source.records === undefined ? whole : valueAt(whole, source.records);
  if (!Array.isArray(records))
    throw wrongUse(`${source.file} has no array ${source.records ? `at ${source.records}` : "of records"}.`);
  for (const [index, record] of records.entries()) {
    if (typeof record !== "object" || record === null)
      throw wrongUse(`${source.file}: record ${index + 1} is not an object.`);
    yield record as SourceRecord;
  }
}

/** `npm:<package>/<path>` is found as Node finds the package, whatever its `exports` say. */
function locate(file: string, sourceFolder: string): string {
  if (!file.startsWith("npm:")) return resolve(sourceFolder, file);
  const [scopeOrName = "", ...rest] = file.slice("npm:".length).split("/");
  const name = scopeOrName.startsWith("@") ? `${scopeOrName}/${rest.shift()}` : scopeOrName;
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const candidate = join(folder, name, ...rest);
    if (dirname(candidate).startsWith(join(folder, name))) {
      try {
        readFileSync(join(folder, name, "package.json"));
        return candidate;
      } catch {
        // Not in this node_modules: the next one up may have it.
      }
    }
  }
  throw wrongUse(`The npm package ${name} is not installed.`);
}
