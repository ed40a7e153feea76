/** COPY INTO a table from an external stage, through an unmodified driver. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failureOf, gzip, type Stage, startStage } from "./session.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
  await stage.run(
    "create file format archive_csv type = csv skip_header = 1 field_optionally_enclosed_by = '\"' null_if = () compression = gzip",
  );
  await stage.run("create stage archive url = 's3://archive/movielens/' file_format = (format_name = 'archive_csv')");
  await stage.run("create stage plain url = 's3://plain/'");
});
afterAll(() => stage.close());
beforeEach(async () => {
  for (const key of stage.s3.keys()) stage.s3.remove(key);
  await stage.run("create or replace table t (a integer, b varchar)");
});

const run = (sql: string) => stage.run(sql);
const resultRow = (row: Record<string, unknown> | undefined) => Object.values(row ?? {});

describe("COPY INTO table", () => {
  it("loads gzip CSV with a header and RFC 4180 quotes, through a transformation", async () => {
    stage.s3.put("archive/movielens/movies/d1/part-00000.csv.gz", gzip('id,title\n1,"Heat, ""the"" film"\n2,\n'));
    await run("create or replace table movies (id number(10,0), title varchar(50), file varchar, n number)");
    const [row] = await run(
      "copy into movies (id, title, file, n) from (select $1, $2, metadata$filename, metadata$file_row_number from @archive/movies/)",
    );
    expect(row).toMatchObject({
      file: "s3://archive/movielens/movies/d1/part-00000.csv.gz",
      status: "LOADED",
      rows_parsed: 2,
      rows_loaded: 2,
      error_limit: 1,
      errors_seen: 0,
      first_error: null,
    });
    const file = "movielens/movies/d1/part-00000.csv.gz";
    expect(await run("select * from movies order by id")).toEqual([
      { ID: 1, TITLE: 'Heat, "the" film', FILE: file, N: 1 },
      { ID: 2, TITLE: null, FILE: file, N: 2 },
    ]);
  });

  it("loads a file once, tells so when FILES names it, and again with FORCE or when it changed", async () => {
    stage.s3.put("plain/a.csv", "1,x\n2,y\n");
    expect(await run("copy into t from @plain files = ('a.csv')")).toMatchObject([
      { status: "LOADED", rows_loaded: 2 },
    ]);
    const [skipped] = await run("copy into t from @plain files = ('a.csv')");
    expect(resultRow(skipped)).toEqual([
      "s3://plain/a.csv",
      "LOAD_SKIPPED",
      0,
      0,
      null,
      1,
      "File was loaded before.",
      null,
      null,
      null,
    ]);
    expect(await run("copy into t from @plain")).toEqual([{ status: "Copy executed with 0 files processed." }]);
    expect(await run("copy into t from @plain force = true")).toMatchObject([{ status: "LOADED" }]);
    stage.s3.put("plain/a.csv", "3,z\n");
    expect(await run("copy into t from @plain")).toMatchObject([{ status: "LOADED", rows_loaded: 1 }]);
    expect(await run("select count(*) as n from t")).toEqual([{ N: 5 }]);
  });

  it("forgets loads with the table, not with its rows", async () => {
    stage.s3.put("plain/a.csv", "1,x\n");
    await run("copy into t from @plain");
    await run("delete from t");
    expect(await run("copy into t from @plain")).toEqual([{ status: "Copy executed with 0 files processed." }]);
    await run("truncate table t");
    expect(await run("copy into t from @plain")).toMatchObject([{ status: "LOADED" }]);
    await run("create or replace table t (a integer, b varchar)");
    expect(await run("copy into t from @plain")).toMatchObject([{ status: "LOADED" }]);
  });

  it("undoes rows and load history together on ROLLBACK", async () => {
    stage.s3.put("plain/a.csv", "1,x\n");
    await run("begin");
    expect(await run("copy into t from @plain")).toMatchObject([{ status: "LOADED" }]);
    expect(await run("copy into t from @plain")).toEqual([{ status: "Copy executed with 0 files processed." }]);
    await run("rollback");
    expect(await run("select count(*) as n from t")).toEqual([{ N: 0 }]);
    expect(await run("copy into t from @plain")).toMatchObject([{ status: "LOADED" }]);
  });

  it("aborts on the first error with its place, and loads nothing", async () => {
    stage.s3.put("plain/a.csv", "1,x\n");
    stage.s3.put("plain/b.csv", "1,x\nNOPE,y\n3,z\n");
    const failure = await failureOf(run("copy into t from @plain"));
    expect(failure.code).toBe("100038");
    expect(failure.message).toContain(
      [
        "Numeric value 'NOPE' is not recognized",
        "  File 'b.csv', line 2, character 1",
        '  Row 2, column "T"["A":1]',
        "  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.",
      ].join("\n"),
    );
    expect(await run("select count(*) as n from t")).toEqual([{ N: 0 }]);
  });

  it.each([
    ["CONTINUE", "PARTIALLY_LOADED", 2, 3],
    ["SKIP_FILE", "LOAD_FAILED", 0, 1],
    ["SKIP_FILE_2", "PARTIALLY_LOADED", 2, 2],
    ["SKIP_FILE_1", "LOAD_FAILED", 0, 1],
    ["'SKIP_FILE_40%'", "PARTIALLY_LOADED", 2, 2],
    ["'SKIP_FILE_20%'", "LOAD_FAILED", 0, 1],
  ])("with ON_ERROR = %s a file with one bad row of three is %s", async (mode, status, loaded, limit) => {
    stage.s3.put("plain/b.csv", "1,x\nNOPE,y\n3,z\n");
    const [row] = await run(`copy into t from @plain on_error = ${mode}`);
    expect(resultRow(row)).toEqual([
      "s3://plain/b.csv",
      status,
      3,
      loaded,
      limit,
      1,
      "Numeric value 'NOPE' is not recognized",
      2,
      1,
      '"T"["A":1]',
    ]);
    expect(await run("select count(*) as n from t")).toEqual([{ N: loaded }]);
  });

  it("finds bad rows of a transformation one by one", async () => {
    stage.s3.put("plain/b.csv", "1,2\n2,x\n3,4\ny,5\n6,7\n");
    await run("create or replace table s (c number)");
    const [row] = await run("copy into s from (select $1::number + $2::number from @plain) on_error = continue");
    expect(row).toMatchObject({
      status: "PARTIALLY_LOADED",
      rows_parsed: 5,
      rows_loaded: 3,
      errors_seen: 2,
      first_error_line: 2,
    });
    expect(await run("select c from s order by c")).toEqual([{ C: 3 }, { C: 7 }, { C: 13 }]);
  });

  it("counts the fields of a record as Snowflake tells it: first, too long, too short, blank", async () => {
    const errorOf = async (text: string) => {
      stage.s3.put("plain/c.csv", text);
      const [row] = await run("copy into t from @plain on_error = continue");
      return [row?.first_error, row?.first_error_line, row?.first_error_character, row?.first_error_column_name];
    };
    const count = (found: number) =>
      `Number of columns in file (${found}) does not match that of the corresponding table (2), use file format option error_on_column_count_mismatch=false to ignore this error`;
    expect(await errorOf("1,a,extra\n2,b\n")).toEqual([count(3), 2, 1, '"T"[3]']);
    expect(await errorOf("1")).toEqual([count(1), 1, 2, '"T"["A":1]']);
    expect(await errorOf("1,a\n2,b,c\n")).toEqual([
      "Field delimiter ',' found while expecting record delimiter '\\n'",
      2,
      4,
      '"T"["B":2]',
    ]);
    expect(await errorOf("1,a\n2\n")).toEqual([
      'End of record reached while expected to parse column \'"T"["B":2]\'',
      2,
      2,
      '"T"["B":2]',
    ]);
    expect(await errorOf("1,a\n\n2,b\n")).toEqual([
      'End of record reached while expected to parse column \'"T"["B":2]\'',
      2,
      1,
      '"T"["B":2]',
    ]);
  });

  it("takes NULL and long strings as errors of the column, and cuts strings with TRUNCATECOLUMNS", async () => {
    await run("create or replace table n (a integer not null, b varchar(3))");
    stage.s3.put("plain/n.csv", "1,abcd\n,x\n");
    const [row] = await run("copy into n from @plain on_error = continue");
    expect(row).toMatchObject({
      errors_seen: 2,
      first_error: "User character length limit (3) exceeded by string 'abcd'",
    });
    stage.s3.put("plain/n.csv", "1,abcd\n");
    expect(await run("copy into n from @plain truncatecolumns = true")).toMatchObject([{ status: "LOADED" }]);
    expect(await run("select b from n")).toEqual([{ B: "abc" }]);
  });

  it("fails for a file that FILES names and that is not there, and reports it when told to continue", async () => {
    stage.s3.put("plain/a.csv", "1,x\n");
    expect(await failureOf(run("copy into t from @plain files = ('a.csv', 'no.csv')"))).toMatchObject({
      code: "091016",
    });
    expect(await run("copy into t from @plain files = ('a.csv', 'no.csv') on_error = continue")).toMatchObject([
      { status: "LOADED" },
      { status: "LOAD_FAILED", file: "no.csv" },
    ]);
  });

  it("chooses by PATTERN over the whole path, and by SIZE_LIMIT until it is exceeded", async () => {
    stage.s3.put("plain/x/s1.csv", "1,a\n2,b\n");
    stage.s3.put("plain/x/s2.csv", "3,c\n4,d\n");
    expect(await run("copy into t from @plain pattern = 's1[.]csv'")).toEqual([
      { status: "Copy executed with 0 files processed." },
    ]);
    expect(await run("copy into t from @plain pattern = '.*s[12][.]csv' size_limit = 1")).toHaveLength(1);
    expect(await run("copy into t from @plain size_limit = 8 force = true")).toHaveLength(2);
  });

  it("takes the location from a variable", async () => {
    stage.s3.put("plain/w/a.csv", "1,x\n");
    await run("set source = '@plain/w/'");
    expect(await run("copy into t from $source")).toMatchObject([{ file: "s3://plain/w/a.csv", status: "LOADED" }]);
  });

  it("removes what it loaded with PURGE", async () => {
    stage.s3.put("plain/p.csv", "1,a\n");
    await run("copy into t from @plain purge = true");
    expect(stage.s3.keys()).toEqual([]);
  });

  it("fills columns that are not named with their defaults", async () => {
    await run("create or replace table d (a integer, b varchar default 'none', c integer autoincrement)");
    stage.s3.put("plain/d.csv", "5\n6\n");
    await run("copy into d (a) from @plain");
    expect(await run("select * from d order by a")).toEqual([
      { A: 5, B: "none", C: 1 },
      { A: 6, B: "none", C: 2 },
    ]);
  });

  it("refuses options that it does not know, and FILE FORMAT options of another type", async () => {
    expect((await failureOf(run("copy into t from @plain colour = 'red'"))).message).toContain("COLOUR");
    expect(
      (await failureOf(run("copy into t from @plain file_format = (type = json field_delimiter = ',')"))).message,
    ).toContain("FIELD_DELIMITER");
  });

  it("loads JSON values into a VARIANT, and by column name", async () => {
    stage.s3.put("plain/j.json", '[{"a": 1, "B": "x"}, {"a": 2, "B": null}]');
    await run("create or replace table v (doc variant)");
    await run("copy into v from @plain file_format = (type = json strip_outer_array = true)");
    expect(await run("select doc:a::number as a, doc:B::varchar as b from v order by 1")).toEqual([
      { A: 1, B: "x" },
      { A: 2, B: null },
    ]);
    expect(
      await run(
        "copy into t from @plain file_format = (type = json strip_outer_array = true) match_by_column_name = case_insensitive",
      ),
    ).toMatchObject([{ status: "LOADED", rows_loaded: 2 }]);
    expect(await run("select a, b from t order by a")).toEqual([
      { A: 1, B: "x" },
      { A: 2, B: null },
    ]);
  });

  it("matches the header of a CSV file by name", async () => {
    stage.s3.put("plain/m.csv", "B,A\nhey,9\n");
    await run(
      "copy into t from @plain file_format = (type = csv parse_header = true) match_by_column_name = case_insensitive",
    );
    expect(await run("select * from t")).toEqual([{ A: 9, B: "hey" }]);
  });

  it("lists every fault with VALIDATION_MODE, to the byte, and loads nothing", async () => {
    stage.s3.put("plain/v.csv", "1,x\nNOPE,y\n3,z,extra\n4,NO");
    const errors = await run("copy into t from @plain validation_mode = return_errors");
    expect(errors.map(resultRow)).toEqual([
      [
        "Numeric value 'NOPE' is not recognized",
        "v.csv",
        2,
        1,
        4,
        "conversion",
        100038,
        "22018",
        '"T"["A":1]',
        2,
        2,
        "NOPE,y\n",
      ],
      [
        "Field delimiter ',' found while expecting record delimiter '\\n'",
        "v.csv",
        3,
        4,
        14,
        "parsing",
        100016,
        "22000",
        '"T"["B":2]',
        3,
        3,
        "3,z,extra\n",
      ],
    ]);
    expect(await run("copy into t from @plain validation_mode = return_1_rows")).toEqual([{ A: 1, B: "x" }]);
    expect((await failureOf(run("copy into t from @plain validation_mode = return_5_rows"))).message).toContain("NOPE");
    expect(await run("select count(*) as n from t")).toEqual([{ N: 0 }]);
    expect(await run("copy into t from @plain on_error = continue")).toMatchObject([{ rows_loaded: 2 }]);
    expect(await run("select error, line from table(validate(t, job_id => '_last'))")).toEqual(
      errors.map(({ ERROR, LINE }) => ({ ERROR, LINE })),
    );
  });
});
