import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { manifestKey, memberKey } from "../../shared/keys.ts";
import { describeManifest } from "../../shared/manifest/describe.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { memoryObjectStore } from "../../shared/object-store/memory.ts";

async function transform(files: Record<string, { bytes: Buffer; rows: number }>, dataset = "movielens") {
  const store = memoryObjectStore();
  const members = Object.entries(files).map(([path, { bytes, rows }]) => ({
    path,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    rowCount: rows,
    table: path.replace(/\.\w+$/, ""),
    format: path.endsWith(".csv") ? ("csv" as const) : ("parquet" as const),
  }));
  const manifest: Manifest = { dataset, mode: "delta", sequence: 1, producedAt: undefined, members };
  const ref = { dataset, drop: dropId(manifest) };
  for (const [path, { bytes }] of Object.entries(files))
    await store.put({ bucket: "processed", key: memberKey(ref, path) }, bytes);
  await store.put(
    { bucket: "processed", key: manifestKey(ref) },
    JSON.stringify(describeManifest(manifest, contractOf(dataset))),
  );
  const options = {
    store,
    processedBucket: "processed",
    archiveBucket: "archive",
    rulesFolder: "transform/rules",
    memoryLimit: "512MB",
    threads: 2,
  };
  const done = await transformDrop(options, ref);
  const read = async (key: string) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.stream({ bucket: "archive", key })) chunks.push(chunk);
    return gunzipSync(Buffer.concat(chunks)).toString();
  };
  return { done, read };
}

async function parquet(select: string): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "reelhouse-parquet-"));
  const instance = await DuckDBInstance.create(":memory:");
  try {
    const connection = await instance.connect();
    await connection.run(`copy (${select}) to '${join(folder, "x.parquet")}' (format parquet)`);
    connection.closeSync();
    return readFileSync(join(folder, "x.parquet"));
  } finally {
    instance.closeSync();
    rmSync(folder, { recursive: true });
  }
}

it("makes of a Parquet member what it makes of the CSV with the same rows", async () => {
  const csv = "userId,movieId,rating,timestamp\n1,2,4.0,964982703\n3,4,,964982704\n5,6,0.5,964982705\n";
  // Two of three rows rejected would be too many: rows that are fine go along.
  const more = Array.from({ length: 200 }, (_, index) => [index + 10, index + 20, "3.5", 964982706]);
  const fine = more.map((row) => row.join(",")).join("\n");
  const fromCsv = await transform({ "ratings.csv": { bytes: Buffer.from(`${csv}${fine}\n`), rows: 203 } });
  const values = [
    "(1, 2, 4.0::double, 964982703)",
    "(3, 4, null, 964982704)",
    "(5, 6, 0.5, 964982705)",
    ...more.map((row) => `(${row.join(",")})`),
  ];
  const all = await parquet(
    `select * from (values ${values.join(", ")}) t("userId", "movieId", "rating", "timestamp")`,
  );
  const fromParquet = await transform({ "ratings.parquet": { bytes: all, rows: 203 } });
  const rowsOf = async ({ done, read }: Awaited<ReturnType<typeof transform>>) =>
    (await read(done.tables[0]!.files[0]!.key))
      .replaceAll(done.drop, "drop")
      .replaceAll("ratings.parquet", "ratings.csv");
  expect(await rowsOf(fromParquet)).toBe(await rowsOf(fromCsv));
  expect(fromParquet.done.tables[0]).toMatchObject({ rejected: 1, reasons: { rating_missing: 1 } });
});

it("reads one of two twins", async () => {
  const bytes = await parquet(`select 1 as "movieId", 'Heat (1995)' as title, 'Action' as genres`);
  const csv = Buffer.from("movieId,title,genres\n1,Heat (1995),Action\n");
  const { done } = await transform({ "movies.parquet": { bytes, rows: 1 }, "movies.csv": { bytes: csv, rows: 1 } });
  expect(done.tables).toMatchObject([{ table: "movies", rows: 1, accepted: 1 }]);
});

it("reads a film's date in each of its forms, and titles that are numbers", async () => {
  const contract = contractOf("catalogue").tables[0]!;
  const header = contract.schema.fields.map(({ name }) => name).join(",");
  const line = (title: string, date: string) =>
    contract.schema.fields
      .map(({ name }) => (name === "Title" ? title : name === "Release Date" ? date : ""))
      .join(",");
  const dates = ["1998-06-12", "Jun 12 1998", "12 Jun 1998", "Jun 2 1998", ""];
  const lines = dates.map((date, index) => line(String(1_900 + index), date));
  const { done, read } = await transform(
    { "films.csv": { bytes: Buffer.from(`${[header, ...lines].join("\n")}\n`), rows: 5 } },
    "catalogue",
  );
  const rows = (await read(done.tables[0]!.files[0]!.key)).trimEnd().split("\n").slice(1);
  expect(rows.map((row) => [row.split(",")[0], row.split(",")[5]])).toEqual([
    ["1900", "1998-06-12"],
    ["1901", "1998-06-12"],
    ["1902", "1998-06-12"],
    ["1903", "1998-06-02"],
    ["1904", ""],
  ]);
});

const small = new URL("../../../shared/data/ml-latest-small/", import.meta.url);

it.skipIf(!existsSync(small))("keeps every row of MovieLens small", async () => {
  const rows = { movies: 9_742, ratings: 100_836, tags: 3_683, links: 9_742 };
  const files = Object.fromEntries(
    Object.entries(rows).map(([name, count]) => [
      `${name}.csv`,
      { bytes: readFileSync(new URL(`${name}.csv`, small)), rows: count },
    ]),
  );
  const { done } = await transform(files);
  expect(Object.fromEntries(done.tables.map(({ table, accepted }) => [table, accepted]))).toEqual(rows);
  expect(done.tables.every(({ rejected }) => rejected === 0)).toBe(true);
});
