/** The whole chain as a user meets it: the twin in its own process, ZIPs in, rows and e-mails out. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectSnowflake } from "../../cli/sql/connection.ts";
import { brokenDrops, MOVIES, movielens, pack, RATINGS } from "./drops.ts";
import { TwinProcess } from "./twin-process.ts";

interface DropRow {
  drop: string | null;
  dataset: string | null;
  state: string;
  code: string | null;
  object: string;
}

const twin = new TwinProcess();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-chain-"));
  await twin.start();
}, 300_000);
afterAll(async () => {
  await twin.remove();
  rmSync(folder, { recursive: true, force: true });
});

const count = async (table: string, where = "1 = 1") => {
  const { rows } = await twin.json<{ rows: number[][] }>("query", `select count(*) from raw.${table} where ${where}`);
  return rows[0]?.[0];
};

describe("a good drop", () => {
  it("goes from a ZIP to rows that say where they come from, each once", async () => {
    const { zip, drop } = await pack(folder, "good", movielens(1));
    const [result] = await twin.json<DropRow[]>("drop", zip, "--wait");
    expect(result).toMatchObject({ drop, dataset: "movielens", state: "LOADED", code: null });
    expect(await count("movies", `_drop_id = '${drop}'`)).toBe(MOVIES);
    expect(await count("ratings", `_drop_id = '${drop}'`)).toBe(RATINGS);
    const { rows } = await twin.json<{ rows: unknown[][] }>(
      "query",
      `select movie_id, title, _source_file, _source_row, _loaded_at is not null from raw.movies where _drop_id = '${drop}' and movie_id = 7`,
    );
    expect(rows).toEqual([[7, "Film 1, part 6 (1956)", "movies.csv", 7, true]]);
    expect(await count("links", `_drop_id = '${drop}' and imdb_id = '0113497' and tmdb_id is null`)).toBe(1);
  }, 120_000); // the first drop warms every function

  it("comes through unmodified clients: the AWS SDK in, the Snowflake driver out", async () => {
    const { zip, drop } = await pack(folder, "by-sdk", movielens(2));
    const { awsEndpoint: endpoint, region, accessKeyId, secretAccessKey, buckets, snowflake } = twin.environment;
    const s3 = new S3Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true });
    await s3.send(
      new PutObjectCommand({
        Bucket: buckets.landing,
        Key: "from an SDK/with space+plus.zip",
        Body: readFileSync(zip),
      }),
    );
    await expect
      .poll(async () => (await ls()).find((row) => row.drop === drop)?.state, { timeout: 20_000 })
      .toBe("LOADED");
    const connection = await connectSnowflake({ ...snowflake });
    const { rows } = await connection.run(
      `select count(*), count(distinct _source_row) from raw.ratings where _drop_id = '${drop}'`,
    );
    expect(rows).toEqual([[RATINGS, RATINGS]]);
    await connection.close();
  });

  it("is a duplicate when it comes again under another name, and when it comes twice at once", async () => {
    const { zip, drop } = await pack(folder, "again", movielens(3));
    const other = join(folder, "another-name.zip");
    copyFileSync(zip, other);
    const both = await twin.json<DropRow[]>("drop", zip, other, "--wait");
    expect(both.map(({ state }) => state).sort()).toEqual(["DUPLICATE", "LOADED"]);
    const [third] = await twin.json<DropRow[]>("drop", zip, "--as", "third-name.zip", "--wait");
    expect(third).toMatchObject({ state: "DUPLICATE", drop });
    expect(await count("ratings", `_drop_id = '${drop}'`)).toBe(RATINGS);
  });

  it("arrives in Snowflake letter for letter, whatever looks like an escape, a quote or a NULL elsewhere", async () => {
    const titles = [
      "\\N",
      "a\\nb",
      "ends in \\",
      "\\",
      'say "x"',
      "'q'",
      "NULL",
      "a,b",
      "two\nlines",
      " edge ",
      "\\\\",
      "é 漢 🎬",
      "\\x41 %s",
    ];
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const rows = titles.map((title, at) => `${at + 1},${quoted(title)},Drama`);
    const { zip, drop } = await pack(folder, "letters", { "movies.csv": `movieId,title,genres\n${rows.join("\n")}\n` });
    const [result] = await twin.json<DropRow[]>("drop", zip, "--wait");
    expect(result).toMatchObject({ drop, state: "LOADED" });
    const query = `select title from raw.movies where _drop_id = '${drop}' order by movie_id`;
    expect((await twin.json<{ rows: string[][] }>("query", query)).rows.map(([title]) => title)).toEqual(titles);
  });

  it("has a trace of every step", async () => {
    const loaded = (await ls()).find(({ state }) => state === "LOADED");
    const { steps } = await twin.json<{ steps: { step: string }[] }>("trace", loaded?.drop ?? "");
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(["unzip-and-validate", "manifest-check", "glue-kickoff", "transform", "snowpipe-refresh"]),
    );
  });
});

describe("ten broken drops", () => {
  it("end in quarantine with a code of their own and one e-mail each, while the good one beside them loads", async () => {
    const zips = await brokenDrops(folder);
    const { zip: good, drop: goodDrop } = await pack(folder, "beside", movielens(4));
    const before = (await mails()).length;
    const rowsBefore = await count("ratings");
    const { stdout, exitCode } = await twin.run("drop", ...Object.values(zips), good, "--wait", "--json");
    expect(exitCode).toBe(1);
    const results: DropRow[] = JSON.parse(stdout);
    const codes = Object.keys(zips);
    expect(results.slice(0, -1).map(({ state, code }) => [state, code])).toEqual(
      codes.map((code) => ["QUARANTINED", code]),
    );
    expect(results.at(-1)).toMatchObject({ state: "LOADED", drop: goodDrop });
    expect((await count("ratings"))! - rowsBefore!).toBe(RATINGS); // the good one's, nothing of the others
    await expect.poll(async () => (await mails()).length, { timeout: 20_000 }).toBe(before + codes.length);
    const texts = (await mails()).slice(before).map(({ subject, text }) => `${subject}\n${text}`);
    for (const code of codes) {
      const about = texts.filter((text) => text.includes(code));
      expect(about, code).toHaveLength(1);
    }
  }, 120_000);
});

const ls = () => twin.json<DropRow[]>("ls");
const mails = () => twin.json<{ subject: string; text: string }[]>("mail");
