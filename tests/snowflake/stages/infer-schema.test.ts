/** INFER_SCHEMA and CREATE TABLE … USING TEMPLATE: https://docs.snowflake.com/en/sql-reference/functions/infer_schema */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;
const folder = mkdtempSync(join(tmpdir(), "infer-"));

const put = async (name: string, text: string, path: string) => {
  writeFileSync(join(folder, name), text);
  await client.run(`put file://${join(folder, name)} @st/${path}`);
};
const inferred = (location: string, format: string, more = "") =>
  client.run(
    `select column_name, type, expression from table(infer_schema(location => '${location}', file_format => '${format}'${more})) order by order_id`,
    undefined,
    { rowMode: "array" },
  );

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
  await client.run("create stage st");
  await client.run("create file format parquets type = parquet");
  await client.run(
    `create file format headed type = csv parse_header = true field_optionally_enclosed_by = '"' compression = auto`,
  );
  await client.run("create file format plain type = csv");
  await client.run("create file format jsons type = json");
  await put("a.csv", "id,price,day,at,ok,note\n1,1.5,2024-01-01,2024-01-01 10:00:00,true,x\n", "csv");
  await put("b.csv", "id,price,day,at,ok,note\n2000,10.25,2024-01-02,,false,2024-01-01\n", "csv");
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("INFER_SCHEMA", () => {
  it("gives CSV columns the narrowest type that holds the values of every file", async () => {
    const { rows } = await inferred("@st/csv", "headed");
    expect(rows).toEqual([
      ["id", "NUMBER(4, 0)", "$1::NUMBER(4, 0)"],
      ["price", "NUMBER(4, 2)", "$2::NUMBER(4, 2)"],
      ["day", "DATE", "$3::DATE"],
      ["at", "TIMESTAMP_NTZ", "$4::TIMESTAMP_NTZ"],
      ["ok", "BOOLEAN", "$5::BOOLEAN"],
      ["note", "TEXT", "$6::TEXT"],
    ]);
  });

  it("numbers the columns of a CSV file without a header, and looks at the named files alone", async () => {
    await put("c.csv", "1,x\n22,y\n", "plain");
    await put("d.csv", "z,x,w\n", "plain");
    const { rows } = await inferred("@st/plain/", "plain", ", files => ('c.csv.gz')");
    expect(rows).toEqual([
      ["c1", "NUMBER(2, 0)", "$1::NUMBER(2, 0)"],
      ["c2", "TEXT", "$2::TEXT"],
    ]);
    expect(
      (
        await client.fails(
          "select * from table(infer_schema(location => '@st/plain/', file_format => 'plain', files => ('e.csv.gz')))",
        )
      ).message,
    ).toContain("Remote file 'e.csv.gz' was not found");
  });

  it("reads fields of JSON objects, and ignores their case when asked", async () => {
    await put(
      "a.json",
      '{"id":1,"o":{"x":1},"l":[1],"day":"2024-01-01","digits":"12"}\n{"id":2.25,"extra":true}\n',
      "json",
    );
    expect((await inferred("@st/json", "jsons")).rows).toEqual([
      ["id", "NUMBER(3, 2)", "$1:id::NUMBER(3, 2)"],
      ["o", "OBJECT", "$1:o::OBJECT"],
      ["l", "ARRAY", "$1:l::ARRAY"],
      ["day", "DATE", "$1:day::DATE"],
      ["digits", "TEXT", "$1:digits::TEXT"],
      ["extra", "BOOLEAN", "$1:extra::BOOLEAN"],
    ]);
    const { rows } = await inferred("@st/json", "jsons", ", ignore_case => true");
    expect((rows as unknown as string[][])[0]).toEqual([
      "ID",
      "NUMBER(3, 2)",
      "GET_IGNORE_CASE ($1, 'ID')::NUMBER(3, 2)",
    ]);
  });

  it("takes location and format as binds, as write_pandas gives them", async () => {
    await client.run(`copy into @st/parquet/ from (select 1::number(38,0) "a b", 'x' s, 1.5::float f, true k, '2024-01-01'::date d)
      file_format = (type = parquet) header = true`);
    const rows = await client.rows(
      "select column_name, type from table(infer_schema(location => ?, file_format => ?)) order by order_id",
      ['@"DB"."PUBLIC"."ST"/parquet', '"DB"."PUBLIC"."PARQUETS"'],
    );
    expect(rows.map((row) => Object.values(row))).toEqual([
      ["a b", "NUMBER(38, 0)"],
      ["S", "TEXT"],
      ["F", "REAL"],
      ["K", "BOOLEAN"],
      ["D", "DATE"],
    ]);
  });

  it("keeps bytes of Parquet, which a VARIANT shows as hexadecimal digits unless they are text", async () => {
    await client.run("create or replace table bytes_in (b binary)");
    await client.run("insert into bytes_in select to_binary('00FF')");
    await client.run("copy into @st/bytes/ from bytes_in file_format = (type = parquet) header = true");
    const { rows } = await inferred("@st/bytes", "parquets");
    expect(rows).toEqual([["B", "BINARY", "$1:B::BINARY"]]);
    await client.run("create or replace table bytes_out (b binary)");
    await client.run(
      "copy into bytes_out from (select $1:B::binary from @st/bytes) file_format = (type = parquet binary_as_text = false)",
    );
    expect(await client.values("select b::varchar from bytes_out")).toEqual(["00FF"]);
  });

  it("makes a table by USING TEMPLATE that takes the files' rows", async () => {
    await client.run(`create table made using template (
      select array_agg(object_construct(*)) within group (order by order_id)
      from table(infer_schema(location => '@st/csv', file_format => 'headed')))`);
    await client.run(
      "copy into made from @st/csv file_format = (format_name = headed) match_by_column_name = case_sensitive",
    );
    expect(await client.row(`select count(*), sum("id"), sum("price"), max("day")::varchar from made`)).toEqual([
      2,
      2001,
      11.75,
      "2024-01-02",
    ]);
    const error = await client.fails("create table unmade using template (select array_construct(1))");
    expect(error.message).toContain("USING TEMPLATE takes an array of objects");
  });

  it("refuses what it has not by name, and arguments it does not know", async () => {
    const call = (more: string) =>
      client.fails(`select * from table(infer_schema(location => '@st/csv', file_format => 'headed', ${more}))`);
    expect((await call("kind => 'ICEBERG'")).message).toMatch(/INFER_SCHEMA with KIND => 'ICEBERG'/);
    expect((await call("depth => 1")).message).toContain("Invalid argument DEPTH");
  });
});
