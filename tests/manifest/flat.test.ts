import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contractOf, contracts } from "../../shared/contract/registry.ts";
import { InputError } from "../../shared/errors.ts";
import { flatMembers, parsePythonList, upgradeFlat } from "../../shared/manifest/flat.ts";
import { readManifest } from "../../shared/manifest/read.ts";
import { encode } from "./sample.ts";

const flat = {
  source: "GroupLens",
  total_movies: "2",
  columns: "['genres', 'movieId', 'title']",
  primary_key: "movieId",
  max_rating: "N/A",
  min_rating: "N/A",
  description: "An older producer's manifest",
};
const codesOf = (run: () => unknown) => {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map(({ code }) => code);
  }
};
const readFlat = (value: object) => {
  const result = readManifest(encode(value), contracts());
  if (result.form !== "flat") throw new Error("expected the flat form");
  return result.flat;
};
const member = { path: "movies.csv", bytes: 9, sha256: "a".repeat(64), rowCount: 2 };

describe("the older flat manifest", () => {
  it("finds its dataset by its columns, in any order", () => {
    expect(readFlat(flat)).toEqual({ dataset: "movielens", table: "movies", totalRows: 2 });
  });

  it("is upgraded from what is in the archive", () => {
    expect(upgradeFlat(readFlat(flat), [member])).toEqual({
      dataset: "movielens",
      mode: "snapshot",
      sequence: undefined,
      producedAt: undefined,
      members: [{ ...member, table: "movies", format: "csv" }],
    });
  });

  it("takes N/A for a count that is not known", () => {
    expect(upgradeFlat(readFlat({ ...flat, total_movies: "N/A" }), [member]).members).toHaveLength(1);
  });

  it.each<[string, () => unknown, string[]]>([
    ["the columns fit no contract", () => readFlat({ ...flat, columns: "['a', 'b']" }), ["MANIFEST_FLAT_UNMATCHED"]],
    [
      "columns and total are no list and no number",
      () => readFlat({ ...flat, columns: "title", total_movies: "many" }),
      ["MANIFEST_FIELD_INVALID", "MANIFEST_FIELD_INVALID"],
    ],
    [
      "the total is not what is there",
      () => upgradeFlat(readFlat(flat), [{ ...member, rowCount: 3 }]),
      ["MANIFEST_ROWS_MISMATCH"],
    ],
    [
      "the archive has no table",
      () => flatMembers(readFlat(flat), contractOf("movielens"), ["README.txt"]),
      ["MANIFEST_FLAT_MEMBERS"],
    ],
    [
      "the archive has another table",
      () => flatMembers(readFlat(flat), contractOf("movielens"), ["movies.csv", "ratings.csv"]),
      ["MANIFEST_FLAT_MEMBERS"],
    ],
  ])("is refused when %s", (_, run, codes) => {
    expect(codesOf(run)).toEqual(codes);
  });

  it("may speak of twins and come with a document", () => {
    const paths = ["movies.csv", "movies.parquet", "README.txt"];
    expect(flatMembers(readFlat(flat), contractOf("movielens"), paths)).toEqual(["movies.csv", "movies.parquet"]);
  });
});

describe("a Python list in a text", () => {
  it("reads back what Python's repr writes", () => {
    const repr = (name: string) =>
      name.includes("'") && !name.includes('"')
        ? `"${name.replaceAll("\\", "\\\\")}"`
        : `'${name.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    const name = fc.string().filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        expect(parsePythonList(`[${names.map(repr).join(", ")}]`)).toEqual(names);
      }),
      { seed: 7 },
    );
  });

  it.each(["title", "['a' 'b']", "['a", "[a]", "{}", 7, null, [1]])("is not %j", (value) => {
    expect(parsePythonList(value)).toBeUndefined();
  });
});
