/** Brings a CSV file to this machine: decompressed, in UTF-8, without byte order mark and header, looked over while it passes. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { decompressed } from "../files/decompress.ts";
import { unsupportedOption } from "../option-errors.ts";
import type { CsvDialect } from "./dialect.ts";
import type { ReadStart } from "./read-records.ts";
import { type CsvScan, CsvScanner } from "./scan.ts";

export interface CsvSpool {
  file: string;
  scan: CsvScan;
  /** Where the spooled bytes begin in the file. */
  start: ReadStart;
  /** The line that PARSE_HEADER takes. */
  header: string | undefined;
}

/** Labels of TextDecoder for Snowflake's names; latin1 is read as it is, since TextDecoder takes it for windows-1252. */
const decoders: Readonly<Record<string, string>> = {
  UTF16: "utf-16le",
  "UTF-16": "utf-16le",
  UTF16LE: "utf-16le",
  "UTF-16LE": "utf-16le",
  UTF16BE: "utf-16be",
  "UTF-16BE": "utf-16be",
  BIG5: "big5",
  EUCJP: "euc-jp",
  EUCKR: "euc-kr",
  GB18030: "gb18030",
  IBM866: "ibm866",
  KOI8R: "koi8-r",
  SHIFTJIS: "shift_jis",
  ...Object.fromEntries([2, 5, 6, 7, 8].map((part) => [`ISO8859${part}`, `iso-8859-${part}`])),
  ISO885915: "iso-8859-15",
  ...Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((page) => [`WINDOWS125${page}`, `windows-125${page}`])),
};

/** https://docs.snowflake.com/en/sql-reference/sql/create-file-format : ENCODING. Throws for what cannot be decoded here. */
async function* inUtf8(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const name = encoding.replaceAll("-", "").replaceAll("_", "");
  if (name === "UTF8") {
    yield* chunks;
    return;
  }
  if (name === "ISO88591") {
    for await (const chunk of chunks) yield Buffer.from(chunk.toString("latin1"));
    return;
  }
  const label = decoders[encoding] ?? decoders[name];
  if (label === undefined) throw unsupportedOption(`ENCODING = '${encoding}'`, "Use UTF8.");
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

/** Drops what stands before the first record; tells through `start` how much that was. */
async function* withoutHead(
  chunks: AsyncIterable<Buffer>,
  dialect: CsvDialect,
  start: ReadStart,
  keepHeader: (line: string) => void,
): AsyncGenerator<Buffer> {
  let lines = dialect.parseHeader ? 1 : dialect.skipHeader;
  let isStart = true;
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!isStart && lines === 0) {
      yield chunk;
      continue;
    }
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (isStart) {
      if (held.length < 3) continue;
      held = withoutMark(held, dialect, start);
      isStart = false;
    }
    while (lines > 0) {
      const end = held.indexOf(10);
      if (end < 0) break;
      keepHeader(held.toString("utf8", 0, end).replace(/\r$/, ""));
      held = held.subarray(end + 1);
      start.offset += end + 1;
      start.line += 1;
      lines -= 1;
    }
    if (lines === 0) {
      if (held.length > 0) yield held;
      held = Buffer.alloc(0);
    }
  }
  if (isStart) held = withoutMark(held, dialect, start);
  if (lines === 0 && held.length > 0) yield held;
  else if (lines > 0) keepHeader(held.toString("utf8"));
}

function withoutMark(bytes: Buffer, dialect: CsvDialect, start: ReadStart): Buffer {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (!dialect.skipByteOrderMark || !hasMark) return bytes;
  start.offset += 3;
  return bytes.subarray(3);
}

/** `file` is made or overwritten. */
export async function spoolCsv(
  source: Readable,
  compression: string,
  dialect: CsvDialect,
  file: string,
): Promise<CsvSpool> {
  const start: ReadStart = { line: 1, offset: 0 };
  const scanner = new CsvScanner(dialect);
  let header: string | undefined;
  const output = await open(file, "w");
  try {
    const chunks = inUtf8(decompressed(source, compression), dialect.encoding);
    for await (const chunk of withoutHead(chunks, dialect, start, (line) => (header = line))) {
      scanner.push(chunk);
      await output.write(chunk);
    }
  } finally {
    await output.close();
  }
  return { file, scan: scanner.end(), start, header: dialect.parseHeader ? (header ?? "") : undefined };
}
