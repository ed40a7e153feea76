/** What the CSV reader makes of one record, and what can be wrong with it. */

/** Bytes are counted in the file as the reader gets it: decompressed, in UTF-8. */
export interface CsvRecord {
  /** From 1, header lines not counted. */
  number: number;
  /** Physical line on which the record starts, from 1 in the file. */
  line: number;
  /** Where it starts in the file, in bytes. */
  offset: number;
  /** Bytes without the record delimiter. */
  length: number;
  /** The record as it stands in the file, with its delimiter. Only valid until the next record is asked for. */
  raw: Buffer;
  fields: (string | null)[];
  /** Where each field starts, in bytes after `offset`. */
  starts: number[];
  /** Nothing between two record delimiters. */
  isBlank: boolean;
  problem: RecordProblem | undefined;
}

export interface RecordProblem {
  code: string;
  sqlState: string;
  /** `{column}` stands for the column's name, which only the load knows. */
  message: string;
  /** Bytes after the record's start. */
  at: number;
  /** Which field, from 0. */
  field: number;
}

/** How messages print a delimiter or a stray character. */
export function printable(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replace(/[\u0000-\u001f\u007f]/g, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export const unexpectedCharacter = (
  found: string,
  expected: "field" | "record",
  delimiter: string,
  where: { at: number; field: number },
): RecordProblem => ({
  code: expected === "field" ? "100066" : "100065",
  sqlState: "22000",
  message: `Found character '${printable(found)}' instead of ${expected} delimiter '${printable(delimiter)}'`,
  ...where,
});

export const endOfRecord = (where: { at: number; field: number }): RecordProblem => ({
  code: "100068",
  sqlState: "22000",
  message: "End of record reached while expected to parse column '{column}'",
  ...where,
});

export const wrongColumnCount = (
  found: number,
  expected: number,
  where: { at: number; field: number },
): RecordProblem => ({
  code: "100080",
  sqlState: "22000",
  message:
    `Number of columns in file (${found}) does not match that of the corresponding table (${expected}), ` +
    "use file format option error_on_column_count_mismatch=false to ignore this error",
  ...where,
});

/** Bytes that are no UTF-8 are printed as 0xHH. */
export const invalidUtf8 = (bytes: Uint8Array, where: { at: number; field: number }): RecordProblem => ({
  code: "100144",
  sqlState: "22000",
  message: `Invalid UTF8 detected in string '${showInvalid(bytes)}'`,
  ...where,
});

function showInvalid(bytes: Uint8Array): string {
  let text = "";
  let position = 0;
  while (position < bytes.length) {
    const lead = bytes[position] ?? 0;
    const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    const one = Buffer.from(bytes.subarray(position, position + size)).toString("utf8");
    const isValid = !one.includes("\ufffd") || (size === 3 && lead === 0xef && bytes[position + 1] === 0xbf);
    if (isValid) {
      text += one;
      position += size;
    } else {
      text += `0x${lead.toString(16).toUpperCase().padStart(2, "0")}`;
      position += 1;
    }
  }
  return text;
}
