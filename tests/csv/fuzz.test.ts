import { describe, expect, it } from "vitest";
import { compileScan } from "../../scripts/build-scan.ts";
import { createRecordCounter } from "../../shared/csv/record-counter.ts";
import { SCAN_BYTES } from "../../shared/csv/scan-bytes.ts";
import { fuzzTexts } from "./fuzz-texts.ts";
import { readCsv } from "./support.ts";

describe("any text", () => {
  it("is read the same by the scanner, by the parser alone, and cut anywhere; and counted the same", () => {
    expect(fuzzTexts(1, 3000).right).toBeGreaterThan(500);
  });

  it("costs time in proportion to its bytes, whatever is in it", () => {
    const worst = ['"', '"\n', ",", "\n", '""', "a,b\n", "\0", "\xff", '=",'];
    for (const piece of worst) {
      const bytes = Buffer.from(piece.repeat(2_000_000 / piece.length), "latin1");
      const startedAt = performance.now();
      readCsv(Buffer.concat([Buffer.from("a,b\n"), bytes]), { pieces: [65_536] });
      expect([piece, performance.now() - startedAt < 8_000]).toEqual([piece, true]);
    }
  });
});

describe("the record counter", () => {
  it("minds quotes, mixed line ends and blank lines at any place of a block", () => {
    for (let shift = 0; shift < 40; shift += 1)
      for (const [text, records] of [
        ['a,b\r\n"x\r\n\n""y",2\r\r\n3,4', 3],
        ['5" disk,"a\nb"\n\n\nx\n', 2],
        ['"",""\n"\n"\n', 2],
      ] as const)
        for (const size of [1, 7, 16, 1000]) {
          const counter = createRecordCounter({ delimiter: ",", quoteChar: '"' });
          const bytes = Buffer.from(`${"z".repeat(shift)}\n${text}`);
          for (let at = 0; at < bytes.length; at += size) counter.push(bytes.subarray(at, at + size));
          expect([shift, size, text, counter.records()]).toEqual([shift, size, text, records + (shift > 0 ? 1 : 0)]);
        }
  });
});

describe("the compiled scanner", () => {
  it("is what its source says", async () => {
    expect(SCAN_BYTES).toBe(Buffer.from(await compileScan()).toString("base64"));
  });
});
