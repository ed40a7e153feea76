/** Array binds that a driver has put in a stage: CSV files with a record for each row, where the request would have lists. */
import { createReadStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import type { Binds, BindValue, ExecutionContext } from "../engine/context.ts";
import { csvDialect } from "./csv/dialect.ts";
import { readRecords } from "./csv/read-records.ts";
import { spoolCsv } from "./csv/spool.ts";
import { resolveFileFormat } from "./file-format.ts";
import { compressionOption } from "./files/decompress.ts";
import { keyPrefix, locationOfText, resolveLocation } from "./location.ts";

/** `stage` is `@name/path`. The files are named for their order: `1000.csv`, `2000.csv`. Throws for a record that can not be read. */
export async function stagedBinds(context: ExecutionContext, stage: string): Promise<Binds> {
  const location = resolveLocation(context, locationOfText(stage, { start: 0, end: 0, line: 1, column: 0 }));
  const { options } = resolveFileFormat(context, {}, location.definition?.fileFormat ?? {});
  const dialect = csvDialect(options);
  const keys: string[] = [];
  for await (const { key } of location.store.list(keyPrefix(location))) keys.push(key);
  keys.sort((left, right) => left.localeCompare(right, "en", { numeric: true }));
  const folder = path.join(context.filesFolder, "spool", context.queryId);
  const columns: (string | null)[][] = [];
  await mkdir(folder, { recursive: true });
  try {
    for (const key of keys) {
      const file = path.join(folder, "binds.csv");
      await spoolCsv(await location.store.open(key), compressionOption(options.COMPRESSION), dialect, file);
      for await (const { fields, problem } of readRecords(createReadStream(file), dialect)) {
        if (problem !== undefined) throw new Error(`Record of a bind file: ${problem.message}`);
        for (const [at, field] of fields.entries()) (columns[at] ??= []).push(field);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return new Map(columns.map((value, at): [string, BindValue] => [String(at + 1), { type: "TEXT", value }]));
}
