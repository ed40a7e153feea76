import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MOVIES, packDrop, RATINGS, startChain } from "./chain.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-front-door-"));
const parquet: Record<string, Buffer> = {};

beforeAll(async () => {
  const connection = await (await DuckDBInstance.create()).connect();
  const write = async (name: string, rows: string) => {
    const file = join(folder, `${name}.parquet`);
    await connection.run(
      `copy (select * from (values ${rows}) as films("movieId", title, genres)) to '${file}' (format parquet)`,
    );
    parquet[name] = readFileSync(file);
  };
  const heat = "(3::bigint, 'Heat (1995)', 'Action')";
  const others =
    "(2::bigint, 'Jumanji, the film (1995)', 'Adventure'), (1::bigint, 'Toy Story (1995)', 'Adventure|Animation')";
  await write("same", `${heat}, ${others}`);
  await write("other", `${heat.replace("Heat", "Hit")}, ${others}`);
  await write("fewer", others);
  connection.closeSync();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dropWith = (twin: Buffer, rowCount = 3) =>
  packDrop({
    files: { "movies.csv": MOVIES, "movies.parquet": twin, "ratings.csv": RATINGS },
    manifest: (manifest) => ({
      ...manifest,
      members: manifest.members.map((member) =>
        member.path === "movies.parquet" ? { ...member, table: "movies", rowCount } : member,
      ),
    }),
  });

async function judged(archive: Buffer) {
  const chain = startChain();
  await chain.upload("a.zip", archive);
  await chain.drain();
  expect(chain.failures).toEqual([]);
  return { chain, object: chain.object("a.zip") };
}

it("loads a drop whose twins hold the same rows in another order", async () => {
  const { chain, object } = await judged(dropWith(parquet.same!));
  expect(object).toMatchObject({ state: "LOADED" });
  expect(chain.warehouse.rows("MOVIES")).toBe(3);
});

it("refuses a drop whose twins differ in one value", async () => {
  const { chain, object } = await judged(dropWith(parquet.other!));
  expect(object).toMatchObject({ state: "QUARANTINED", code: "MANIFEST_TWINS_DIFFER" });
  expect(chain.mails[0]?.text).toContain("movies.parquet and movies.csv do not hold the same rows");
});

it("refuses a drop whose twins differ in the number of rows, as the manifest says or not", async () => {
  expect((await judged(dropWith(parquet.fewer!, 2))).object).toMatchObject({ code: "MANIFEST_TWINS_DIFFER" });
  expect((await judged(dropWith(parquet.fewer!))).object).toMatchObject({ code: "MANIFEST_ROWS_MISMATCH" });
});

it("refuses a Parquet member that is cut, or whose pages cannot be read", async () => {
  const cut = parquet.same!.subarray(0, parquet.same!.length - 4);
  expect((await judged(dropWith(cut))).object).toMatchObject({ code: "PARQUET_UNREADABLE" });
  const spoilt = Buffer.from(parquet.same!);
  spoilt.fill(0xff, 4, 40);
  expect((await judged(dropWith(spoilt))).object).toMatchObject({ state: "QUARANTINED", code: "PARQUET_UNREADABLE" });
});
