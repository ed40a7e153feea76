/** Archives that must be accepted, in the forms that real writers give them. */
import { deflateRawSync } from "node:zlib";
import { buildZip, descriptorOf, type EntrySpec, extra, u64, unixMode } from "./build-zip.ts";

export interface GoodArchive {
  kind: string;
  bytes: Buffer;
  /** What its members hold. */
  members: Record<string, string>;
}

const CSV = "a,b\n1,2\n";
const MAX_32 = 0xff_ff_ff_ff;
const content = Buffer.from(CSV);
const data = deflateRawSync(content);
/** A ZIP64 field with both sizes. */
const longSizes = (bytes: number, compressedBytes: number) =>
  extra(1, Buffer.concat([u64(bytes), u64(compressedBytes)]));

export function goodArchives(): GoodArchive[] {
  const one = (kind: string, entry: Partial<EntrySpec>, archive?: Parameters<typeof buildZip>[1]): GoodArchive => ({
    kind,
    bytes: buildZip([{ name: "a.csv", content, ...entry }], archive),
    members: { "a.csv": CSV },
  });
  const left = { bytes: MAX_32, compressedBytes: MAX_32, version: 45 };
  const zip64 = { zip64: {}, end: { entriesHere: 0xff_ff, entries: 0xff_ff, bytes: MAX_32, offset: MAX_32 } };
  return [
    one("deflate", {}),
    one("stored", { method: 0 }),
    { kind: "empty-member", bytes: buildZip([{ name: "a.csv", content: "", method: 0 }]), members: { "a.csv": "" } },
    { kind: "empty-member-deflated", bytes: buildZip([{ name: "a.csv", content: "" }]), members: { "a.csv": "" } },
    one("descriptor-with-signature", { descriptor: true }),
    one("descriptor-without-signature", { descriptor: descriptorOf(content, data, { hasSignature: false }), flags: 8 }),
    one("descriptor-of-stored", { method: 0, descriptor: descriptorOf(content, content), flags: 8 }),
    one("descriptor-long", {
      flags: 8,
      descriptor: descriptorOf(content, data, { isLong: true }),
      local: { bytes: MAX_32, compressedBytes: MAX_32, version: 45, extra: longSizes(0, 0) },
    }),
    one("descriptor-long-without-signature", {
      flags: 8,
      descriptor: descriptorOf(content, data, { isLong: true, hasSignature: false }),
      local: { bytes: MAX_32, compressedBytes: MAX_32, version: 45, extra: longSizes(0, 0) },
    }),
    one("zip64-everywhere", { both: { ...left, extra: longSizes(content.length, data.length) } }, zip64),
    one("zip64-end-only", {}, zip64),
    one("zip64-needless-but-true", { central: { extra: longSizes(content.length, data.length) } }),
    one("zip64-end-in-step", {}, { zip64: {} }),
    one("comment", {}, { comment: Buffer.from("made for the tests; PK is no signature") }),
    one("entry-comment", { central: { comment: Buffer.from("hello") } }),
    one("extra-fields", {
      local: { extra: extra(0x54_55, Buffer.alloc(9)) },
      central: { extra: extra(0x54_55, Buffer.alloc(5)) },
    }),
    one("unix-mode", { central: { externalAttributes: unixMode(0o10_0644) } }),
    { kind: "utf8-name", bytes: buildZip([{ name: "ünï/数据.csv", content }]), members: { "ünï/数据.csv": CSV } },
    {
      kind: "folders",
      bytes: buildZip([
        { name: "data/", content: "", method: 0, central: { externalAttributes: (unixMode(0o04_0755) | 0x10) >>> 0 } },
        { name: "data/a.csv", content },
      ]),
      members: { "data/a.csv": CSV },
    },
    {
      kind: "folder-deflated",
      bytes: buildZip([
        { name: "data/", content: "" },
        { name: "data/a.csv", content },
      ]),
      members: { "data/a.csv": CSV },
    },
    {
      kind: "macos",
      bytes: buildZip([
        { name: "a.csv", content, descriptor: true },
        { name: "__MACOSX/._a.csv", content: Buffer.alloc(120), descriptor: true },
        { name: ".DS_Store", content: Buffer.alloc(60), descriptor: true },
      ]),
      members: { "a.csv": CSV },
    },
    {
      kind: "directory-in-another-order",
      bytes: reordered(),
      members: { "a.csv": CSV, "b.csv": CSV },
    },
    {
      kind: "many-members",
      bytes: buildZip(Array.from({ length: 1000 }, (_, n) => ({ name: `${n}.csv`, content }))),
      members: Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`${n}.csv`, CSV])),
    },
    {
      kind: "no-end-of-line",
      bytes: buildZip([{ name: "a.csv", content: "a,b\n1,2" }]),
      members: { "a.csv": "a,b\n1,2" },
    },
  ];
}

/** The directory lists the second entry first. */
function reordered(): Buffer {
  const bytes = buildZip([
    { name: "a.csv", content },
    { name: "b.csv", content },
  ]);
  const directory = bytes.readUInt32LE(bytes.length - 6);
  const middle = directory + 51;
  const end = bytes.length - 22;
  return Buffer.concat([
    bytes.subarray(0, directory),
    bytes.subarray(middle, end),
    bytes.subarray(directory, middle),
    bytes.subarray(end),
  ]);
}
