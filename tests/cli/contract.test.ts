import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { draftContract } from "../../cli/contract/draft-contract.ts";
import { parseContract } from "../../shared/contract/parse.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reelhouse-contract-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (files: Record<string, string | Buffer>) => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
};
const draft = async (name = "shop") => {
  const { contract, notes } = await draftContract(folder, name);
  const { tables } = parseContract(contract);
  return { notes, table: (wanted: string) => tables.find((table) => table.name === wanted)! };
};

it("drafts types, what is always there, keys and references that the files prove", async () => {
  write({
    "customers.csv": "id,name,since,vip\n1,Ada,2020-01-31,true\n2,,2021-02-28,false\n",
    "orders.csv": "orderId,customer_id,total,placed at\n7,1,9.5,2026-01-01T10:00:00\n8,1,-1,2026-01-02T10:00:00\n",
  });
  const { table, notes } = await draft();
  expect(notes).toEqual([]);
  const [customers, orders] = [table("customers"), table("orders")];
  expect(customers.schema.primaryKey).toEqual(["id"]);
  expect(orders.schema.primaryKey).toEqual(["orderId"]);
  expect(orders.schema.foreignKeys).toEqual([
    { fields: ["customer_id"], reference: { resource: "customers", fields: ["id"] } },
  ]);
  expect(customers.schema.fields.map(({ name, type, constraints }) => [name, type, constraints])).toEqual([
    ["id", "integer", { required: true, unique: true, minimum: 0 }],
    ["name", "string", { maxLength: 8 }],
    ["since", "date", { required: true }],
    ["vip", "boolean", { required: true }],
  ]);
  expect(orders.columns.map(({ name, type, nullable }) => [name, type, nullable])).toEqual([
    ["order_id", "number(38,0)", false],
    ["customer_id", "number(38,0)", false],
    ["total", "float", false],
    ["placed_at", "timestamp_ntz(9)", false],
  ]);
});

it("drafts no reference that one row breaks, and no key that comes twice", async () => {
  write({
    "customers.csv": "id,name\n1,Ada\n2,Bob\n",
    "orders.csv": "customer_id,day,item\n1,2026-01-01,a\n3,2026-01-01,a\n1,2026-01-01,a\n",
  });
  const { table, notes } = await draft();
  expect(table("orders").schema.foreignKeys).toBeUndefined();
  expect(table("orders").schema.primaryKey).toBeUndefined();
  expect(notes).toEqual(["orders.csv: no key could be proved; set primaryKey if rows have one."]);
});

it("finds a key of two columns, and the home of a key that two files share", async () => {
  write({
    "links.csv": "movieId,imdb\n1,x\n2,x\n",
    "movies.csv": "movieId,title\n1,a\n2,a\n",
    "ratings.csv": "userId,movieId,rating\n1,1,4.0\n1,2,4.0\n2,1,4.0\n",
  });
  const { table } = await draft();
  expect(table("ratings").schema.primaryKey).toEqual(["userId", "movieId"]);
  for (const name of ["ratings", "links"])
    expect(table(name).schema.foreignKeys?.map(({ reference }) => reference.resource)).toEqual(["movies"]);
  expect(table("movies").schema.foreignKeys).toBeUndefined();
});

it("drafts dialect and encoding as they are", async () => {
  write({ "films.csv": Buffer.from("title;year\nAmélie;2001\nHeat;1995\n", "latin1") });
  const { table } = await draft();
  expect(table("films")).toMatchObject({ encoding: "iso-8859-1", dialect: { delimiter: ";", header: true } });
});

it("says by name what it cannot draft from", async () => {
  await expect(draft()).rejects.toThrow("has no CSV or Parquet files");
  write({ "a.csv": 'a,b\n1,"x\n' });
  await expect(draft()).rejects.toThrow("CSV_UNCLOSED_QUOTE");
  await expect(draft("Größe")).rejects.toThrow("Say --name");
});
