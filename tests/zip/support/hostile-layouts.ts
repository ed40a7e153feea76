/** Archives whose entries do not lie where and as the directory says. */
import { crc32 } from "node:zlib";
import { buildZip, type EntrySpec, extra, u32, u64 } from "./build-zip.ts";
import { type HostileArchive, hostile } from "./hostile.ts";

export function hostileLayouts(): HostileArchive[] {
  const one = (code: string, kind: string, entry: Partial<EntrySpec>) =>
    hostile(code, kind, buildZip([{ name: "good.csv" }, { name: "a.csv", ...entry }]));
  const content = Buffer.from("a,b\n1,2\n");
  const stored = { method: 0, content };
  const described = (crc: number, compressed: number, bytes: number) =>
    Buffer.concat([u32(0x08_07_4b_50), u32(crc), u32(compressed), u32(bytes)]);
  const crc = crc32(content);
  return [
    one("ARCHIVE_LOCAL_SIGNATURE", "signature", { local: { signature: 0x01_02_03_04 } }),
    one("ARCHIVE_LOCAL_NAME", "other-name", { local: { name: Buffer.from("b.csv") } }),
    one("ARCHIVE_LOCAL_NAME", "other-case", { local: { name: Buffer.from("A.csv") } }),
    one("ARCHIVE_LOCAL_NAME", "unicode-path-in-local-header", {
      local: { extra: extra(0x70_75, Buffer.concat([Buffer.from([1]), u32(crc32("a.csv")), Buffer.from("../b.csv")])) },
    }),
    one("ARCHIVE_LOCAL_NAME", "longer", { local: { name: Buffer.from("a.csv.exe") } }),
    one("ARCHIVE_LOCAL_VERSION", "version", { local: { version: 10 } }),
    one("ARCHIVE_LOCAL_FLAGS", "flags", { local: { flags: 2 } }),
    one("ARCHIVE_LOCAL_FLAGS", "encrypted-locally", { local: { flags: 1 } }),
    one("ARCHIVE_LOCAL_METHOD", "method", { local: { method: 0 } }),
    one("ARCHIVE_LOCAL_TIME", "time", { local: { time: 0x58_21_00_00 } }),
    one("ARCHIVE_LOCAL_CRC", "crc", { local: { crc32: 1 } }),
    one("ARCHIVE_LOCAL_COMPRESSED_SIZE", "compressed-size", { local: { compressedBytes: 1 } }),
    one("ARCHIVE_LOCAL_SIZE", "size", { local: { bytes: 1 } }),
    one("ARCHIVE_GAP", "between-entries", { before: Buffer.from("smuggled bytes here") }),
    hostile("ARCHIVE_GAP", "before-directory", buildZip([{ name: "a.csv" }], { beforeDirectory: Buffer.alloc(50) })),
    hostile("ARCHIVE_GAP", "entry-not-listed", withoutFirstListing()),
    one("ARCHIVE_ENTRY_RANGE", "offset-in-directory", { isCentralOnly: true, central: { offset: 100_000 } }),
    one("ARCHIVE_ENTRY_RANGE", "data-runs-into-directory", {
      ...stored,
      both: { compressedBytes: 5_000, bytes: 5_000 },
    }),
    hostile(
      "ARCHIVE_OVERLAP",
      "data-runs-into-next",
      buildZip([{ name: "a.csv", ...stored, both: { compressedBytes: 40, bytes: 40 } }, { name: "b.csv" }]),
    ),
    hostile(
      "ARCHIVE_OVERLAP",
      "same-data-twice",
      buildZip([{ name: "a.csv" }, { name: "a2.csv", isCentralOnly: true, central: { offset: 0 } }]),
      ["ARCHIVE_LOCAL_NAME"],
    ),
    hostile("ARCHIVE_OVERLAP", "full-overlap-bomb", fullOverlap(), ["ARCHIVE_LOCAL_NAME"]),
    hostile("ARCHIVE_OVERLAP", "quoted-overlap-bomb", quotedOverlap()),
    one("ARCHIVE_DESCRIPTOR_MISSING", "announced-only", { flags: 8 }),
    one("ARCHIVE_DESCRIPTOR", "false-crc", { descriptor: described(1, 10, 8) }),
    one("ARCHIVE_DESCRIPTOR", "false-compressed-size", { ...stored, descriptor: described(crc, 9, 8) }),
    one("ARCHIVE_DESCRIPTOR", "false-size", { ...stored, descriptor: described(crc, 8, 9) }),
    one("ARCHIVE_DESCRIPTOR", "false-signature", {
      ...stored,
      descriptor: Buffer.concat([u32(0x11_11_11_11), u32(crc), u32(8), u32(8)]),
    }),
    one("ARCHIVE_DESCRIPTOR", "cut", { ...stored, descriptor: described(crc, 8, 8).subarray(0, 9) }),
    one("ARCHIVE_DESCRIPTOR", "long-without-zip64", {
      ...stored,
      descriptor: Buffer.concat([u32(0x08_07_4b_50), u32(crc), u64(8), u64(8)]),
    }),
    one("ARCHIVE_GAP", "behind-descriptor", {
      ...stored,
      descriptor: Buffer.concat([described(crc, 8, 8), Buffer.alloc(20)]),
    }),
    one("ARCHIVE_GAP", "descriptor-not-announced", {
      ...stored,
      flags: 0,
      descriptor: described(crc, 8, 8),
      local: { crc32: crc, compressedBytes: 8, bytes: 8 },
    }),
  ];
}

/** The first entry is there, but not in the directory. */
function withoutFirstListing(): Buffer {
  const bytes = buildZip([{ name: "b.csv" }, { name: "c.csv" }]);
  const end = bytes.length - 22;
  const directory = bytes.readUInt32LE(end + 16);
  const tail = Buffer.from(bytes.subarray(end));
  tail.writeUInt16LE(1, 8);
  tail.writeUInt16LE(1, 10);
  tail.writeUInt32LE(51, 12);
  // Listed is the first, so the second lies in a gap.
  return Buffer.concat([bytes.subarray(0, directory + 51), tail]);
}

/** Bytes that do not compress, so that the bomb is no matter of its ratio. Seeded. */
function randomBytes(): Buffer {
  let state = 42;
  const bytes = Array.from({ length: 600 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
  return Buffer.from(bytes);
}

/** Many entries that share one kernel: David Fifield, A better zip bomb (2019). */
function fullOverlap(): Buffer {
  const kernel = randomBytes();
  return buildZip([
    { name: "0.csv", content: kernel },
    ...Array.from({ length: 50 }, (_, index) => ({
      name: `${index + 1}.csv`,
      content: kernel,
      isCentralOnly: true,
      central: { offset: 0 },
    })),
  ]);
}

/** Each entry's data quotes the local headers of the next ones in a stored block and ends in the shared kernel. */
function quotedOverlap(): Buffer {
  const inner = buildZip([{ name: "2.csv", content: "kernel" }]);
  const directory = inner.readUInt32LE(inner.length - 6);
  const quoted = inner.subarray(0, directory);
  const block = Buffer.concat([
    Buffer.from([0, quoted.length & 255, quoted.length >> 8, ~quoted.length & 255, (~quoted.length >> 8) & 255]),
    quoted,
  ]);
  return buildZip([
    { name: "1.csv", content: "quoting", data: block, both: { bytes: quoted.length } },
    { name: "2.csv", content: "kernel", isCentralOnly: true, central: { offset: 30 + 5 + 5 } },
  ]);
}
