import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_DIALECT } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { createContentHash } from "../../shared/parquet/content-hash.ts";
import { hashParquet } from "../../shared/parquet/hash-rows.ts";
import { bufferSource } from "../../shared/zip/source.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-twins-"));
const schema = parseTableSchema({
  missingValues: [""],
  fields: [
    { name: "id", type: "integer" },
    { name: "title", type: "string" },
    { name: "rating", type: "number" },
    { name: "weight", type: "number" },
    { name: "day", type: "date" },
    { name: "at", type: "datetime" },
    { name: "seen", type: "boolean" },
  ],
});
const FILMS = `select range::bigint as id, case when range % 7 = 0 then null else 'film "' || range || '", ü' end as title, range / 2.0 as rating,
  (range / 10.0)::float as weight, date '1960-02-29' + range::integer as day, timestamp '2024-01-01 00:00:00' + to_seconds(range) as "at", range % 2 = 0 as seen from range(3000)`;

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const codec of ["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4", "lz4_raw"])
    await connection.run(
      `copy (${FILMS}) to '${join(folder, `${codec}.parquet`)}' (format parquet, codec '${codec}', row_group_size 2048)`,
    );
  await connection.run(
    `copy (select id, title, rating, weight, day, strftime("at", '%Y-%m-%dT%H:%M:%S') as "at", seen from (${FILMS}) order by id desc) to '${join(folder, "films.csv")}' (format csv)`,
  );
  connection.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hashCsv(text: string) {
  const content = createContentHash(schema.fields);
  const reader = createCsvReader({
    dialect: DEFAULT_DIALECT,
    schema,
    entry: "films.csv",
    onRecord: (texts, fields) => content.add(schema.fields.map((field) => texts[fields.indexOf(field)])),
  });
  reader.push(Buffer.from(text));
  expect(reader.end().structuralFaults).toEqual([]);
  return content;
}

describe("a CSV and a Parquet of the same rows", () => {
  it.each(["uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4", "lz4_raw"])(
    "have the same hash in any order and codec: %s",
    async (codec) => {
      const csv = hashCsv(readFileSync(join(folder, "films.csv"), "utf8"));
      const parquet = await hashParquet(
        bufferSource(readFileSync(join(folder, `${codec}.parquet`))),
        "films.parquet",
        schema,
      );
      expect([parquet.rows(), parquet.digest()]).toEqual([3000, csv.digest()]);
    },
  );

  it("have another hash as soon as one value differs, or a row comes twice", () => {
    const text = readFileSync(join(folder, "films.csv"), "utf8");
    const digest = hashCsv(text).digest();
    const lines = text.trimEnd().split("\n");
    expect(hashCsv(text.replace("1960-03-01", "1960-03-02")).digest()).not.toBe(digest);
    expect(hashCsv([...lines, lines[1]].join("\n")).digest()).not.toBe(digest);
    expect(hashCsv(lines.slice(0, -1).join("\n")).digest()).not.toBe(digest);
  });

  it("have the same hash where one number or moment is only written in another way", () => {
    const row = (values: readonly unknown[]) => {
      const content = createContentHash(schema.fields);
      content.add(values);
      return content.digest();
    };
    const text = row(["007", "x", "-0.0", "1e2", "2024-02-29", "2024-01-01T02:00:00+02:00", "TRUE"]);
    const typed = row([7n, "x", 0, 100, new Date("2024-02-29"), new Date("2024-01-01T00:00:00Z"), true]);
    expect(text).toBe(typed);
    expect(row(["", "", "", "", "", "", ""])).toBe(row([null, null, null, null, null, null, null]));
  });
});
