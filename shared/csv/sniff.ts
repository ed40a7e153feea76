/** Tells by its first bytes that a member is not CSV at all: a web page or a binary file under a `.csv` name. */
import { nestedKind } from "../zip/nested.ts";

/** How many bytes are enough. */
export const SNIFF_TEXT_BYTES = 512;

const BINARY: readonly (readonly [kind: string, mark: string])[] = [
  ["Parquet", "PAR1"],
  ["PDF", "%PDF-"],
  ["PNG", "\x89PNG"],
  ["SQLite", "SQLite format 3\0"],
  ["Excel (xls)", "\xd0\xcf\x11\xe0"],
  ["Avro", "Obj\x01"],
  ["Arrow", "ARROW1\0\0"],
  ["ORC", "ORC\n"],
];

/** What a text starts as when it is no CSV. */
export function foreignKind(head: Buffer): { code: "CSV_HTML" | "CSV_BINARY"; kind: string } | undefined {
  const text = head.toString("latin1");
  const binary = BINARY.find(([, mark]) => text.startsWith(mark))?.[0] ?? nestedKind(head);
  if (binary) return { code: "CSV_BINARY", kind: `a ${binary} file` };
  const markup = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body|\?xml|!--)/i.exec(text);
  return markup ? { code: "CSV_HTML", kind: markup[0].trim() } : undefined;
}

/** The UTF-16 that a byte order mark announces. */
export function markedUtf16(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}
