import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import AdmZip from "adm-zip";
import { zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { fileSource } from "../../shared/zip/source.ts";
import { readAll } from "./support/read-all.ts";

const folder = mkdtempSync(join(tmpdir(), "reelhouse-zip-tools-"));
const data = join(folder, "data");
const files: Record<string, Buffer> = {
  "movies.csv": Buffer.from(
    `movieId,title\n${Array.from({ length: 3000 }, (_, n) => `${n},"Film, ${n * 7919}"\n`).join("")}`,
  ),
  "empty.csv": Buffer.alloc(0),
  "sub/ratings.csv": Buffer.from("userId,movieId,rating\n1,1,4.0\n"),
};

beforeAll(() => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(data, name, ".."), { recursive: true });
    writeFileSync(join(data, name), content);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (tool: string, argument = "--version") => spawnSync(tool, [argument]).error === undefined;
const archive = (name: string) => join(folder, name);

async function expectFiles(from: Buffer | string) {
  const read = await (async () => {
    if (typeof from !== "string") return readAll(from);
    await using source = await fileSource(from);
    return await readAll(source);
  })();
  expect([...read.keys()].sort()).toEqual(Object.keys(files).sort());
  for (const [name, content] of read) expect(content.equals(files[name]!)).toBe(true);
}

/** `open()` on what `python3 -c` wrote. */
function python(name: string, body: string) {
  const script = `import zipfile, io, os\nout = ${JSON.stringify(archive(name))}\nfiles = {n: open(os.path.join(${JSON.stringify(data)}, n), 'rb').read() for n in ${JSON.stringify(Object.keys(files))}}\n${body}`;
  execFileSync("python3", ["-c", script]);
  return archive(name);
}

describe("an archive made by", () => {
  it("adm-zip is accepted", async () => {
    const zip = new AdmZip();
    zip.addLocalFolder(data);
    await expectFiles(zip.toBuffer());
  });

  it("fflate is accepted, deflated and stored", async () => {
    for (const level of [0, 6] as const) await expectFiles(Buffer.from(zipSync(files, { level })));
  });

  it("yazl is accepted, from files, buffers and streams, with ZIP64 and without", async () => {
    for (const forceZip64Format of [false, true]) {
      const zip = new ZipFile();
      zip.addFile(join(data, "movies.csv"), "movies.csv", { forceZip64Format });
      zip.addBuffer(files["empty.csv"]!, "empty.csv", { forceZip64Format });
      zip.addReadStream(Readable.from([files["sub/ratings.csv"]!]), "sub/ratings.csv", { forceZip64Format });
      zip.end({ forceZip64Format, comment: "" });
      await expectFiles(await buffer(zip.outputStream as Readable));
    }
  });

  it.runIf(has("zip"))("zip is accepted: deflated, stored, streamed, with ZIP64 and a comment", async () => {
    for (const [name, options] of [
      ["d", ["-6"]],
      ["s", ["-0"]],
      ["f", ["-fd"]],
      ["z", ["-fz"]],
      ["x", ["-X", "-9"]],
    ] as const) {
      execFileSync("zip", ["-q", "-r", ...options, archive(`zip-${name}.zip`), "."], { cwd: data });
      await expectFiles(archive(`zip-${name}.zip`));
    }
    writeFileSync(
      archive("zip-stream.zip"),
      execFileSync("zip", ["-q", "-r", "-", "."], { cwd: data, maxBuffer: 1 << 26 }),
    );
    await expectFiles(archive("zip-stream.zip"));
    execFileSync("zip", ["-q", "-z", archive("zip-stream.zip")], { input: "films of the week\n" });
    await expectFiles(archive("zip-stream.zip"));
  });

  it.runIf(has("jar"))("Java's jar is accepted, its manifest apart", async () => {
    for (const options of ["cf", "cfM", "cf0"]) {
      execFileSync("jar", [options, archive(`jar-${options}.zip`), "-C", data, "."]);
      await expectFiles(archive(`jar-${options}.zip`));
    }
  });

  /** Debian calls it 7zz, p7zip and others 7z. */
  const sevenZip = ["7z", "7zz"].find((tool) => has(tool, "i"));
  it.runIf(sevenZip)("7-Zip is accepted: deflated, stored, with all its times", async () => {
    for (const [name, options] of [
      ["d", []],
      ["u", ["-mx=9"]],
      ["s", ["-mx=0"]],
      ["t", ["-mtm=on", "-mta=on", "-mtc=on"]],
    ] as const) {
      execFileSync(sevenZip!, ["a", "-tzip", ...options, archive(`7z-${name}.zip`), "."], { cwd: data });
      await expectFiles(archive(`7z-${name}.zip`));
    }
  });

  it.runIf(has("python3"))("Python's zipfile is accepted: deflated, stored, to a pipe, with ZIP64", async () => {
    for (const method of ["ZIP_STORED", "ZIP_DEFLATED"])
      await expectFiles(
        python(
          `${method}.zip`,
          `z = zipfile.ZipFile(out, 'w', zipfile.${method})\nfor n, b in files.items(): z.writestr(n, b)\nz.close()`,
        ),
      );
    const pipe =
      "class Pipe(io.RawIOBase):\n  def __init__(s, f): s.f = f\n  def writable(s): return True\n  def write(s, b): return s.f.write(b)\n";
    await expectFiles(
      python(
        "pipe.zip",
        `${pipe}f = open(out, 'wb')\nz = zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED)\nfor n, b in files.items(): z.writestr(n, b)\nz.close()\nf.close()`,
      ),
    );
    await expectFiles(
      python(
        "zip64.zip",
        `${pipe}f = open(out, 'wb')\nz = zipfile.ZipFile(Pipe(f), 'w', zipfile.ZIP_DEFLATED)\nfor n, b in files.items():\n  with z.open(n, 'w', force_zip64=True) as m: m.write(b)\nz.close()\nf.close()`,
      ),
    );
  });
});
