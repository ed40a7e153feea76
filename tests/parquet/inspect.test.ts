import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InputError } from "../../shared/errors.ts";
import { inspectParquet } from "../../shared/parquet/inspect.ts";
import { bufferSource, fileSource } from "../../shared/zip/source.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-parquet-"));
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const films =
    "select range::integer as id, 'film ' || range as title, range / 2.0 as rating, date '2024-01-01' + range::integer as day from range(5000)";
  for (const codec of ["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])
    await connection.run(
      `copy (${films}) to '${file(`${codec}.parquet`)}' (format parquet, codec '${codec}', row_group_size 2048)`,
    );
  await connection.run(`copy (select * from (${films}) where false) to '${file("empty.parquet")}' (format parquet)`);
  await connection.run(`copy (select {a: 1, b: 2} as pair) to '${file("nested.parquet")}' (format parquet)`);
  connection.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a Parquet file", () => {
  it.each(["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])(
    "tells rows, columns, types and codec: %s",
    async (codec) => {
      await using source = await fileSource(file(`${codec}.parquet`));
      const found = await inspectParquet(source, "a.parquet");
      expect(found).toMatchObject({
        rows: 5000,
        columns: ["id", "title", "rating", "day"],
        codecs: [codec.toUpperCase()],
        rowGroups: 3,
      });
      expect(found.types.map(({ type }) => type)).toEqual([
        expect.stringMatching(/INT/),
        expect.stringMatching(/UTF8|STRING/),
        expect.any(String),
        "DATE",
      ]);
    },
  );

  it("may have no rows", async () => {
    expect(await inspectParquet(bufferSource(readFileSync(file("empty.parquet"))), "a.parquet")).toMatchObject({
      rows: 0,
    });
  });

  it("of other makers is read", async () => {
    const path = fileURLToPath(new URL("../../node_modules/vega-datasets/data/flights-3m.parquet", import.meta.url));
    expect(existsSync(path)).toBe(true);
    await using source = await fileSource(path);
    expect(await inspectParquet(source, "flights.parquet")).toMatchObject({ rows: 3_000_000, codecs: ["ZSTD"] });
  });
});

describe("a broken Parquet file is refused by name", () => {
  const whole = () => readFileSync(file("snappy.parquet"));
  const changed = (change: (bytes: Buffer) => Buffer | undefined) => {
    const bytes = Buffer.from(whole());
    return change(bytes) ?? bytes;
  };
  it.each([
    ["no bytes", () => Buffer.alloc(0)],
    ["a text", () => Buffer.from("id,title\n1,Heat\n")],
    ["cut at the end", () => changed((bytes) => bytes.subarray(0, -1))],
    ["cut at the start", () => changed((bytes) => bytes.subarray(100))],
    ["cut in the middle", () => changed((bytes) => Buffer.concat([bytes.subarray(0, 100), bytes.subarray(5000)]))],
    ["a footer longer than the file", () => changed((bytes) => void bytes.writeUInt32LE(1e9, bytes.length - 8))],
    ["a footer of no bytes", () => changed((bytes) => void bytes.writeUInt32LE(0, bytes.length - 8))],
    [
      "a footer of zeros",
      () =>
        changed(
          (bytes) => void bytes.fill(0, bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8), bytes.length - 8),
        ),
    ],
    ["an encrypted footer", () => changed((bytes) => void bytes.write("PARE", bytes.length - 4))],
    ["columns within columns", () => readFileSync(file("nested.parquet"))],
  ])("%s", async (_, make) => {
    const error = await inspectParquet(bufferSource(make()), "a.parquet").catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).code).toBe("PARQUET_UNREADABLE");
  });

  it("or read, when bytes of its footer are changed, and nothing else happens", async () => {
    const bytes = whole();
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    for (let at = footer; at < bytes.length; at += 1) {
      const copy = Buffer.from(bytes);
      copy[at]! ^= 1 << (at % 8);
      const found = await inspectParquet(bufferSource(copy), "a.parquet").catch((error: unknown) => error);
      // Rows are said twice, in the footer and by its row groups: one changed byte cannot change their number.
      if (!(found instanceof InputError)) expect(found).toMatchObject({ rows: 5000 });
    }
  });
});
