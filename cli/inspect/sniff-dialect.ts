/** Finds out how a CSV text is written from its first bytes: encoding, delimiter, quote, line ends, header. Pure. */
import { DEFAULT_DIALECT, type Dialect, type Encoding } from "../../shared/csv/dialect.ts";
import { cutCharacterBytes, isText } from "../../shared/csv/encoding.ts";
import { markedUtf16 } from "../../shared/csv/sniff.ts";

export type LineEnds = "LF" | "CRLF" | "CR" | "mixed" | "none";

export interface SniffedCsv {
  dialect: Dialect;
  hasByteOrderMark: boolean;
  lineEnds: LineEnds;
}

const DELIMITERS = [",", ";", "\t", "|"];
const QUOTES = ['"', "'"];
const LINES = 200;
/** In Windows-1252 these bytes are typographic quotes, dashes and the euro sign; in Latin-1 they are control characters. */
const WINDOWS_1252 = (byte: number) => byte >= 0x80 && byte <= 0x9f;

/** `head` is the start of the file; `isWhole` when nothing follows. */
export function sniffDialect(head: Buffer, isWhole: boolean): SniffedCsv {
  const { encoding, markBytes } = sniffEncoding(head, isWhole);
  const text = textOf(head.subarray(markBytes), encoding);
  const quoteChar = sniffQuote(text);
  const ranked = DELIMITERS.map((delimiter) => ({ delimiter, score: scoreOf(text, delimiter, quoteChar, isWhole) }));
  const { delimiter } = ranked.reduce((best, each) => (each.score > best.score ? each : best));
  const dialect: Dialect = { ...DEFAULT_DIALECT, delimiter, quoteChar, encoding };
  const [first = [], ...others] = recordsOf(text, delimiter, quoteChar).slice(0, LINES);
  return {
    dialect: { ...dialect, header: looksLikeHeader(first, others) },
    hasByteOrderMark: markBytes > 0,
    lineEnds: sniffLineEnds(text),
  };
}

function sniffEncoding(head: Buffer, isWhole: boolean): { encoding: Encoding; markBytes: number } {
  const marked = markedUtf16(head);
  if (marked) return { encoding: marked, markBytes: 2 };
  if (head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) return { encoding: "utf-8", markBytes: 3 };
  const pairs = Math.floor(Math.min(head.length, 4096) / 2);
  const zeros = (odd: number) =>
    Array.from({ length: pairs }, (_, at) => head[at * 2 + odd]).filter((byte) => byte === 0).length;
  // Latin text in UTF-16 has a NUL in nearly every pair, always on the same side.
  if (pairs > 2 && zeros(1) > pairs * 0.4 && zeros(0) < pairs * 0.1) return { encoding: "utf-16le", markBytes: 0 };
  if (pairs > 2 && zeros(0) > pairs * 0.4 && zeros(1) < pairs * 0.1) return { encoding: "utf-16be", markBytes: 0 };
  const whole = isWhole ? head : head.subarray(0, head.length - cutCharacterBytes(head));
  if (isText(whole, "utf-8")) return { encoding: "utf-8", markBytes: 0 };
  return { encoding: head.some(WINDOWS_1252) ? "windows-1252" : "iso-8859-1", markBytes: 0 };
}

/** For looking only: what is no character becomes the replacement character. */
const textOf = (bytes: Buffer, encoding: Encoding) =>
  new TextDecoder(encoding === "iso-8859-1" ? "windows-1252" : encoding).decode(bytes);

/** The quote that opens most fields: behind a delimiter or a line end, and before one again. */
function sniffQuote(text: string): string {
  const counts = QUOTES.map((quote) => ({
    quote,
    count: [...text.matchAll(new RegExp(`(?:^|[,;|\\t\\r\\n])${quote}[^${quote}]*${quote}(?=[,;|\\t\\r\\n]|$)`, "g"))]
      .length,
  }));
  const [double, single] = counts;
  return single!.count > double!.count ? single!.quote : double!.quote;
}

/** Good: many fields, the same number in every record. */
function scoreOf(text: string, delimiter: string, quote: string, isWhole: boolean): number {
  const all = recordsOf(text, delimiter, quote);
  const records = (isWhole || all.length < 3 ? all : all.slice(0, -1)).slice(0, LINES); // the last one may be cut
  const widths = records.map((fields) => fields.length);
  const usual = mostFrequent(widths);
  if (usual < 2) return 0;
  const agreeing = widths.filter((width) => width === usual).length / widths.length;
  return agreeing * agreeing * 100 + Math.min(usual, 50) / 10;
}

function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].reduce((best, each) => (each[1] > best[1] ? each : best), [0, 0] as [number, number])[0];
}

/** Records of the sample, good enough to count and to compare; the real reader judges the file. */
function recordsOf(text: string, delimiter: string, quote: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let field = "";
  let inQuotes = false;
  const endRecord = () => {
    if (fields.length > 0 || field !== "") records.push([...fields, field]);
    fields = [];
    field = "";
  };
  for (let at = 0; at < text.length && records.length <= LINES; at += 1) {
    const character = text[at]!;
    if (character === quote && (inQuotes || field === "")) {
      if (inQuotes && text[at + 1] === quote) {
        field += quote;
        at += 1;
      } else inQuotes = !inQuotes;
    } else if (inQuotes) field += character;
    else if (character === delimiter) {
      fields.push(field);
      field = "";
    } else if (character === "\n" || character === "\r") endRecord();
    else field += character;
  }
  endRecord();
  return records;
}

function sniffLineEnds(text: string): LineEnds {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf;
  const cr = text.match(/\r(?!\n|$)/g)?.length ?? 0;
  const kinds = [crlf > 0 && "CRLF", lf > 0 && "LF", cr > 0 && "CR"].filter((kind) => kind !== false);
  return kinds.length === 0 ? "none" : kinds.length > 1 ? "mixed" : (kinds[0] as LineEnds);
}

const isNumeric = (text: string) => /^[+-]?[\d.,]*\d(?:[eE][+-]?\d+)?%?$/.test(text.trim());

/** Names are not empty, not numbers, and each comes once; or the column below them is of another kind. */
function looksLikeHeader(first: readonly string[], others: readonly string[][]): boolean {
  if (first.length === 0 || first.some((name) => name.trim() === "" || isNumeric(name))) return false;
  if (new Set(first).size < first.length) return false;
  const repeats = first.some((name, index) => others.some((record) => record[index] === name));
  return (
    !repeats || first.some((_, index) => others.length > 0 && others.every((record) => isNumeric(record[index] ?? "")))
  );
}
