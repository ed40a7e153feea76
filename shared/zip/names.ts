/** What a member may be called: a name that means the same on every system and as the end of an object key. */
import type { ArchiveCode } from "./faults.ts";
import type { ArchiveLimits } from "./limits.ts";

export interface NameFault {
  code: ArchiveCode;
  found?: string | number;
  expected?: string | number;
}

// Bidi_Control of Unicode (PropList.txt): https://www.unicode.org/reports/tr9/
const BIDIRECTIONAL = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const CONTROL = /\p{Cc}/u;
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}]/u;
const codePoint = (match: RegExpExecArray | null) =>
  `U+${match![0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;

/** Every fault of one name; a directory's without its last `/`. */
export function nameFaults(name: string, limits: Pick<ArchiveLimits, "nameBytes" | "segmentBytes">): NameFault[] {
  if (name === "") return [{ code: "ARCHIVE_NAME_EMPTY" }];
  const faults: NameFault[] = [];
  const segments = name.split("/");
  const bytes = Buffer.byteLength(name);
  const longest = segments.reduce((most, segment) => Math.max(most, Buffer.byteLength(segment)), 0);
  if (bytes > limits.nameBytes)
    faults.push({ code: "ARCHIVE_NAME_TOO_LONG", found: `${bytes} bytes`, expected: `at most ${limits.nameBytes}` });
  else if (longest > limits.segmentBytes)
    faults.push({
      code: "ARCHIVE_NAME_TOO_LONG",
      found: `a part of ${longest} bytes`,
      expected: `at most ${limits.segmentBytes}`,
    });
  if (name.includes("\0")) faults.push({ code: "ARCHIVE_NAME_NUL", found: name });
  else if (CONTROL.test(name)) faults.push({ code: "ARCHIVE_NAME_CONTROL", found: codePoint(CONTROL.exec(name)) });
  if (BIDIRECTIONAL.test(name))
    faults.push({ code: "ARCHIVE_NAME_BIDIRECTIONAL", found: codePoint(BIDIRECTIONAL.exec(name)) });
  else if (INVISIBLE.test(name))
    faults.push({ code: "ARCHIVE_NAME_INVISIBLE", found: codePoint(INVISIBLE.exec(name)) });
  if (name !== name.normalize("NFC")) faults.push({ code: "ARCHIVE_NAME_NOT_NFC", found: name });
  if (name.includes("\\")) faults.push({ code: "ARCHIVE_NAME_BACKSLASH", found: name });
  if (/^[A-Za-z]:/.test(name)) faults.push({ code: "ARCHIVE_NAME_DRIVE", found: name });
  else if (name.includes(":")) faults.push({ code: "ARCHIVE_NAME_COLON", found: name });
  if (name.startsWith("/")) faults.push({ code: "ARCHIVE_NAME_ABSOLUTE", found: name });
  else if (segments.includes("")) faults.push({ code: "ARCHIVE_NAME_EMPTY_SEGMENT", found: name });
  // Backslashes separate on Windows: a traversal written with them is one.
  if (name.split(/[/\\]/).includes("..")) faults.push({ code: "ARCHIVE_NAME_TRAVERSAL", found: name });
  if (segments.includes(".")) faults.push({ code: "ARCHIVE_NAME_DOT", found: name });
  return faults;
}

/** Names with the same fold are one file on some system. Full case folding, as far as JavaScript has it: upper, then lower (ß = ss). */
export const foldName = (name: string) => name.normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");

/** What operating systems and packers put into archives by themselves. */
export function isSystemName(name: string): boolean {
  const segments = name.split("/");
  return (
    name === "META-INF/MANIFEST.MF" ||
    segments[0] === "__MACOSX" ||
    [".DS_Store", "Thumbs.db", "desktop.ini"].includes(segments.at(-1)!)
  );
}

const NESTED = /\.(zip|zipx|jar|war|apk|7z|rar|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|lz4|lzma|z|br|cab|iso|arj|lzh|cpio)$/i;

/** By its name, an archive or a compressed file. */
export const isNestedName = (name: string) => NESTED.test(name);
