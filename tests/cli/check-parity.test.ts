/** `check` gives the verdict, the faults and the drop that the chain gives: for every archive in the repository, and for drops broken in many ways. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { judgePath } from "../../cli/check/judge-path.ts";
import { describeFolder } from "../../cli/pack/pack-folder.ts";
import { brokenDrops, movielens, pack, writeFiles } from "../chain/drops.ts";
import { MOVIES, PROCESSED, packDrop, RATINGS, startChain } from "../functions/chain.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-parity-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const archives = (kind: "good" | "hostile") =>
  readdirSync(new URL(`../archives/${kind}/`, import.meta.url)).map(
    (name) => new URL(`../archives/${kind}/${name}`, import.meta.url).pathname,
  );

async function expectParity(path: string) {
  const chain = startChain();
  await chain.upload("a.zip", readFileSync(path));
  await chain.drain();
  const object = chain.object("a.zip");
  const [key] = await chain.keys(PROCESSED, "quarantine/");
  const told = key ? JSON.parse(await chain.inner.getText({ bucket: PROCESSED, key })) : { faults: [] };
  const { verdict, faults, drop, dataset } = await judgePath(path);
  expect(chain.failures, path).toEqual([]);
  expect(faults, path).toEqual(told.faults);
  expect(verdict, path).toBe(object.state === "LOADED" ? "accepted" : "refused");
  if (verdict === "accepted") expect(drop, path).toBe(chain.drops()[0]?.drop);
  if (dataset !== null) expect(object.dataset, path).toBe(dataset);
}

it("for every hostile and good archive", async () => {
  for (const path of [...archives("hostile"), ...archives("good")]) await expectParity(path);
}, 120_000);

let drops: Record<string, string>;
beforeAll(async () => {
  drops = await brokenDrops(folder);
  drops.sound = (await pack(folder, "sound", movielens(1))).zip;
  const write = (name: string, bytes: Uint8Array) => {
    drops[name] = join(folder, `${name}.zip`);
    writeFileSync(drops[name], bytes);
  };
  const ratings = (text: string) => packDrop({ files: { "movies.csv": MOVIES, "ratings.csv": text } });
  write("a key that comes twice", ratings(`${RATINGS}1,1,4.5,964982799\n`));
  write("a reference to nothing", ratings(RATINGS.replace("\n1,3,", "\n1,99,")));
  write("a number with a sign", ratings(RATINGS.replace("\n2,1", "\n+2,1")));
  const many = Array.from({ length: 400 }, (_, user) => `${user + 10},1,4.0,964982703`).join("\n");
  write("rejects that the contract allows", ratings(`${RATINGS.replace("4.5", "9.5")}${many}\n`));
}, 60_000);

it("for drops broken in one way each", async () => {
  for (const path of Object.values(drops)) await expectParity(path);
}, 120_000);

it("and tells the rows that will be rejected of a drop that is accepted", async () => {
  const { verdict, rejects, tables } = await judgePath(drops["rejects that the contract allows"]!);
  expect(verdict).toBe("accepted");
  expect(rejects).toMatchObject([
    { code: "ROW_REJECTED", entry: "ratings.csv", record: 2, column: "rating", found: "9.5" },
  ]);
  expect(tables.find(({ table }) => table === "ratings")).toMatchObject({ rejected: 1, accepted: 402 });
});

it("foretells it from single values when the rules are left out", async () => {
  const { verdict, rejects, notes } = await judgePath(drops["a key that comes twice"]!, { skipRules: true });
  expect({ verdict, rejects }).toEqual({ verdict: "accepted", rejects: [] });
  expect(notes.join()).toContain("--skip-rules");
});

it.each<[string, Record<string, string | Buffer>, string]>([
  ["names that meet on some systems", { "A.csv": "x\n", "a.csv": "x\n" }, "ARCHIVE_NAME_COLLISION"],
  ["an archive by its name", { "old.tar": "x\n" }, "ARCHIVE_NESTED"],
  ["an archive by its content", { "tags.csv": Buffer.from("PK\u0003\u0004 and more") }, "ARCHIVE_NESTED"],
  [
    "more files than an archive may have",
    Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`${n}.csv`, ""])),
    "ARCHIVE_TOO_MANY_ENTRIES",
  ],
])("a folder meets the rules that its archive would meet: %s", async (name, more, code) => {
  const made = writeFiles(join(folder, name), movielens(5));
  for (const [file, bytes] of Object.entries(more)) writeFileSync(join(made, file), bytes);
  writeFileSync(
    join(made, "manifest.json"),
    JSON.stringify({
      ...JSON.parse((await describeFolder(writeFiles(join(folder, `${name} whole`), movielens(5)))).manifestText),
    }),
  );
  expect((await judgePath(made)).faults.map((fault) => fault.code)).toContain(code);
});
