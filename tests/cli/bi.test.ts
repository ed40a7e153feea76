import { describe, expect, it } from "vitest";
import { missingSchemas } from "../../cli/bi/missing.ts";
import { pbids } from "../../cli/bi/powerbi.ts";
import { tds } from "../../cli/bi/tableau.ts";
import type { BiColumn } from "../../cli/bi/tables.ts";
import { parseXml } from "../../local/aws/xml.ts";

const server = "xy12345.eu-west-1.snowflakecomputing.com";
const address = { server, warehouse: "REPORTS", role: "REELHOUSE_ANALYST", database: "REELHOUSE" };
const column = (name: string, type: string, scale = 0, comment = ""): BiColumn => ({ name, type, scale, comment });
const source = (...columns: BiColumn[]) => tds({ schema: "GOLD", name: "SALES", comment: "", columns }, address);
const attributesOf = (line: string | undefined) =>
  Object.fromEntries([...(line ?? "").matchAll(/ ([\w-]+)='([^']*)'/g)].map(([, name, value]) => [name, value]));
const columnOf = (...parts: Parameters<typeof column>) =>
  attributesOf(
    source(column(...parts))
      .split("\n")
      .find((line) => line.startsWith("  <column")),
  );

describe("a Power BI file", () => {
  it("names one Snowflake connection with server and warehouse", () => {
    expect(JSON.parse(pbids({ server, warehouse: "REPORTS" }))).toEqual({
      version: "0.1",
      connections: [{ details: { protocol: "snowflake", address: { server, warehouse: "REPORTS" } }, options: {} }],
    });
  });
});

describe("a Tableau file", () => {
  it("connects to the table's schema and reads the table", () => {
    const lines = source(column("STORE", "TEXT")).split("\n");
    expect(attributesOf(lines.find((line) => line.includes("<connection class='snowflake'")))).toMatchObject({
      server,
      dbname: "REELHOUSE",
      schema: "GOLD",
      warehouse: "REPORTS",
      service: "REELHOUSE_ANALYST",
    });
    expect(attributesOf(lines.find((line) => line.includes("<relation")))).toMatchObject({
      table: "[REELHOUSE].[GOLD].[SALES]",
    });
  });

  it.each([
    ["NUMBER", 0, "integer"],
    ["NUMBER", 2, "real"],
    ["FLOAT", 0, "real"],
    ["TEXT", 0, "string"],
    ["BOOLEAN", 0, "boolean"],
    ["DATE", 0, "date"],
    ["TIMESTAMP_NTZ", 0, "datetime"],
    ["TIMESTAMP_LTZ", 0, "datetime"],
    ["VARIANT", 0, "string"],
    ["TIME", 0, "string"],
  ])("has %s of scale %i as %s", (type, scale, datatype) => {
    expect(columnOf("X", type, scale).datatype).toBe(datatype);
  });

  it.each([
    ["MOVIE_ID", "dimension", undefined],
    ["FILM_KEY", "dimension", undefined],
    ["RELEASE_YEAR", "dimension", undefined],
    ["QUARTER", "dimension", undefined],
    ["RATING_COUNT", "measure", "Sum"],
    ["RATING", "measure", "Avg"],
    ["REVENUE", "measure", "Sum"],
    ["BIDS", "measure", "Sum"],
    ["CONVERSION_PCT", "measure", "Avg"],
    ["MEAN_VALUE", "measure", "Avg"],
    ["LEAST_BATTERY_PCT", "measure", "Min"],
    ["MOST_VALUE", "measure", "Max"],
  ])("takes the number %s for a %s", (name, role, aggregation) => {
    expect(columnOf(name, "NUMBER")).toMatchObject({ role, ...(aggregation && { aggregation }) });
  });

  it("has names for people, and comments whatever is in them", () => {
    const text = source(
      column("DISCOUNT_SHARE_PCT", "NUMBER", 2, `<"a" & 'b'>\u0001 \ud800\nc`),
      column("A]B", "TEXT"),
    );
    expect(text).toContain("caption='Discount share %'");
    expect(text).toContain("<run>&#60;&#34;a&#34; &#38; &#39;b&#39;&#62; \ufffd&#10;c</run>");
    expect(text).toContain("name='[A]]B]'");
    expect(parseXml(text).name).toBe("datasource");
  });
});

describe("a schema without tables", () => {
  const gold = [{ schema: "GOLD" }, { schema: "GOLD" }];

  it.each([
    [{}, "`npx reelhouse dbt build` makes them; then run this again."],
    [{ dataDir: "x" }, "`npx reelhouse dbt --data-dir x build` makes them; then run this again."],
    [{ connection: "prod" }, "`npx reelhouse dbt --connection prod build` makes them; then run this again."],
    [{ account: true }, "`npx reelhouse dbt --account build` makes them; then run this again."],
  ])("is named with what makes it, on the same target %j", (target, remedy) => {
    expect(missingSchemas(["GOLD", "MARTS"], gold, target)).toEqual([{ schema: "MARTS", remedy }]);
  });

  it.each([
    ["GOLD", "`npx reelhouse sql deploy --connection prod` makes them; then run this again."],
    ["GLOD", "Nothing in sql/ or transform/dbt makes it: is it the right name?"],
  ])("of sql/ comes by deploying, and one that nothing makes is said to be none: %s", (schema, remedy) => {
    expect(missingSchemas([schema], [], { connection: "prod" })).toEqual([{ schema, remedy }]);
  });

  it("is not named when it has tables", () => {
    expect(missingSchemas(["GOLD"], gold, {})).toEqual([]);
  });
});
