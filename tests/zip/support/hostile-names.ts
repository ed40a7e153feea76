/** Names that must be refused. */
import { crc32 } from "node:zlib";
import { buildZip, type EntrySpec, extra, u32 } from "./build-zip.ts";
import { type HostileArchive, hostile } from "./hostile.ts";

const RLO = String.fromCodePoint(0x20_2e);
const ZERO_WIDTH_SPACE = String.fromCodePoint(0x20_0b);

export function hostileNames(): HostileArchive[] {
  const one = (code: string, kind: string, name: string | Buffer, more: Partial<EntrySpec> = {}) =>
    hostile(
      code,
      kind,
      buildZip([{ name: "good.csv" }, { name, ...more }]),
      kind.startsWith("traversal-with") ? ["ARCHIVE_NAME_TRAVERSAL"] : [],
    );
  const two = (code: string, kind: string, first: string, second: string) =>
    hostile(
      code,
      kind,
      buildZip([{ name: first }, { name: second, ...(second.endsWith("/") && { content: "", method: 0 }) }]),
    );
  return [
    one("ARCHIVE_NAME_EMPTY", "no-name", ""),
    one("ARCHIVE_NAME_TRAVERSAL", "first", "../a.csv"),
    one("ARCHIVE_NAME_TRAVERSAL", "inside", "data/../../a.csv"),
    one("ARCHIVE_NAME_TRAVERSAL", "last", "data/.."),
    one("ARCHIVE_NAME_TRAVERSAL", "folder", "../", { content: "", method: 0 }),
    one("ARCHIVE_NAME_BACKSLASH", "traversal-with-backslash", "..\\a.csv"),
    one("ARCHIVE_NAME_BACKSLASH", "separator", "data\\a.csv"),
    one("ARCHIVE_NAME_BACKSLASH", "share", "\\\\server\\share\\a.csv"),
    one("ARCHIVE_NAME_DOT", "first", "./a.csv"),
    one("ARCHIVE_NAME_DOT", "inside", "data/./a.csv"),
    one("ARCHIVE_NAME_EMPTY_SEGMENT", "inside", "data//a.csv"),
    one("ARCHIVE_NAME_ABSOLUTE", "root", "/etc/a.csv"),
    one("ARCHIVE_NAME_DRIVE", "drive", "C:/a.csv"),
    one("ARCHIVE_NAME_DRIVE", "drive-relative", "c:a.csv"),
    one("ARCHIVE_NAME_COLON", "alternate-stream", "a.csv:stream"),
    one("ARCHIVE_NAME_NUL", "nul", "a.csv\0.txt"),
    one("ARCHIVE_NAME_CONTROL", "line-feed", "a\n.csv"),
    one("ARCHIVE_NAME_CONTROL", "escape", "a\u001b[2J.csv"),
    one("ARCHIVE_NAME_CONTROL", "delete", "a\u007f.csv"),
    one("ARCHIVE_NAME_CONTROL", "c1", "a\u0085.csv"),
    one("ARCHIVE_NAME_BIDIRECTIONAL", "override", `a${RLO}vsc.exe`),
    one("ARCHIVE_NAME_BIDIRECTIONAL", "isolate", `a${String.fromCodePoint(0x20_66)}.csv`),
    one("ARCHIVE_NAME_INVISIBLE", "zero-width-space", `a${ZERO_WIDTH_SPACE}.csv`),
    one("ARCHIVE_NAME_INVISIBLE", "line-separator", `a${String.fromCodePoint(0x20_28)}.csv`),
    one("ARCHIVE_NAME_NOT_NFC", "decomposed", "e\u0301.csv"),
    one("ARCHIVE_NAME_ENCODING", "not-utf8", Buffer.from([0x61, 0xff, 0x2e, 0x63, 0x73, 0x76])),
    one("ARCHIVE_NAME_ENCODING", "overlong-utf8", Buffer.from([0x2e, 0xc0, 0xae, 0x2f, 0x61])),
    one("ARCHIVE_NAME_ENCODING", "cp437-unmarked", Buffer.from([0x81, 0x2e, 0x63, 0x73, 0x76]), { flags: 0 }),
    one("ARCHIVE_NAME_ENCODING", "utf8-unmarked", "ü.csv", { flags: 0 }),
    one("ARCHIVE_NAME_CONTRADICTION", "unicode-path", "a.csv", {
      both: { extra: extra(0x70_75, Buffer.concat([Buffer.from([1]), u32(crc32("a.csv")), Buffer.from("b.csv")])) },
    }),
    one("ARCHIVE_NAME_TOO_LONG", "name", `${"a/".repeat(300)}a.csv`),
    one("ARCHIVE_NAME_TOO_LONG", "segment", `${"a".repeat(300)}.csv`),
    two("ARCHIVE_NAME_DUPLICATE", "same", "a.csv", "a.csv"),
    two("ARCHIVE_NAME_COLLISION", "case", "a.csv", "A.csv"),
    two("ARCHIVE_NAME_COLLISION", "sharp-s", "straße.csv", "STRASSE.csv"),
    two("ARCHIVE_NAME_COLLISION", "compatibility", "\ufb01lm.csv", "film.csv"),
    two("ARCHIVE_NAME_COLLISION", "full-width", "\uff41.csv", "a.csv"),
    two("ARCHIVE_NAME_FILE_AND_FOLDER", "file-then-path", "data", "data/a.csv"),
    two("ARCHIVE_NAME_FILE_AND_FOLDER", "file-then-folder", "data", "data/"),
  ];
}
