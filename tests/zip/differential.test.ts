import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import AdmZip from "adm-zip";
import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { fromBuffer } from "yauzl";
import { fuzzArchives } from "./support/fuzz-archives.ts";
import { goodArchives } from "./support/good.ts";
import { readAll } from "./support/read-all.ts";

type Members = Map<string, Buffer>;

const files = (entries: Iterable<readonly [string, Uint8Array]>): Members =>
  new Map(
    [...entries]
      .filter(
        ([name]) =>
          !name.endsWith("/") &&
          !name.startsWith("__MACOSX/") &&
          !name.endsWith(".DS_Store") &&
          name !== "META-INF/MANIFEST.MF",
      )
      .map(([name, bytes]) => [name, Buffer.from(bytes)]),
  );

const byAdmZip = (bytes: Buffer): Members =>
  files(new AdmZip(bytes).getEntries().map((entry) => [entry.entryName, entry.getData()] as const));
const byFflate = (bytes: Buffer): Members => files(Object.entries(unzipSync(bytes)));

function byYauzl(bytes: Buffer): Promise<Members> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (failure, zip) => {
      if (failure) return reject(failure);
      const members: [string, Buffer][] = [];
      zip.on("error", reject);
      zip.on("end", () => resolve(files(members)));
      zip.on("entry", (entry) => {
        if (entry.fileName.endsWith("/")) return zip.readEntry();
        zip.openReadStream(entry, (error, stream) => {
          if (error) return reject(error);
          buffer(stream).then((content) => {
            members.push([entry.fileName, content]);
            zip.readEntry();
          }, reject);
        });
      });
      zip.readEntry();
    });
  });
}

const hasPython = spawnSync("python3", ["--version"]).error === undefined;
const PYTHON = `
import json, sys, zipfile, hashlib
out = []
for path in sys.argv[1:]:
  with zipfile.ZipFile(path) as z:
    out.append({i.filename: hashlib.sha256(z.read(i)).hexdigest() for i in z.infolist() if not i.is_dir()})
print(json.dumps(out))
`;

const expectSame = (found: Members, expected: Members) => {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [name, content] of expected) expect(found.get(name)!.equals(content)).toBe(true);
};

describe("what is accepted", () => {
  it("is read to the same bytes by adm-zip, yauzl and fflate", async () => {
    for (const { bytes } of goodArchives()) {
      const ours = await readAll(bytes);
      expectSame(byAdmZip(bytes), ours);
      expectSame(await byYauzl(bytes), ours);
      expectSame(byFflate(bytes), ours);
    }
  });

  it("is, of mutated archives too, read to the same bytes by adm-zip and yauzl", async () => {
    const accepted: { bytes: Buffer; members: Members }[] = [];
    await fuzzArchives(20_261_121, 3000, (bytes, members) => accepted.push({ bytes, members }));
    expect(accepted.length).toBeGreaterThan(10);
    for (const { bytes, members } of accepted) {
      expectSame(byAdmZip(bytes), members);
      expectSame(await byYauzl(bytes), members);
    }
  });

  it.runIf(hasPython)("is read to the same bytes by Python's zipfile", async () => {
    const { createHash } = await import("node:crypto");
    const folder = mkdtempSync(join(tmpdir(), "reelhouse-zip-python-"));
    try {
      const archives = goodArchives();
      const paths = archives.map(({ kind, bytes }) => {
        const path = join(folder, `${kind}.zip`);
        writeFileSync(path, bytes);
        return path;
      });
      const read = JSON.parse(execFileSync("python3", ["-c", PYTHON, ...paths], { encoding: "utf8" })) as Record<
        string,
        string
      >[];
      for (const [index, { bytes }] of archives.entries())
        for (const [name, content] of await readAll(bytes))
          expect(read[index]![name]).toBe(createHash("sha256").update(content).digest("hex"));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("a mutated archive", () => {
  it("is accepted or refused by a code of the list, and nothing else", async () => {
    const { accepted, refused, codes } = await fuzzArchives(1, 4000);
    expect(accepted + refused).toBe(4000);
    expect(codes.size).toBeGreaterThan(25);
  });
});
