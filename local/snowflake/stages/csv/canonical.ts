/** Writes what the exact reader sees as a CSV file that DuckDB can only read in one way. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { CsvDialect } from "./dialect.ts";
import { type ReadStart, readRecords } from "./read-records.ts";
import type { CsvRecord } from "./record.ts";

export interface Canonical {
  /** Records, broken ones too. */
  records: number;
  /** Longest line in bytes. */
  longest: number;
}

export interface CanonicalRequest {
  file: string;
  dialect: CsvDialect;
  start: ReadStart;
  target: string;
  /** Columns to write: records are cut or filled with NULL. */
  columns: number;
  /** Looks at each record, and says whether it is written. */
  accept(record: CsvRecord): boolean;
}

/** Row number first, then the fields, all in quotes; NULL is nothing at all. */
export async function writeCanonical(request: CanonicalRequest): Promise<Canonical> {
  const { file, dialect, start, target, columns, accept } = request;
  let records = 0;
  let longest = 0;
  let pending: string[] = [];
  let pendingSize = 0;
  const output = await open(target, "w");
  try {
    for await (const record of readRecords(createReadStream(file, { highWaterMark: 4 << 20 }), dialect, start)) {
      records += 1;
      if (!accept(record)) continue;
      const line = canonicalLine(record, columns);
      // Four bytes are the most that a UTF-16 unit can take.
      longest = Math.max(longest, line.length * 4);
      pending.push(line);
      pendingSize += line.length;
      if (pendingSize > 1 << 20) {
        await output.write(pending.join(""));
        pending = [];
        pendingSize = 0;
      }
    }
    await output.write(pending.join(""));
  } finally {
    await output.close();
  }
  return { records, longest };
}

function canonicalLine({ number, fields }: CsvRecord, columns: number): string {
  let line = String(number);
  for (let index = 0; index < columns; index += 1) {
    const value = fields[index];
    line +=
      value === undefined || value === null ? "," : `,"${value.includes('"') ? value.replaceAll('"', '""') : value}"`;
  }
  return `${line}\n`;
}
