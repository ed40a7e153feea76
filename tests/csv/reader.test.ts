import { describe, expect, it } from "vitest";
import { codesOf, readCsv, schemaOf, WITHOUT_SCANNER } from "./support.ts";

const utf16 = (text: string, isBigEndian = false) => {
  const bytes = Buffer.from(text, "utf16le");
  return isBigEndian ? bytes.swap16() : bytes;
};

describe("records", () => {
  it.each([
    ["LF", "a,b\n1,2\n3,4\n", 2],
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n", 2],
    ["CR", "a,b\r1,2\r3,4\r", 2],
    ["mixed line ends", "a,b\r\n1,2\r3,4\n5,6", 3],
    ["no end of the last line", "a,b\n1,2", 1],
    ["embedded line ends", 'a,b\n"1\n2\r\n3",4\n', 1],
    ["embedded delimiters and doubled quotes", 'a,b\n"1,""2""",3\n', 1],
    ["blank lines, which are none", "a,b\n\n1,2\n\r\n3,4\n\n\n", 2],
    ["a header only", "a,b\n", 0],
    ["a quote inside an unquoted field, which is text", 'a,b\n5" disk,2\n1,2\n', 2],
    ["empty fields", 'a,b\n,\n"",""\n', 2],
  ])("are counted with %s", (_, text, records) => {
    const report = readCsv(text);
    expect(report.structuralFaults).toEqual([]);
    expect(report.records).toBe(records);
    expect(report.header).toEqual(["a", "b"]);
  });

  it("are the same however the bytes are cut", () => {
    const text = 'a,b\r\n"x\r\n""y""",ä\r\n1,€\r\n,"z"\r\n';
    for (let size = 1; size < 12; size += 1) expect(readCsv(text, { pieces: [size] })).toEqual(readCsv(text));
  });

  it("are read without a header where the dialect has none", () => {
    const report = readCsv("1,2\n3,4\n", {
      dialect: { header: false },
      schema: schemaOf({ a: "integer", b: "integer" }),
    });
    expect(report).toMatchObject({ records: 2, header: undefined, valueFaultCount: 0 });
  });

  it("are read with another delimiter, quote and escape, and without comments", () => {
    const dialect = { delimiter: ";", quoteChar: "'", doubleQuote: false, escapeChar: "\\", commentChar: "#" };
    const report = readCsv("# made today\na;b\n'it\\'s;here';1\n#;\n2;3\n", {
      dialect,
      schema: schemaOf({ a: { type: "string", constraints: { enum: ["it's;here", "2"] } }, b: "integer" }),
    });
    expect(report).toMatchObject({ records: 2, structuralFaultCount: 0, valueFaultCount: 0 });
  });

  it("of other encodings give the same as UTF-8, with offsets in their own bytes", () => {
    const schema = schemaOf({ name: { type: "string", constraints: { maxLength: 4 } }, n: "integer" });
    const text = "name,n\nähm,1\nzu lang,2\nüöä€,x\n";
    const [, second] = readCsv(text, { schema }).valueFaults;
    expect(second).toMatchObject({ code: "CSV_NOT_INTEGER", record: 3, line: 4, column: "n", found: "x" });
    for (const [encoding, bytes, offset] of [
      ["utf-16le", utf16(text), 2 * text.indexOf("x")],
      ["utf-16be", utf16(text, true), 2 * text.indexOf("x")],
      ["utf-16le", utf16(`\ufeff${text}`), 2 + 2 * text.indexOf("x")],
      ["utf-8", Buffer.from(`\ufeff${text}`), 3 + Buffer.from(text).indexOf("x")],
      ["windows-1252", Buffer.from(text.replaceAll("€", "\x80"), "latin1"), text.indexOf("x")],
    ] as const) {
      const report = readCsv(bytes, { dialect: { encoding }, schema });
      expect(report.structuralFaults).toEqual([]);
      expect(report.header).toEqual(["name", "n"]);
      expect(codesOf(report.valueFaults)).toEqual(["CSV_TOO_LONG", "CSV_NOT_INTEGER"]);
      expect([encoding, report.valueFaults[1]!.offset]).toEqual([encoding, offset]);
    }
  });
});

describe("a member is refused for", () => {
  const schema = schemaOf({ a: "integer", b: "string" });
  it.each([
    ["CSV_EMPTY", "no bytes", ""],
    ["CSV_EMPTY", "line ends only", "\n\n"],
    ["CSV_HEADER_MISMATCH", "another name", "a,c\n1,2\n"],
    ["CSV_HEADER_MISMATCH", "another order", "b,a\nx,1\n"],
    ["CSV_HEADER_MISMATCH", "a missing column", "a\n1\n"],
    ["CSV_HEADER_MISMATCH", "a column more", "a,b,c\n1,2,3\n"],
    ["CSV_HEADER_MISMATCH", "data where the header should be", "1,x\n2,y\n"],
    ["CSV_RAGGED", "a field less", "a,b\n1,2\n3\n"],
    ["CSV_RAGGED", "a field more", "a,b\n1,2,3\n"],
    ["CSV_UNCLOSED_QUOTE", "a quote that is never closed", 'a,b\n1,"x\n2,y\n'],
    ["CSV_TEXT_AFTER_QUOTE", "text behind a closing quote", 'a,b\n1,"x"y\n'],
    ["CSV_NUL", "a NUL", "a,b\n1,x\0y\n"],
    ["CSV_ENCODING", "Latin-1 that says it is UTF-8", Buffer.from("a,b\n1,\xfcber\n", "latin1")],
    ["CSV_ENCODING", "a cut UTF-8 character at the end", Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0xe2, 0x82])],
    ["CSV_ENCODING", "UTF-16 that says it is UTF-8", utf16("\ufeffa,b\n1,2\n")],
    ["CSV_HTML", "an HTML page", "<!DOCTYPE html>\n<html><body>404</body></html>"],
    ["CSV_HTML", "an XML error of S3", '\n<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
    ["CSV_BINARY", "a Parquet file", Buffer.from("PAR1\x15\x04\x15")],
    ["CSV_BINARY", "a gzip file", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])],
    ["CSV_BINARY", "an Excel file", Buffer.from("PK\x03\x04\x14\0\x06\0")],
  ])("%s: %s", (code, _, text) => {
    for (const pieces of [[], [1], [3, 5]]) {
      const report = readCsv(text, { schema, pieces });
      expect(report.structuralFaults[0]?.code).toBe(code);
      expect(codesOf(report.structuralFaults).every((other) => other === code)).toBe(true);
    }
  });

  it("a column name that comes twice", () => {
    expect(codesOf(readCsv("a,a\n1,2\n").structuralFaults)).toEqual(["CSV_HEADER_DUPLICATE"]);
  });

  it("bytes that Windows-1252 does not have", () => {
    expect(
      codesOf(readCsv(Buffer.from("a\n\x81\n", "latin1"), { dialect: { encoding: "windows-1252" } }).structuralFaults),
    ).toEqual(["CSV_ENCODING"]);
  });

  it("a lone surrogate in UTF-16", () => {
    expect(
      codesOf(readCsv(Buffer.from("61000a003ed80a00", "hex"), { dialect: { encoding: "utf-16le" } }).structuralFaults),
    ).toEqual(["CSV_ENCODING"]);
  });

  it("a record that is longer than allowed, without holding it", () => {
    const report = readCsv(`a\n"${"x\n".repeat(100_000)}`, { recordBytes: 10_000, pieces: [4096] });
    expect(codesOf(report.structuralFaults)).toEqual(["CSV_RECORD_TOO_LONG"]);
    expect(report.bytes).toBe(200_003);
  });

  it("each of its faults, with all counted and the first kept", () => {
    const report = readCsv(`a,b\n${"1\n".repeat(5000)}`, { keep: 10 });
    expect(report.structuralFaults).toHaveLength(10);
    expect(report.structuralFaultCount).toBe(5000);
    expect(report.structuralFaults[9]).toMatchObject({
      code: "CSV_RAGGED",
      record: 10,
      line: 11,
      offset: 22,
      found: "1 fields",
      expected: "2 fields",
    });
  });
});

describe("a header", () => {
  it("may write names as producers do: userid, user_id and userId are one", () => {
    const report = readCsv("userid,Movie ID\n1,x\n", { schema: schemaOf({ userId: "integer", movieId: "integer" }) });
    expect(report.structuralFaults).toEqual([]);
    expect(codesOf(report.valueFaults)).toEqual(["CSV_NOT_INTEGER"]);
  });

  it.each([
    ["equal", "b,a\nx,1\n", 0],
    ["equal", "b\nx\n", 1],
    ["subset", "c,b,a\n0,x,1\n", 0],
    ["subset", "c,b\n0,x\n", 1],
    ["superset", "a\n1\n", 0],
    ["superset", "a,c\n1,2\n", 1],
    ["partial", "c,a\n2,1\n", 0],
    ["partial", "c\n2\n", 1],
  ])("is matched as fieldsMatch %s says: %j", (fieldsMatch, text, faults) => {
    const report = readCsv(text, { schema: schemaOf({ a: "integer", b: "string" }, { fieldsMatch: [fieldsMatch] }) });
    expect(report.structuralFaultCount).toBe(faults);
    expect(report.valueFaultCount).toBe(0);
  });
});

describe("cells that a spreadsheet would run", () => {
  it("are flagged and not changed, but numbers are not", () => {
    const report = readCsv('a\n=1+1\n+cmd\n-2\n@x\n"=HYPERLINK(""x"")"\n-1.5\n+49 30 1234\nx=1\n-\n', {
      schema: schemaOf({ a: "string" }),
    });
    expect(report).toMatchObject({ formulaCells: 4, valueFaultCount: 0, structuralFaultCount: 0 });
  });
});

describe("a fault of a record carries the record as it came", () => {
  const schema = schemaOf({ id: "integer", title: "string" });
  const TEXT = 'id,title\n1,a\n x2,b\n3,"two\nlines",c\n4,d\nx5,"e"\r\n6\r\n';

  it.each([
    ["scanned", {}],
    ["parsed", WITHOUT_SCANNER],
  ])("%s, in pieces of any size", (_, dialect) => {
    for (const pieces of [[1000], [1], [7, 3]]) {
      const { valueFaults, structuralFaults } = readCsv(TEXT, { schema, dialect, pieces });
      expect(valueFaults.map(({ record, text }) => [record, text])).toEqual([
        [2, " x2,b"],
        [5, 'x5,"e"'],
      ]);
      expect(structuralFaults.map(({ record, text }) => [record, text])).toEqual([
        [3, '3,"two\\u{a}lines",c'],
        [6, "6"],
      ]);
    }
  });

  it("cut to 200 characters, with nothing invisible in it", () => {
    const [fault] = readCsv(`id,title\nx,\u202e${"ü".repeat(500)}\n`, { schema }).valueFaults;
    expect(fault!.text).toBe(`x,\\u{202e}${"ü".repeat(197)}…`);
  });
});
