import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { transformFolder } from "../generate/transform-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-2038-"));
afterEach(() => rmSync(folder, { recursive: true }));

it("reads times after 2038, and rejects only what is after 2100", async () => {
  const fine = Array.from({ length: 200 }, (_, index) => `${index + 10},1,3.5,964982706\n`).join("");
  writeFileSync(
    join(folder, "ratings.csv"),
    `userId,movieId,rating,timestamp\n1,1,4.0,2147483648\n2,1,4.0,4102444800\n3,1,4.0,9999999999\n${fine}`,
  );
  const { done, rows } = await transformFolder(folder, "movielens");
  expect(done.tables[0]?.reasons).toEqual({ timestamp_out_of_range: 1 });
  expect((await rows("ratings")).slice(1, 3).map((line) => line.split(",")[3])).toEqual([
    "2038-01-19 03:14:08",
    "2100-01-01 00:00:00",
  ]);
});
