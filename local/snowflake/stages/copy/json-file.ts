/** A JSON file made ready to load: one VARIANT per value. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import type { Options } from "../../catalog/objects.ts";
import { quoteName } from "../../sql/emit/text.ts";
import { canonicalCsvText, ROW_NUMBER } from "../csv/read-csv-text.ts";
import { compressionOption, decompressed } from "../files/decompress.ts";
import { type JsonOptions, type JsonValue, readJsonValues } from "../json/json-values.ts";
import { unsupportedOption } from "../option-errors.ts";
import type { ColumnNames, ReadyFile, SpooledFile, SpoolRequest, Wanted } from "./read-file.ts";
import { columnLabel, type RowError } from "./row-error.ts";

const isTrue = (options: Options, name: string): boolean => String(options[name] ?? false).toUpperCase() === "TRUE";

export async function spoolJsonFile({ store, candidate, format, folder, name }: SpoolRequest): Promise<SpooledFile> {
  const options = jsonOptions(format.options);
  const file = path.join(folder, `${name}.json`);
  const compression = compressionOption(format.options.COMPRESSION);
  const output = await open(file, "w");
  try {
    for await (const chunk of decompressed(await store.open(candidate.file.key), compression))
      await output.write(chunk);
  } finally {
    await output.close();
  }
  const values = () => readJsonValues(createReadStream(file, { highWaterMark: 4 << 20 }), options);
  const target = path.join(folder, `${name}.exact.csv`);
  const exact = (wanted: Wanted) => writeValues(values(), target, wanted.names);
  return {
    candidate,
    exact,
    quick: exact,
    async locate(places, { names }, describe) {
      const byRow = new Map(places.map((place) => [place.row, place]));
      const errors: RowError[] = [];
      for await (const value of values()) {
        const place = byRow.get(value.number);
        if (place !== undefined) errors.push({ ...errorAt(value, names), ...describe(place, value.text) });
      }
      return errors;
    },
    columns: async () => undefined,
  };
}

export function jsonOptions(options: Options): JsonOptions {
  if (isTrue(options, "ENABLE_OCTAL")) throw unsupportedOption("ENABLE_OCTAL", "Write octal numbers as decimal ones.");
  return {
    stripOuterArray: isTrue(options, "STRIP_OUTER_ARRAY"),
    stripNullValues: isTrue(options, "STRIP_NULL_VALUES"),
  };
}

async function writeValues(values: AsyncIterable<JsonValue>, target: string, names: ColumnNames): Promise<ReadyFile> {
  const problems: RowError[] = [];
  let parsed = 0;
  let written = 0;
  let longest = 0;
  const output = await open(target, "w");
  try {
    let pending = "";
    for await (const value of values) {
      parsed += 1;
      if (value.problem !== undefined) {
        problems.push({
          ...errorAt(value, names),
          message: value.problem,
          code: "100069",
          sqlState: "22P02",
          category: "parsing",
        });
        continue;
      }
      written += 1;
      const line = `${value.number},"${value.text.replaceAll('"', '""')}"\n`;
      longest = Math.max(longest, line.length * 4);
      pending += line;
      if (pending.length > 1 << 20) {
        await output.write(pending);
        pending = "";
      }
    }
    await output.write(pending);
  } finally {
    await output.close();
  }
  const row = quoteName(ROW_NUMBER);
  const rows = `(SELECT sf_parse_json("$1") AS "$1", ${row} FROM ${canonicalCsvText(target, 1, longest)})`;
  return { rows, parsed, expectedRows: written, problems };
}

const errorAt = ({ number, line, offset, text }: JsonValue, { table, nameOf }: ColumnNames) => ({
  line,
  character: 1,
  byteOffset: offset,
  columnName: columnLabel(table, nameOf(0), 1),
  rowNumber: number,
  rowStartLine: line,
  rejectedRecord: text,
});
