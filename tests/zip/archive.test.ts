import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { InputError } from "../../shared/errors.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import { objectSource } from "../../shared/zip/object-source.ts";
import { bufferSource, fileSource, type RangeSource } from "../../shared/zip/source.ts";
import { buildZip } from "./support/build-zip.ts";
import { seeded } from "./support/random.ts";
import { readAll } from "./support/read-all.ts";

const MiB = 1024 * 1024;

/** An object store with one object, which remembers what was asked of it. */
function storeOf(bytes: Buffer, chunkBytes = 70_000) {
  const asked: { offset: number; length: number }[] = [];
  return {
    asked,
    async *stream(_: object, range = { offset: 0, length: bytes.length }) {
      asked.push(range);
      for (let at = range.offset; at < range.offset + range.length; at += chunkBytes)
        yield bytes.subarray(at, Math.min(at + chunkBytes, range.offset + range.length));
    },
  };
}

/** Bytes that do not compress. */
function noise(bytes: number, seed: number): Buffer {
  const random = seeded(seed);
  const made = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) made.writeUInt32LE(random.below(2 ** 32), at);
  return made;
}

const codeOf = async (attempt: Promise<unknown>) => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof InputError ? error.code : error;
};

describe("limits", () => {
  const content = Buffer.from("a,b\n1,2\n".repeat(20_000));
  const bytes = buildZip([
    { name: "a.csv", content },
    { name: "b.csv", content },
  ]);

  it.each([
    ["ARCHIVE_TOO_MANY_ENTRIES", { entries: 1 }],
    ["ARCHIVE_DIRECTORY_TOO_BIG", { directoryBytes: 100 }],
    ["ARCHIVE_ENTRY_TOO_BIG", { entryBytes: 100_000 }],
    ["ARCHIVE_TOTAL_TOO_BIG", { totalBytes: 300_000, ratio: 1000 }],
    ["ARCHIVE_RATIO", { ratio: 10 }],
    ["ARCHIVE_NAME_TOO_LONG", { nameBytes: 4 }],
  ] as const)("are set per stage: %s with %j", async (code, limits) => {
    expect(await codeOf(readAll(bytes, limits))).toBe(code);
    expect((await readAll(bytes, { ratio: 1000 })).size).toBe(2);
  });

  it("hold for what is read as a whole", async () => {
    const archive = await openArchive(bufferSource(bytes), { ratio: 1000, smallEntryBytes: 1000 });
    expect(await codeOf(archive.readEntry("a.csv"))).toBe("ARCHIVE_ENTRY_TOO_BIG");
    expect(await archive.readEntry("none.csv")).toBeUndefined();
  });
});

describe("all that is wrong", () => {
  it("is told at once", async () => {
    const bytes = buildZip([
      { name: "../a.csv" },
      { name: "b\\c.csv" },
      { name: "d.csv", flags: 1 },
      { name: "e.csv", local: { time: 1 } },
    ]);
    const error = await openArchive(bufferSource(bytes)).catch((reason: unknown) => reason);
    expect((error as InputError).faults.map(({ code, entry }) => [code, entry])).toEqual([
      ["ARCHIVE_NAME_TRAVERSAL", "../a.csv"],
      ["ARCHIVE_NAME_BACKSLASH", "b\\\\c.csv"],
      ["ARCHIVE_ENCRYPTED", "d.csv"],
      ["ARCHIVE_LOCAL_TIME", "e.csv"],
    ]);
  });
});

describe("a member", () => {
  const content = noise(3 * MiB, 1);
  const bytes = buildZip([
    { name: "a.csv", content },
    { name: "b.csv", content: "x\n" },
    { name: "c.csv", content, method: 0 },
  ]);

  it("has its digest once it was read to its end, and not before", async () => {
    const archive = await openArchive(bufferSource(bytes));
    for await (const member of archive.members()) {
      expect(() => member.digest()).toThrow("not read to its end");
      for await (const _ of member.chunks());
      const whole = member.entry.name === "b.csv" ? Buffer.from("x\n") : content;
      expect(member.digest().sha256).toBe(createHash("sha256").update(whole).digest("hex"));
    }
  });

  it("may be left half read; the next one is whole", async () => {
    const archive = await openArchive(objectSource(storeOf(bytes), { bucket: "landing", key: "a.zip" }, bytes.length));
    const read: string[] = [];
    for await (const member of archive.members()) {
      let size = 0;
      for await (const chunk of member.chunks()) {
        size += chunk.length;
        if (member.entry.name === "a.csv") break;
      }
      read.push(`${member.entry.name} ${size === member.entry.bytes}`);
    }
    expect(read).toEqual(["a.csv false", "b.csv true", "c.csv true"]);
  });

  it("keeps its chunks valid while later ones come", async () => {
    for (const [name, members] of Object.entries({
      buffer: await readAll(bytes),
      store: await readAll(objectSource(storeOf(bytes, 1000), { bucket: "landing", key: "a.zip" }, bytes.length)),
    }))
      expect([name, members.get("a.csv")!.equals(content), members.get("c.csv")!.equals(content)]).toEqual([
        name,
        true,
        true,
      ]);
  });

  it("can be chosen by what is wanted", async () => {
    const archive = await openArchive(bufferSource(bytes));
    const names: string[] = [];
    for await (const member of archive.members(({ name }) => name > "a.csv")) {
      for await (const _ of member.chunks());
      names.push(member.entry.name);
    }
    expect(names).toEqual(["b.csv", "c.csv"]);
  });
});

describe("a source", () => {
  it("that fails is not the sender's fault: its error comes through as it is", async () => {
    const bytes = buildZip([{ name: "a.csv", content: noise(2 * MiB, 2) }]);
    const whole = bufferSource(bytes);
    const failure = new Error("connection reset");
    const failing: RangeSource = {
      ...whole,
      async *stream(offset, length) {
        yield* whole.stream(offset, Math.min(length, 300_000));
        throw failure;
      },
    };
    expect(await codeOf(readAll(failing))).toBe(failure);
  });

  it("of S3 is asked once for a drop of up to 1 MiB", async () => {
    const bytes = buildZip([
      { name: "a.csv", content: noise(MiB - 2000, 3) },
      { name: "manifest.json", content: "{}" },
    ]);
    const store = storeOf(bytes);
    const archive = await openArchive(objectSource(store, { bucket: "landing", key: "a.zip" }, bytes.length));
    expect((await archive.readEntry("manifest.json"))!.toString()).toBe("{}");
    for await (const member of archive.members()) for await (const _ of member.chunks());
    expect(store.asked).toHaveLength(1);
  });

  it("of S3 is asked for the tail and then for parts, each byte of the body once", async () => {
    const members = Array.from({ length: 6 }, (_, index) => ({
      name: `${index}.csv`,
      content: noise(2 * MiB, index),
      method: 0,
    }));
    const bytes = buildZip(members);
    const store = storeOf(bytes);
    const source = objectSource(store, { bucket: "landing", key: "a.zip" }, bytes.length, { partBytes: 4 * MiB });
    const read = await readAll(source);
    for (const { name, content } of members) expect(read.get(name)!.equals(content)).toBe(true);
    const parts = store.asked.filter(({ length }) => length > 256 * 1024);
    expect(parts.map(({ length }) => length / MiB)).toEqual([1, 4, 4, expect.closeTo(3, 1)]);
  });

  it("that gives fewer bytes than it said is an error of its own", async () => {
    const bytes = buildZip([{ name: "a.csv", content: noise(2 * MiB, 4) }]);
    const store = {
      async *stream(_: object, range = { offset: 0, length: 0 }) {
        yield bytes.subarray(range.offset, range.offset + range.length - 1);
      },
    };
    await expect(openArchive(objectSource(store, { bucket: "landing", key: "a.zip" }, bytes.length))).rejects.toThrow(
      RangeError,
    );
  });

  it("refuses ranges outside itself", async () => {
    await expect(bufferSource(Buffer.alloc(10)).read(5, 6)).rejects.toThrow(RangeError);
    await using file = await fileSource(import.meta.filename);
    await expect(file.read(-1, 1)).rejects.toThrow(RangeError);
    await expect(file.read(0, file.bytes + 1)).rejects.toThrow(RangeError);
  });
});
