/** Entries that must be refused for what they are: links, methods, flags, sizes, content. */
import { deflateRawSync, gzipSync } from "node:zlib";
import { buildZip, type EntrySpec, extra, u16, unixMode } from "./build-zip.ts";
import { type HostileArchive, hostile } from "./hostile.ts";

const asiUnix = (mode: number) =>
  extra(0x75_6e, Buffer.concat([Buffer.alloc(4), u16(mode), Buffer.alloc(8), Buffer.from("/etc/passwd")]));
const ASI_LINK = asiUnix(0o12_0777);

export function hostileEntries(): HostileArchive[] {
  const one = (code: string, kind: string, entry: Partial<EntrySpec>) =>
    hostile(
      code,
      kind,
      buildZip([{ name: "good.csv" }, { name: "a.csv", ...entry }]),
      kind === "petabyte" ? ["ARCHIVE_RATIO"] : [],
    );
  const mode = (value: number) => ({ central: { externalAttributes: unixMode(value) } });
  const text = Buffer.from("a,b\n1,2\n".repeat(100));
  const deflated = deflateRawSync(text);
  return [
    one("ARCHIVE_LINK", "unix-link", { ...mode(0o12_0777), content: "/etc/passwd", method: 0 }),
    one("ARCHIVE_LINK", "asi-unix-link", { central: { extra: ASI_LINK } }),
    one("ARCHIVE_LINK", "asi-unix-link-in-local-header", { local: { extra: ASI_LINK } }),
    one("ARCHIVE_SPECIAL_FILE", "asi-unix-device", { both: { extra: asiUnix(0o02_0666) } }),
    one("ARCHIVE_ENCRYPTED", "aes-field-in-local-header", { local: { extra: extra(0x99_01, Buffer.alloc(7, 1)) } }),
    one("ARCHIVE_LINK", "reparse-point", { central: { externalAttributes: 0x4_20 } }),
    one("ARCHIVE_SPECIAL_FILE", "character-device", mode(0o02_0666)),
    one("ARCHIVE_SPECIAL_FILE", "block-device", mode(0o06_0666)),
    one("ARCHIVE_SPECIAL_FILE", "pipe", mode(0o01_0666)),
    one("ARCHIVE_SPECIAL_FILE", "socket", mode(0o14_0666)),
    one("ARCHIVE_SPECIAL_FILE", "volume-label", { central: { externalAttributes: 0x08 } }),
    one("ARCHIVE_FOLDER_UNCLEAR", "file-that-is-a-folder", mode(0o04_0755)),
    one("ARCHIVE_FOLDER_UNCLEAR", "dos-folder", { central: { externalAttributes: 0x10 } }),
    one("ARCHIVE_FOLDER_UNCLEAR", "folder-that-is-a-file", {
      name: "data/",
      content: "",
      method: 0,
      ...mode(0o10_0644),
    }),
    one("ARCHIVE_FOLDER_WITH_DATA", "content", { name: "data/" }),
    one("ARCHIVE_ENCRYPTED", "traditional", { flags: 1 }),
    one("ARCHIVE_ENCRYPTED", "aes", {
      flags: 1,
      method: 99,
      both: { extra: extra(0x99_01, Buffer.from([2, 0, 0x41, 0x45, 3, 8, 0])) },
    }),
    one("ARCHIVE_ENCRYPTED", "strong", { flags: 0x41 }),
    one("ARCHIVE_DIRECTORY_ENCRYPTED", "masked-headers", { flags: 0x20_41 }),
    ...[1, 6, 9, 12, 14, 93, 95, 98, 255].map((method) => one("ARCHIVE_METHOD", `method-${method}`, { method })),
    one("ARCHIVE_VERSION", "version-6.3", { both: { version: 63 } }),
    one("ARCHIVE_FLAGS", "patched-data", { flags: 0x20 }),
    one("ARCHIVE_FLAGS", "reserved", { flags: 0x40_00 }),
    one("ARCHIVE_NESTED", "zip-by-name", { name: "inner.zip" }),
    one("ARCHIVE_NESTED", "gzip-by-name", { name: "a.csv.gz" }),
    one("ARCHIVE_NESTED", "tar-by-name", { name: "a.TAR" }),
    one("ARCHIVE_NESTED", "zip-by-content", { content: buildZip([{ name: "a.csv" }]) }),
    one("ARCHIVE_NESTED", "gzip-by-content", { content: gzipSync("a,b\n") }),
    one("ARCHIVE_NESTED", "7z-by-content", { content: Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]) }),
    one("ARCHIVE_NESTED", "tar-by-content", {
      content: Buffer.concat([Buffer.alloc(257, 0x61), Buffer.from("ustar\x0000"), Buffer.alloc(248)]),
    }),
    one("ARCHIVE_STORED_SIZE", "stored-two-sizes", { method: 0, both: { bytes: 9 } }),
    one("ARCHIVE_RATIO", "zeros", { content: Buffer.alloc(1 << 20) }),
    hostile(
      "ARCHIVE_RATIO",
      "many-in-all",
      buildZip(Array.from({ length: 20 }, (_, index) => ({ name: `${index}.csv`, content: Buffer.alloc(60_000) }))),
    ),
    one("ARCHIVE_ENTRY_TOO_BIG", "petabyte", {
      data: Buffer.alloc(10_000),
      both: {
        bytes: 0xff_ff_ff_ff,
        extra: extra(1, Buffer.concat([hugeSize, Buffer.from([0x10, 0x27, 0, 0, 0, 0, 0, 0])])),
        compressedBytes: 0xff_ff_ff_ff,
        version: 45,
      },
    }),
    one("ARCHIVE_EXTRA_MALFORMED", "central-too-long", { central: { extra: Buffer.from([1, 2, 9, 0, 1]) } }),
    one("ARCHIVE_EXTRA_MALFORMED", "local-cut", { local: { extra: Buffer.from([1, 2, 3]) } }),
    // found while inflating
    one("ARCHIVE_CRC", "false-crc", { both: { crc32: 0x12_34_56_78 } }),
    one("ARCHIVE_CRC", "stored-bit-flip", { method: 0, content: "a,b\n1,2\n", data: Buffer.from("a,b\n1,3\n") }),
    one("ARCHIVE_SIZE_EXCEEDED", "size-too-small", { content: text, both: { bytes: 10 } }),
    one("ARCHIVE_SIZE_SHORT", "size-too-big", { content: text, both: { bytes: 10_000 } }),
    one("ARCHIVE_DEFLATE_INVALID", "block-type-3", {
      content: text,
      data: Buffer.from([0x07, 0, 0, 0, 0, 0, 0, 0, 0]),
    }),
    one("ARCHIVE_DEFLATE_INVALID", "distance-too-far", {
      content: text,
      data: Buffer.from([0x63, 0x00, 0x42, 0x00, 0x00]),
    }),
    one("ARCHIVE_DEFLATE_ENDS_LATE", "cut", { content: text, data: deflated.subarray(0, -3) }),
    one("ARCHIVE_DEFLATE_ENDS_LATE", "no-data", { content: "", data: Buffer.alloc(0) }),
    one("ARCHIVE_DEFLATE_ENDS_EARLY", "bytes-behind", {
      content: text,
      data: Buffer.concat([deflated, Buffer.from("smuggled")]),
    }),
    one("ARCHIVE_DEFLATE_ENDS_EARLY", "second-stream", { content: text, data: Buffer.concat([deflated, deflated]) }),
    one("ARCHIVE_SPLIT", "entry-on-another-part", { central: { disk: 3 } }),
    one("ARCHIVE_LOCAL_FLAGS", "utf8-in-one-only", { local: { flags: 1 << 11 } }),
    one("ARCHIVE_NAME_ENCODING", "unicode-path-without-crc", {
      name: Buffer.from([0x81]),
      flags: 0,
      both: { extra: extra(0x70_75, Buffer.concat([Buffer.from([1]), u16(0), u16(0), Buffer.from("ü")])) },
    }),
  ];
}

const hugeSize = Buffer.from([0, 0, 0, 0, 0, 0, 4, 0]);
