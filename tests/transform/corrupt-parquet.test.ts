/** A Parquet member whose footer is sound and whose pages are not is the sender's to mend, not ours. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, expect, it } from "vitest";
import { transformFolder } from "../generate/transform-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-corrupt-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function writeMovies(codec: string): Promise<string> {
  const path = join(folder, "movies.parquet");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`copy (
    select range::integer as "movieId", 'Film ' || range as title, 'Comedy' as genres from range(1, 1001)
  ) to '${path}' (format parquet, codec '${codec}')`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

it.each(["snappy", "zstd", "gzip"])("is refused by name where pages of %s are corrupt", async (codec) => {
  const path = await writeMovies(codec);
  const bytes = readFileSync(path);
  bytes.fill(0xa5, 40, 400); // the first pages, after their header
  writeFileSync(path, bytes);
  const refused = await transformFolder(folder, "movielens").then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(refused).toMatchObject({
    name: "InputError",
    faults: [{ code: "PARQUET_UNREADABLE", entry: "movies.parquet", found: expect.not.stringContaining(tmpdir()) }],
  });
});
