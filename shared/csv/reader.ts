/** Reads a CSV member while it streams past: counts its records, checks its header, and checks every field against the contract. */
import type { Fault } from "../errors.ts";
import type { Dialect } from "./dialect.ts";
import type { TableSchema } from "./schema.ts";

export interface CsvReaderOptions {
  dialect: Dialect;
  /** Without a schema only the structure is checked: encoding, quotes, the same number of fields in every record. */
  schema?: TableSchema;
  /** The member's name, for the faults. */
  entry: string;
  /** How many faults of each kind (structural, value) are kept; all are counted. Default 1,000. */
  keep?: number;
}

export interface CsvReport {
  /** Records without the header. */
  records: number;
  bytes: number;
  /** Names of the first record; `undefined` without a header. */
  header: string[] | undefined;
  /** What makes the member unreadable; any of them refuses the drop. The first `keep`, and how many there are in all. */
  structuralFaults: Fault[];
  structuralFaultCount: number;
  /** Values that the contract does not allow; the transform separates their rows. */
  valueFaults: Fault[];
  valueFaultCount: number;
  /** Records with at least one value fault. */
  faultyRecords: number;
  /** Cells that a spreadsheet would run as a formula: flagged, not faults. */
  formulaCells: number;
}

export interface CsvReader {
  /** Bytes of the member, in order, cut anywhere. The chunk is not kept. */
  push(chunk: Uint8Array): void;
  /** After the last chunk. */
  end(): CsvReport;
}

export declare function createCsvReader(options: CsvReaderOptions): CsvReader;
