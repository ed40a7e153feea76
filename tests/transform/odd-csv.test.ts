/** What the front door accepts, the transform reads to the same records: stray quotes, long records, other dialects. */
import { expect, it } from "vitest";
import { PLAIN, plainCsv } from "../../functions/transform/plain-csv.ts";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { parseTableSchema } from "../../shared/csv/schema.ts";
import { MOVIES, packDrop, RATINGS, startChain } from "../functions/chain.ts";

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function load(movies: string, rowCount = 3) {
  const chain = startChain();
  const files = { "movies.csv": movies, "ratings.csv": RATINGS };
  const manifest: NonNullable<Parameters<typeof packDrop>[0]>["manifest"] = (given) => ({
    ...given,
    members: given.members.map((member) => (member.path === "movies.csv" ? { ...member, rowCount } : member)),
  });
  await chain.upload("a.zip", packDrop({ files, manifest }));
  await chain.drain();
  return chain;
}

it.each([
  ["in one record", MOVIES.replace("Toy", '5" Toy')],
  ["in two records", MOVIES.replace("Toy", '5" Toy').replace("Heat", 'He"at')],
  ["beside a line end in quotes", MOVIES.replace("Toy", '5" Toy').replace("Jumanji, the", "Jumanji,\nthe")],
  ["with line ends CR LF", MOVIES.replace("Toy", '5" Toy').replaceAll("\n", "\r\n")],
])("loads quotes inside fields that are not quoted: %s", async (_, movies) => {
  const chain = await load(movies);
  expect(chain.failures).toEqual([]);
  expect(chain.drops()).toMatchObject([{ state: "LOADED" }]);
  expect(chain.warehouse.rows("MOVIES")).toBe(3);
});

it("rejects the row of a record of 5 MB, instead of failing at it", async () => {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647).toString(36);
  const long = Array.from({ length: 850_000 }, random).join("").slice(0, 5_000_000);
  const chain = await load(MOVIES.replace("Heat", long));
  expect(chain.failures).toEqual([]);
  expect(chain.drops()).toMatchObject([{ state: "QUARANTINED", code: "REJECT_THRESHOLD_EXCEEDED" }]);
});

it.each<[string, object, string, string | Buffer]>([
  ["Latin-1", {}, "iso-8859-1", Buffer.from("a,b\nAmélie,1\n", "latin1")],
  ["Windows-1252", {}, "windows-1252", Buffer.from("a,b\nAm\xe9lie,1\n", "latin1")],
  ["UTF-16 with a mark", {}, "utf-16", Buffer.from("\ufeffa,b\nAmélie,1\n", "utf16le")],
  ["escapes", { escapeChar: "\\", doubleQuote: false }, "utf-8", 'a,b\n"Am\\élie",1\n'],
  ["comments", { commentChar: "#" }, "utf-8", "# made by hand\na,b\nAmélie,1\n"],
  ["spaces behind the delimiter", { skipInitialSpace: true }, "utf-8", 'a, b\n"Amélie", 1\n'],
  ["semicolons and no header", { delimiter: ";", header: false }, "utf-8", "Amélie;1\r\n"],
])("writes %s as plain CSV", async (_, dialect, encoding, text) => {
  const schema = parseTableSchema({
    fields: [{ name: "a", type: "string" }, { name: "b" }],
    missingValues: ["", "NA"],
  });
  const chunks = async function* () {
    for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
  };
  const written = await collect(plainCsv(chunks(), parseDialect(dialect, encoding), schema));
  expect(Buffer.concat(written).toString()).toBe("Amélie,1\n");
});

it("writes missing values as nothing, and quotes what needs it", async () => {
  const schema = parseTableSchema({ fields: [{ name: "a" }, { name: "b" }], missingValues: ["", "NA"] });
  const chunks = async function* () {
    yield Buffer.from('a,b\nNA,"x, ""y""\n"\n');
  };
  const written = await collect(plainCsv(chunks(), { ...PLAIN, header: true }, schema));
  expect(Buffer.concat(written).toString()).toBe('"","x, ""y""\n"\n');
});
