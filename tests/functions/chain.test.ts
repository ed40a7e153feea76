import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { ARCHIVE, MOVIES, PROCESSED, packDrop, RATINGS, startChain } from "./chain.ts";

it("brings a drop from the landing bucket into the tables, each row with where it comes from", async () => {
  const chain = startChain();
  await chain.upload("in/first drop+1.zip", packDrop());
  await chain.drain();
  expect(chain.failures).toEqual([]);
  expect(chain.mails).toEqual([]);
  expect(chain.object("in/first drop+1.zip")).toMatchObject({ state: "LOADED" });
  const [drop] = chain.drops();
  expect(drop).toMatchObject({ state: "LOADED", engine: "duckdb", dataset: "movielens" });
  expect(drop?.open).toBeUndefined();
  expect([chain.warehouse.rows("MOVIES"), chain.warehouse.rows("RATINGS")]).toEqual([3, 3]);
  const part = await bytesOf(chain, `movielens/movies/${drop!.drop}/part-00000.csv.gz`);
  expect(gunzipSync(part).toString()).toBe(
    [
      "movie_id,title,genres,_drop_id,_source_file,_source_row",
      `1,Toy Story (1995),Adventure|Animation,${drop!.drop},movies.csv,1`,
      `2,"Jumanji, the film (1995)",Adventure,${drop!.drop},movies.csv,2`,
      `3,Heat (1995),Action,${drop!.drop},movies.csv,3`,
      "",
    ].join("\n"),
  );
  const ratings = gunzipSync(await bytesOf(chain, `movielens/ratings/${drop!.drop}/part-00000.csv.gz`)).toString();
  expect(ratings.split("\n")[1]).toBe(`1,1,4.0,2000-07-30 18:45:03,${drop!.drop},ratings.csv,1`);
  expect(drop?.steps.map(({ step, to }) => `${step} ${to}`)).toEqual([
    "manifest-check READY",
    "glue-kickoff TRANSFORMING",
    "transform ARCHIVED",
    "snowpipe-refresh LOADED",
  ]);
  expect(
    chain.warehouse.drops.map(([id, dataset, table, , , , rows, loaded]) => [id, dataset, table, rows, loaded]),
  ).toEqual([
    [drop!.drop, "movielens", "MOVIES", 3, 3],
    [drop!.drop, "movielens", "RATINGS", 3, 3],
  ]);
});

it("writes log lines that name function, request and drop", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  const lines = chain.logs.filter((line) => line.drop === drop!.drop);
  expect(new Set(lines.map((line) => line.function))).toEqual(
    new Set(["unzip-and-validate", "manifest-check", "glue-kickoff", "transform", "snowpipe-refresh"]),
  );
  expect(lines.every((line) => typeof line.requestId === "string")).toBe(true);
});

it("ends the same content under another name as a duplicate, and loads no row twice", async () => {
  const chain = startChain();
  await chain.upload("a.zip", packDrop());
  await chain.drain();
  await chain.upload(
    "b.zip",
    packDrop({ descriptor: (json) => JSON.stringify({ ...json, title: "another packer's words" }) }),
  );
  await chain.drain();
  expect([chain.object("a.zip").state, chain.object("b.zip").state]).toEqual(["LOADED", "DUPLICATE"]);
  expect(chain.warehouse.rows("MOVIES")).toBe(3);
  expect(chain.drops()).toHaveLength(1);
});

it("lets exactly one go on when the same content comes under two names at the same time, and every event twice", async () => {
  const chain = startChain();
  chain.switches.deliversTwice = true;
  await Promise.all([chain.upload("a.zip", packDrop()), chain.upload("b.zip", packDrop())]);
  await chain.drain();
  expect(chain.failures).toEqual([]);
  expect([chain.object("a.zip").state, chain.object("b.zip").state].sort()).toEqual(["DUPLICATE", "LOADED"]);
  expect([chain.warehouse.rows("MOVIES"), chain.warehouse.rows("RATINGS")]).toEqual([3, 3]);
});

it("does not take a damaged copy of a loaded drop for a duplicate, nor let it touch the good members", async () => {
  const chain = startChain();
  await chain.upload("good.zip", packDrop());
  await chain.drain();
  const [drop] = chain.drops();
  const key = `drops/movielens/${drop!.drop}/ratings.csv`;
  const damaged = packDrop({ archived: (files) => ({ ...files, "ratings.csv": RATINGS.replace("4.5", "3.5") }) });
  await chain.upload("damaged.zip", damaged);
  await chain.drain();
  expect(chain.object("damaged.zip")).toMatchObject({ state: "QUARANTINED", code: "MANIFEST_HASH_MISMATCH" });
  expect(chain.drops()[0]).toMatchObject({ state: "LOADED" });
  expect(await chain.store.getText({ bucket: PROCESSED, key })).toBe(RATINGS);
});

it("publishes nothing of a drop of which one member is wrong", async () => {
  const chain = startChain();
  await chain.upload(
    "a.zip",
    packDrop({ archived: (files) => ({ ...files, "ratings.csv": RATINGS.replace("4.5", "3.5") }) }),
  );
  await chain.drain();
  expect((await chain.keys(PROCESSED, "drops/")).filter((key) => !key.endsWith("movies.csv"))).toEqual([]);
  expect(chain.drops()).toEqual([]);
});

it("separates the rows that break the contract, and tells each with its reason, file and row", async () => {
  const chain = startChain();
  const rows = Array.from({ length: 300 }, (_, index) => `${index + 10},1,3.0,964982703`);
  const bad = "7,1,9.5,964982703\nx,1,3.0,964982703\n8,999,3.0,964982703";
  await chain.upload(
    "a.zip",
    packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": `${RATINGS}${rows.join("\n")}\n${bad}\n` } }),
  );
  await chain.drain();
  expect(chain.failures).toEqual([]);
  const [drop] = chain.drops();
  expect(drop).toMatchObject({ state: "LOADED" });
  expect(chain.warehouse.rows("RATINGS")).toBe(303);
  const rejects = gunzipSync(await bytesOf(chain, `movielens/_rejects/${drop!.drop}/ratings-00000.csv.gz`)).toString();
  expect(rejects.split("\n").slice(1, 4)).toEqual([
    `rating_not_a_number_of_half_stars,${drop!.drop},ratings.csv,304,7,1,9.5,964982703`.replace(
      "rating_not_a_number_of_half_stars",
      "rating_out_of_range",
    ),
    `user_id_not_a_number,${drop!.drop},ratings.csv,305,x,1,3.0,964982703`,
    `movie_unknown,${drop!.drop},ratings.csv,306,8,999,3.0,964982703`,
  ]);
});

it("keeps, of two ratings of one film by one user, the later one", async () => {
  const chain = startChain();
  const rows = Array.from({ length: 300 }, (_, index) => `${index + 10},1,3.0,964982703`);
  const again = "1,1,1.0,964982702\n2,1,5.0,964982225";
  await chain.upload(
    "a.zip",
    packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": `${RATINGS}${rows.join("\n")}\n${again}\n` } }),
  );
  await chain.drain();
  const [drop] = chain.drops();
  const rejects = gunzipSync(await bytesOf(chain, `movielens/_rejects/${drop!.drop}/ratings-00000.csv.gz`)).toString();
  expect(rejects.split("\n").slice(1, 3)).toEqual([
    `rating_repeated,${drop!.drop},ratings.csv,3,2,1,0.5,964982224`,
    `rating_repeated,${drop!.drop},ratings.csv,304,1,1,1.0,964982702`,
  ]);
});

it("writes the same bytes under the same names when a step is done again", async () => {
  const [one, other] = [startChain(), startChain()];
  for (const chain of [one, other]) {
    await chain.upload("a.zip", packDrop());
    await chain.drain();
  }
  const keys = await one.keys(ARCHIVE);
  expect(await other.keys(ARCHIVE)).toEqual(keys);
  for (const key of keys) expect(await bytesOf(other, key), key).toEqual(await bytesOf(one, key));
});

async function bytesOf({ store }: ReturnType<typeof startChain>, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.stream({ bucket: ARCHIVE, key })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
