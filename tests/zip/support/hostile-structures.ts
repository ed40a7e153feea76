/** Archives that are wrong as a whole: ends, directories, ZIP64 records. */
import { buildZip, extra, u16, u32, u64 } from "./build-zip.ts";
import { type HostileArchive, hostile } from "./hostile.ts";

const MAX_32 = 0xff_ff_ff_ff;

export function hostileStructures(): HostileArchive[] {
  const entries = [{ name: "a.csv" }, { name: "b.csv" }];
  const good = buildZip(entries);
  const end = good.length - 22;
  const directory = good.readUInt32LE(end + 16);
  const whole = (code: string, kind: string, archive: Parameters<typeof buildZip>[1]) =>
    hostile(code, kind, buildZip(entries, archive));
  const all64 = { entriesHere: 0xff_ff, entries: 0xff_ff, bytes: MAX_32, offset: MAX_32 };
  const endRecord = Buffer.concat([u32(0x06_05_4b_50), Buffer.alloc(18)]);
  return [
    hostile("ARCHIVE_EMPTY_FILE", "no-bytes", Buffer.alloc(0)),
    hostile("ARCHIVE_NOT_ZIP", "text", Buffer.from("movieId,title\n1,Heat\n".repeat(10))),
    hostile("ARCHIVE_NOT_ZIP", "gzip", Buffer.from("1f8b0800000000000003", "hex")),
    hostile("ARCHIVE_NOT_ZIP", "one-byte", Buffer.from("P")),
    hostile("ARCHIVE_NOT_ZIP", "zeros", Buffer.alloc(200)),
    hostile("ARCHIVE_TRUNCATED", "in-local-header", good.subarray(0, 20)),
    hostile("ARCHIVE_TRUNCATED", "in-data", good.subarray(0, 40)),
    hostile("ARCHIVE_TRUNCATED", "before-directory", good.subarray(0, directory)),
    hostile("ARCHIVE_TRUNCATED", "in-directory", good.subarray(0, directory + 30)),
    hostile("ARCHIVE_TRUNCATED", "before-end-record", good.subarray(0, end)),
    hostile("ARCHIVE_TRUNCATED", "in-end-record", good.subarray(0, -5)),
    whole("ARCHIVE_TRUNCATED", "in-comment", { end: { commentBytes: 10 }, comment: Buffer.from("short") }),
    whole("ARCHIVE_TRAILING_DATA", "one-byte", { trailing: Buffer.from([0]) }),
    whole("ARCHIVE_TRAILING_DATA", "text", { trailing: Buffer.from("\r\n--boundary--\r\n") }),
    whole("ARCHIVE_TRAILING_DATA", "comment-not-announced", {
      end: { commentBytes: 0 },
      comment: Buffer.from("hello"),
    }),
    hostile("ARCHIVE_SECOND_END_RECORD", "in-comment", buildZip(entries, { comment: endRecord })),
    hostile("ARCHIVE_SECOND_END_RECORD", "whole-archive-in-comment", buildZip(entries, { comment: good })),
    hostile(
      "ARCHIVE_SECOND_END_RECORD",
      "short-of-the-end",
      buildZip(entries, { comment: Buffer.concat([endRecord, Buffer.from("tail")]) }),
    ),
    ...[
      ["local", 0x04_03_4b_50],
      ["central", 0x02_01_4b_50],
      ["zip64", 0x06_06_4b_50],
      ["locator", 0x07_06_4b_50],
      ["cut-end", 0x06_05_4b_50],
    ].map(([kind, signature]) =>
      whole("ARCHIVE_COMMENT_SIGNATURE", `${kind}`, {
        comment: Buffer.concat([Buffer.from("hi"), u32(Number(signature))]),
      }),
    ),
    hostile(
      "ARCHIVE_PREFIX_DATA",
      "self-extractor-adjusted",
      buildZip(entries, { prefix: Buffer.from("#!/bin/sh\nexec unzip $0\n") }),
    ),
    hostile(
      "ARCHIVE_PREFIX_DATA",
      "glued-not-adjusted",
      buildZip(entries, { prefix: Buffer.from("MZ stub"), isPrefixHidden: true }),
    ),
    hostile("ARCHIVE_PREFIX_DATA", "other-archive-in-front", buildZip(entries, { prefix: good, isPrefixHidden: true })),
    whole("ARCHIVE_SPLIT", "disk", { end: { disk: 1 } }),
    whole("ARCHIVE_SPLIT", "directory-disk", { end: { directoryDisk: 2 } }),
    hostile("ARCHIVE_SPLIT", "first-part", Buffer.concat([u32(0x08_07_4b_50), good.subarray(0, end)])),
    hostile("ARCHIVE_NO_ENTRIES", "empty-archive", buildZip([])),
    whole("ARCHIVE_ENTRY_COUNT", "one-more", { end: { entries: 3, entriesHere: 3 } }),
    whole("ARCHIVE_ENTRY_COUNT", "one-less", { end: { entries: 1, entriesHere: 1 } }),
    whole("ARCHIVE_ENTRY_COUNT", "here-differs", { end: { entriesHere: 1 } }),
    whole("ARCHIVE_ENTRY_COUNT", "none-said", { end: { entries: 0, entriesHere: 0 } }),
    whole("ARCHIVE_TOO_MANY_ENTRIES", "count-65534", { end: { entries: 65_534, entriesHere: 65_534 } }),
    hostile(
      "ARCHIVE_TOO_MANY_ENTRIES",
      "1001-real",
      buildZip(Array.from({ length: 1001 }, (_, index) => ({ name: `${index}`, content: "", method: 0 }))),
    ),
    whole("ARCHIVE_DIRECTORY_RANGE", "offset-behind-the-end", { end: { offset: 100_000 } }),
    whole("ARCHIVE_DIRECTORY_RANGE", "size-too-big", { end: { bytes: 100_000 } }),
    whole("ARCHIVE_DIRECTORY_END", "size-too-small", { end: { bytes: 60 } }),
    whole("ARCHIVE_DIRECTORY_END", "gap-before-end-record", { afterDirectory: Buffer.from("digital signature") }),
    hostile(
      "ARCHIVE_DIRECTORY_SIGNATURE",
      "second-entry",
      buildZip([{ name: "a.csv" }, { name: "b.csv", central: { signature: 0x11_22_33_44 } }]),
    ),
    hostile(
      "ARCHIVE_DIRECTORY_ENCRYPTED",
      "archive-extra-data",
      buildZip([{ name: "a.csv", central: { signature: 0x08_06_4b_50 } }]),
    ),
    hostile("ARCHIVE_DIRECTORY_TRUNCATED", "name-runs-over", patched(good, directory + 28 + 51, u16(60_000))),
    hostile(
      "ARCHIVE_DIRECTORY_TRUNCATED",
      "half-header",
      buildZip(entries, { afterDirectory: u32(0x02_01_4b_50), end: { bytes: good.readUInt32LE(end + 12) + 4 } }),
    ),
    hostile(
      "ARCHIVE_DIRECTORY_TOO_BIG",
      "five-mebibytes",
      buildZip(
        Array.from({ length: 80 }, (_, index) => ({
          name: `${index}`,
          content: "",
          method: 0,
          central: { comment: Buffer.alloc(65_000, 0x20) },
        })),
      ),
    ),
    // ZIP64
    whole("ARCHIVE_ZIP64_LOCATOR_MISSING", "offset-left-to-it", { end: { offset: MAX_32 } }),
    whole("ARCHIVE_ZIP64_LOCATOR_MISSING", "count-left-to-it", { end: { entries: 0xff_ff, entriesHere: 0xff_ff } }),
    whole("ARCHIVE_ZIP64_LOCATOR_RANGE", "behind-the-end", { zip64: { locator: { offset: 1e9 } }, end: all64 }),
    whole("ARCHIVE_ZIP64_LOCATOR_RANGE", "zero", { zip64: { locator: { offset: 0 } }, end: all64 }),
    whole("ARCHIVE_ZIP64_LOCATOR_RANGE", "beyond-2-to-the-60", { zip64: { locator: { offset: 2 ** 60 } }, end: all64 }),
    whole("ARCHIVE_ZIP64_LOCATOR_RANGE", "gap-before-locator", { zip64: { gap: Buffer.alloc(8) }, end: all64 }),
    whole("ARCHIVE_ZIP64_RECORD", "signature", { zip64: { record: { signature: 0x12_34_56_78 } }, end: all64 }),
    whole("ARCHIVE_ZIP64_RECORD", "size", { zip64: { record: { size: 60 } }, end: all64 }),
    whole("ARCHIVE_ENTRY_COUNT", "zip64-here-differs", { zip64: { record: { entriesHere: 1 } }, end: all64 }),
    whole("ARCHIVE_TOO_MANY_ENTRIES", "zip64-trillions", {
      zip64: { record: { entries: 1e12, entriesHere: 1e12 } },
      end: all64,
    }),
    whole("ARCHIVE_DIRECTORY_RANGE", "zip64-size", { zip64: { record: { bytes: 2 ** 52 } }, end: all64 }),
    whole("ARCHIVE_DIRECTORY_RANGE", "zip64-offset-wraps", { zip64: { record: { offset: 2 ** 63 } }, end: all64 }),
    whole("ARCHIVE_SPLIT", "zip64-two-disks", { zip64: { locator: { disks: 2 } }, end: all64 }),
    whole("ARCHIVE_SPLIT", "zip64-record-disk", { zip64: { record: { disk: 1 } }, end: all64 }),
    whole("ARCHIVE_ZIP64_CONTRADICTION", "count", { zip64: {}, end: { ...all64, entries: 1, entriesHere: 1 } }),
    whole("ARCHIVE_ZIP64_CONTRADICTION", "size", { zip64: {}, end: { ...all64, bytes: 51 } }),
    whole("ARCHIVE_ZIP64_CONTRADICTION", "offset", { zip64: {}, end: { ...all64, offset: 0 } }),
    hostile("ARCHIVE_ZIP64_EXTRA", "missing", buildZip([{ name: "a.csv", central: { bytes: MAX_32 } }])),
    hostile(
      "ARCHIVE_ZIP64_EXTRA",
      "too-short",
      buildZip([{ name: "a.csv", central: { bytes: MAX_32, compressedBytes: MAX_32, extra: extra(1, u64(8)) } }]),
    ),
    hostile(
      "ARCHIVE_ZIP64_EXTRA",
      "more-than-left-to-it",
      buildZip([{ name: "a.csv", central: { bytes: MAX_32, extra: extra(1, Buffer.concat([u64(8), u64(8)])) } }]),
    ),
    hostile(
      "ARCHIVE_ZIP64_CONTRADICTION",
      "needless-and-false",
      buildZip([{ name: "a.csv", central: { extra: extra(1, Buffer.concat([u64(99), u64(99)])) } }]),
    ),
    hostile(
      "ARCHIVE_ZIP64_EXTRA",
      "local-missing",
      buildZip([{ name: "a.csv", local: { bytes: MAX_32, compressedBytes: MAX_32 } }]),
    ),
    hostile(
      "ARCHIVE_ZIP64_CONTRADICTION",
      "local",
      buildZip([{ name: "a.csv", local: { extra: extra(1, Buffer.concat([u64(99), u64(10)])) } }]),
    ),
  ];
}

function patched(bytes: Buffer, at: number, patch: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  patch.copy(copy, at);
  return copy;
}
