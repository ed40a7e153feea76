import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { contracts } from "../../shared/contract/registry.ts";
import { type Fault, InputError } from "../../shared/errors.ts";
import { describeManifest } from "../../shared/manifest/describe.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import { readManifest } from "../../shared/manifest/read.ts";
import { manifestJsonSchema } from "../../shared/manifest/schema.ts";
import { encode, sampleDescriptor } from "./sample.ts";

type Sample = ReturnType<typeof sampleDescriptor>;

const codesOf = (value: unknown) => {
  try {
    readManifest(value instanceof Uint8Array ? value : encode(value), contracts());
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.faults.map(({ code }) => code);
  }
};

const broken = (change: (sample: Sample) => void) => {
  const sample = sampleDescriptor();
  change(sample);
  return sample;
};

const read = (value: unknown) => {
  const result = readManifest(encode(value), contracts());
  if (result.form !== "package") throw new Error("expected a Data Package");
  return result.manifest;
};

describe("a manifest made to harm", () => {
  const deep = "[".repeat(1_900_000) + "]".repeat(1_900_000);
  it.each<[string, string, string]>([
    ["a list in lists", deep, "MANIFEST_NOT_JSON"],
    [
      "a hash of lists in lists",
      `{"name":"movielens","resources":[{"path":"movies.csv","hash":${deep}}]}`,
      "MANIFEST_NOT_JSON",
    ],
    ["columns of lists in lists", `{"source":"x","columns":${deep}}`, "MANIFEST_NOT_JSON"],
    [
      "a path of a million folders",
      JSON.stringify(broken((s) => void (s.resources[0]!.path = `${"a/".repeat(1_000_000)}movies.csv`))),
      "MANIFEST_PATH_INVALID",
    ],
  ])("is refused like any other: %s", (_, text, code) => {
    expect(codesOf(Buffer.from(text))).toContain(code);
  });

  it("may hold brackets in its texts", () => {
    expect(codesOf({ ...sampleDescriptor(), title: `\\"${"[{".repeat(100)}` })).toEqual([]);
  });
});

describe("a Data Package as manifest", () => {
  it("is told in plain words what it lacks, also when others made it for other purposes", () => {
    const foreign = {
      name: "movielens",
      resources: [{ name: "a", path: "movies.csv", hash: "sha256:0" }, 3],
      licenses: [],
    };
    let faults: readonly Fault[] = [];
    try {
      readManifest(encode(foreign), contracts());
    } catch (error) {
      faults = (error as InputError).faults;
    }
    const told = Object.fromEntries(faults.map(({ message, expected }) => [message, expected]));
    expect(told).toMatchObject({
      "The manifest has no reelhouse.": "an object",
      "The manifest has no resources[0].bytes.": "a number",
      "The manifest's resources[0].hash is not what it must be.": '"sha256:" and 64 hexadecimal digits',
      "The manifest's resources[1] is not what it must be.": "an object",
    });
    expect(JSON.stringify(faults)).not.toMatch(/Invalid input|received|undefined/);
  });

  it("is read into dataset, order and members", () => {
    expect(read(sampleDescriptor())).toEqual({
      dataset: "movielens",
      mode: "snapshot",
      sequence: 7,
      producedAt: "2026-01-02T03:04:05Z",
      members: [
        { path: "movies.csv", bytes: 10, sha256: "a".repeat(64), rowCount: 1, table: "movies", format: "csv" },
        { path: "ratings.csv", bytes: 20, sha256: "b".repeat(64), rowCount: 2, table: "ratings", format: "csv" },
      ],
    });
  });

  it("may begin with a byte order mark and carry properties of others", () => {
    expect(codesOf(`\ufeff${JSON.stringify({ ...sampleDescriptor(), licenses: [{ name: "CC0-1.0" }] })}`)).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    ["it is not JSON", "{", ["MANIFEST_NOT_JSON"]],
    ["it is not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), ["MANIFEST_NOT_JSON"]],
    ["it is a list", [], ["MANIFEST_NOT_OBJECT"]],
    ["it is null", "null", ["MANIFEST_NOT_OBJECT"]],
    [
      "the dataset has no contract",
      broken((s) => {
        s.name = "moviez";
      }),
      ["MANIFEST_DATASET_UNKNOWN"],
    ],
    [
      "it is of a later version",
      broken((s) => {
        s.reelhouse.version = 2;
      }),
      ["MANIFEST_VERSION_UNSUPPORTED"],
    ],
    [
      "the mode is neither",
      broken((s) => {
        s.reelhouse.mode = "full";
      }),
      ["MANIFEST_FIELD_INVALID"],
    ],
    [
      "the sequence is a fraction",
      broken((s) => {
        s.reelhouse.sequence = 1.5;
      }),
      ["MANIFEST_FIELD_INVALID"],
    ],
    [
      "the hash is MD5",
      broken((s) => {
        s.resources[0]!.hash = "0".repeat(32);
      }),
      ["MANIFEST_HASH_UNSUPPORTED"],
    ],
    [
      "the hash is cut",
      broken((s) => {
        s.resources[0]!.hash = "sha256:abc";
      }),
      ["MANIFEST_FIELD_INVALID"],
    ],
    [
      "bytes are a text",
      broken((s) => {
        s.resources[0]!.bytes = "10";
      }),
      ["MANIFEST_FIELD_INVALID"],
    ],
    [
      "a row count is missing",
      broken((s) => {
        delete s.resources[1]!.rowCount;
      }),
      ["MANIFEST_FIELD_MISSING"],
    ],
    [
      "a path leads out",
      broken((s) => {
        s.resources[0]!.path = "../movies.csv";
      }),
      ["MANIFEST_PATH_INVALID"],
    ],
    [
      "a path is a URL",
      broken((s) => {
        s.resources[0]!.path = "https://example.com/movies.csv";
      }),
      ["MANIFEST_DATA_ELSEWHERE"],
    ],
    [
      "data are inline",
      broken((s) => {
        s.resources[0]!.data = [];
      }),
      ["MANIFEST_DATA_ELSEWHERE"],
    ],
    [
      "a name is one that we write",
      broken((s) => {
        s.resources[0]!.path = "x/receipt.json";
      }),
      ["MANIFEST_PATH_INVALID", "MANIFEST_MEMBER_UNKNOWN"],
    ],
    [
      "two names differ by case",
      broken((s) => {
        s.resources[0]!.path = "RATINGS.csv";
      }),
      ["MANIFEST_PATH_DUPLICATE"],
    ],
    [
      "a member is none of the contract's",
      broken((s) => {
        s.resources[0]!.path = "actors.csv";
      }),
      ["MANIFEST_MEMBER_UNKNOWN"],
    ],
    [
      "the schema has other columns",
      broken((s) => {
        s.resources[0]!.schema = { fields: [{ name: "id" }] };
      }),
      ["MANIFEST_SCHEMA_MISMATCH"],
    ],
    [
      "the schema is of another table",
      broken((s) => {
        s.resources[0]!.schema = "contract:movielens/tags";
      }),
      ["MANIFEST_SCHEMA_MISMATCH"],
    ],
  ])("is refused when %s", (_, value, codes) => {
    expect(codesOf(value)).toEqual(codes);
  });

  it("is told all its faults at once", () => {
    const sample = broken((s) => {
      s.name = "moviez";
      s.resources[0]!.hash = "0".repeat(32);
      delete s.resources[1]!.bytes;
    });
    expect(codesOf(sample)).toEqual([
      "MANIFEST_DATASET_UNKNOWN",
      "MANIFEST_HASH_UNSUPPORTED",
      "MANIFEST_FIELD_MISSING",
    ]);
  });

  it("may spell the columns of a member as its header does", () => {
    const fields = ["userid", "movieid", "rating", "timestamp"].map((name) => ({ name }));
    expect(
      codesOf(
        broken((s) => {
          s.resources[1]!.schema = { fields };
        }),
      ),
    ).toEqual([]);
  });

  it("may list a document that the contract allows, without rows", () => {
    const readme = { path: "README.txt", bytes: 1, hash: `sha256:${"c".repeat(64)}` };
    expect(
      read(
        broken((s) => {
          s.resources.push(readme);
        }),
      ).members.at(-1),
    ).toMatchObject({ format: "document", table: undefined });
  });

  it("says the same after it was written and read again", () => {
    const manifest = read(sampleDescriptor());
    expect(read(describeManifest(manifest, contracts().get("movielens")!))).toEqual(manifest);
  });
});

const published = new URL("../../../shared/data/datapackages/", import.meta.url);

it.skipIf(!existsSync(published))("refuses each published Data Package of others by name, with what it lacks", () => {
  const folders = readdirSync(published, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of folders) {
    const codes = codesOf(new Uint8Array(readFileSync(new URL(`${name}/datapackage.json`, published))));
    expect(codes, name).toContain("MANIFEST_DATASET_UNKNOWN");
    expect(codes, name).toContain("MANIFEST_FIELD_MISSING");
  }
});

it("has a published JSON Schema that is current", () => {
  const text = readFileSync(new URL("../../contracts/manifest.schema.json", import.meta.url), "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
});

describe("the drop id", () => {
  const idOf = (change: (sample: Sample) => void = () => undefined) => dropId(read(broken(change)));

  it("is known: a change of it would make every drop a new one", () => {
    expect(idOf()).toBe("ee3a87a96ba4cfc2");
  });

  it("does not depend on order, titles, time of making or case of hashes", () => {
    expect(
      idOf((s) => {
        s.resources.reverse();
      }),
    ).toBe(idOf());
    expect(
      idOf((s) => {
        s.reelhouse.producedAt = "2027-01-01T00:00:00Z";
      }),
    ).toBe(idOf());
    expect(
      idOf((s) => {
        Object.assign(s, { title: "x" });
      }),
    ).toBe(idOf());
    expect(
      idOf((s) => {
        s.resources[0]!.hash = `sha256:${"A".repeat(64)}`;
      }),
    ).toBe(idOf());
  });

  it.each<[string, (sample: Sample) => void]>([
    [
      "a hash",
      (s) => {
        s.resources[0]!.hash = `sha256:${"c".repeat(64)}`;
      },
    ],
    [
      "a path",
      (s) => {
        s.resources[0]!.path = "data/movies.csv";
      },
    ],
    [
      "the sequence",
      (s) => {
        s.reelhouse.sequence = 8;
      },
    ],
    [
      "the mode",
      (s) => {
        s.reelhouse.mode = "delta";
      },
    ],
  ])("changes with %s", (_, change) => {
    expect(idOf(change)).not.toBe(idOf());
  });
});
