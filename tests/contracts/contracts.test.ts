import { describe, expect, it } from "vitest";
import { memberKind } from "../../shared/contract/contract.ts";
import { parseContract } from "../../shared/contract/parse.ts";
import { contractOf, contracts } from "../../shared/contract/registry.ts";
import { ConfigError } from "../../shared/errors.ts";

describe.each([...contracts().values()])("the contract of $dataset", ({ tables }) => {
  it("makes every output column from a field, and every field into a column", () => {
    for (const { schema, columns } of tables)
      expect(columns.map(({ from }) => from)).toEqual(schema.fields.map(({ name }) => name));
  });

  it("keeps a column not null exactly where its field is required", () => {
    for (const { schema, columns } of tables)
      expect(columns.map(({ nullable }) => nullable)).toEqual(
        schema.fields.map(({ constraints }) => constraints?.required !== true),
      );
  });

  it("refers to its own tables and fields", () => {
    for (const { schema } of tables)
      for (const { fields, reference } of schema.foreignKeys ?? []) {
        const target = tables.find(({ name }) => name === reference.resource);
        expect(target?.schema.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(reference.fields));
        expect(schema.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(fields));
      }
  });
});

it("names the tables that drops are loaded into", () => {
  const targets = [...contracts().values()].flatMap(({ tables }) => tables.map(({ target }) => target));
  expect(targets.sort()).toEqual([
    "BRONZE.RAW_CUSTOMER_EVENTS",
    "BRONZE.RAW_SENSOR_READINGS",
    "BRONZE.RAW_TRANSACTIONS",
    "RAW.BOOKINGS",
    "RAW.CATALOGUE_FILMS",
    "RAW.CUSTOMER_CHANGES",
    "RAW.GENOME_SCORES",
    "RAW.GENOME_TAGS",
    "RAW.LINKS",
    "RAW.MOVIES",
    "RAW.RATINGS",
    "RAW.TAGS",
  ]);
});

it.each([
  ["ratings.csv", "ratings"],
  ["data/RATINGS.CSV", "ratings"],
  ["genome_scores.parquet", "genome-scores"],
])("takes the member %s for %s", (path, table) => {
  expect(memberKind(contractOf("movielens"), path)).toMatchObject({ table: { name: table } });
});

it.each(["ratings.tsv", "ratings", "ratings.csv.exe", "notes.txt"])("does not know the member %s", (path) => {
  expect(memberKind(contractOf("movielens"), path)).toBeUndefined();
});

it("refuses a contract that names a field which is not there", () => {
  const contract = {
    name: "x",
    title: "X",
    reelhouse: { version: 1, documents: [], ignoreSystemFiles: true },
    resources: [
      {
        name: "t",
        title: "T",
        schema: { fields: [{ name: "a", type: "string" }], primaryKey: ["b"] },
        reelhouse: {
          table: "RAW.T",
          required: true,
          rejectThreshold: 0,
          columns: [{ name: "a", from: "c", type: "date", nullable: true, description: "" }],
        },
      },
    ],
  };
  expect(() => parseContract(contract)).toThrow(
    new ConfigError("The contract of x is not valid: t: there is no field c; t: there is no field b"),
  );
});
