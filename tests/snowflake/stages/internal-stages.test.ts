/** Internal stages: PUT and GET by the driver, LIST, REMOVE, queries over files, unloading. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failureOf, type Stage, startStage } from "./session.ts";

let stage: Stage;
let folder: string;
beforeAll(async () => {
  stage = await startStage();
  folder = mkdtempSync(path.join(tmpdir(), "stages-"));
  writeFileSync(path.join(folder, "a.csv"), "1|x\n2|y\n");
  writeFileSync(path.join(folder, "b.csv"), "3|z\n");
  await run("create stage st directory = (enable = true)");
  await run("create file format pipes type = csv field_delimiter = '|'");
  await run("create table t (a integer, b varchar)");
  await run("create stage out url = 's3://out/'");
});
afterAll(async () => {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
});
const run = (sql: string) => stage.run(sql);
const names = async (sql: string) => (await run(sql)).map(({ name }) => name);

describe("internal stages", () => {
  it("take files by PUT, give them back by GET, and list and remove them", async () => {
    const [put] = await run(`put file://${folder}/*.csv @st/in`);
    expect(put).toMatchObject({ status: "UPLOADED", target: "a.csv.gz" });
    expect(await names("list @st")).toEqual(["st/in/a.csv.gz", "st/in/b.csv.gz"]);
    const back = path.join(folder, "back");
    mkdirSync(back);
    expect(await run(`get @st/in file://${back}`)).toHaveLength(2);
    expect(gunzipSync(readFileSync(path.join(back, "a.csv.gz"))).toString()).toBe("1|x\n2|y\n");
    expect(await run("select relative_path from directory(@st) order by 1")).toEqual([
      { RELATIVE_PATH: "in/a.csv.gz" },
      { RELATIVE_PATH: "in/b.csv.gz" },
    ]);
    expect(await run("remove @st pattern = '.*b[.]csv[.]gz'")).toEqual([{ name: "st/in/b.csv.gz", result: "removed" }]);
    expect(await names("ls @st")).toEqual(["st/in/a.csv.gz"]);
  });

  it("are read by queries, with the metadata of the files", async () => {
    expect(
      await run(
        "select $2 as b, $1::int + 1 as a, $3 as none, metadata$filename as f, metadata$file_row_number as n from @st/in (file_format => 'pipes', pattern => '.*a[.]csv.*') s order by a",
      ),
    ).toEqual([
      { B: "x", A: 2, NONE: null, F: "in/a.csv.gz", N: 1 },
      { B: "y", A: 3, NONE: null, F: "in/a.csv.gz", N: 2 },
    ]);
    await run(
      "create table made as select $1::int as a, metadata$file_last_modified as at from @st/in (file_format => 'pipes')",
    );
    expect(await run("select count(*) as n, count(at) as m from made")).toEqual([{ N: 2, M: 2 }]);
  });

  it("belong to users and tables too", async () => {
    await run(`put file://${folder}/a.csv @~/mine auto_compress = false`);
    expect(await names("list @~")).toEqual(["mine/a.csv"]);
    await run(`put file://${folder}/a.csv @%t auto_compress = false`);
    expect(await run("copy into t from @%t file_format = (type = csv field_delimiter = '|')")).toMatchObject([
      { file: "a.csv", status: "LOADED", rows_loaded: 2 },
    ]);
  });

  it("refuse PUT to a bucket as Snowflake does", async () => {
    expect(await failureOf(run(`put file://${folder}/a.csv @out`))).toMatchObject({ code: "091003" });
  });
});

describe("COPY INTO a location", () => {
  const text = (key: string) => gunzipSync(stage.s3.body(key) ?? Buffer.alloc(0)).toString();

  it("writes CSV that COPY reads back to the same rows", async () => {
    await run("create or replace table u (a integer, b varchar, c date)");
    await run(
      "insert into u values (1, 'x,\"y\"', '2026-01-31'), (2, null, null), (3, '', '2026-02-01'), (4, 'a\nb\\\\', null)",
    );
    for (const format of ["field_optionally_enclosed_by = '\"'", "null_if = ('\\\\N') empty_field_as_null = false"]) {
      const [told] = await run(`copy into @out/u/ from u file_format = (type = csv ${format}) overwrite = true`);
      expect(told).toMatchObject({ rows_unloaded: 4 });
      await run("create or replace table back like u");
      await run(`copy into back from @out/u/ file_format = (type = csv ${format})`);
      expect(await run("select * from back order by a")).toEqual(await run("select * from u order by a"));
    }
    expect(stage.s3.keys()).toEqual(["out/u/data_0_0_0.csv.gz"]);
    expect(await failureOf(run("copy into @out/u/ from u"))).toMatchObject({ code: "001030" });
  });

  it("writes a header, one file by SINGLE, and folders by PARTITION BY", async () => {
    await run(
      "copy into @out/one.csv from (select a, b from u where a = 1) file_format = (type = csv compression = none) single = true header = true",
    );
    expect(stage.s3.body("out/one.csv")?.toString()).toBe('A,B\n1,x\\,"y"\n');
    await run(
      "copy into @out/p from u partition by ('c=' || coalesce(to_varchar(c), 'none')) file_format = (type = csv)",
    );
    const folders = stage.s3
      .keys()
      .filter((key) => key.startsWith("out/p/"))
      .map((key) => key.split("/")[2]);
    expect(folders).toEqual(["c=2026-01-31", "c=2026-02-01", "c=none"]);
  });

  it("writes JSON lines and Parquet", async () => {
    await run(
      "copy into @out/j/ from (select object_construct('a', a, 'b', b) from u where a < 3 order by a) file_format = (type = json)",
    );
    expect(text("out/j/data_0_0_0.json.gz")).toBe('{"a":1,"b":"x,\\"y\\""}\n{"a":2}\n');
    await run("copy into @out/q/ from (select a, b, c from u) file_format = (type = parquet) header = true");
    await run("create or replace table back like u");
    await run("copy into back from @out/q/ file_format = (type = parquet) match_by_column_name = case_insensitive");
    expect(await run("select * from back order by a")).toEqual(await run("select * from u order by a"));
    expect(
      await run("select $1:A::int as a from @out/q/ (file_format => 'parq') order by 1").catch(() => undefined),
    ).toBeUndefined();
    await run("create file format parq type = parquet");
    expect(await run("select $1:A::int as a from @out/q/ (file_format => 'parq') order by 1")).toEqual([
      { A: 1 },
      { A: 2 },
      { A: 3 },
      { A: 4 },
    ]);
  });
});
