/** Judges what a member holds while it streams past: the reader of its format, and what the receipt says of it. */
import { type Contract, memberKind, type TableContract } from "../contract/contract.ts";
import { parseDialect } from "../csv/dialect.ts";
import { createCsvReader } from "../csv/reader.ts";
import { parseTableSchema } from "../csv/schema.ts";
import type { Fault } from "../errors.ts";
import { type ContentHash, createContentHash } from "../parquet/content-hash.ts";
import type { ReceiptMember } from "../receipt.ts";
import { createParquetWindow } from "./parquet-window.ts";

export interface Content {
  receipt: Omit<ReceiptMember, "path" | "bytes" | "sha256">;
  /** Whether the records were counted to the end: a text that is none is given up at its start. */
  isCounted: boolean;
  /** What refuses the drop: the first 1,000, and how many there are in all. */
  faults: readonly Fault[];
  faultCount: number;
  /** Values that break the contract: the first 1,000. */
  valueFaults: readonly Fault[];
  /** Of a CSV member that was asked for it. */
  contentHash: ContentHash | undefined;
}

export interface ContentReader {
  push(chunk: Uint8Array): void;
  end(): Promise<Content>;
}

const SAMPLES = 100;
const NO_VALUES = { valueFaults: 0, faultyRows: 0, formulaCells: 0 };

/** `isTwin`: a CSV member's rows are hashed as well, which costs speed. A path that the contract does not know is read as a document. */
export function createContentReader(path: string, contract: Contract, isTwin: boolean): ContentReader {
  const kind = memberKind(contract, path);
  if (kind === undefined || kind === "document") return documentReader();
  return kind.format === "parquet" ? parquetReader(path, kind.table) : csvReader(path, kind.table, isTwin);
}

const documentReader = (): ContentReader => ({
  push: () => undefined,
  end: async () => ({
    receipt: { table: null, format: "document", rowCount: null, header: null, ...NO_VALUES },
    isCounted: true,
    faults: [],
    faultCount: 0,
    valueFaults: [],
    contentHash: undefined,
  }),
});

function parquetReader(path: string, table: TableContract): ContentReader {
  const window = createParquetWindow(path, table);
  return {
    push: (chunk) => window.push(chunk),
    async end() {
      const { rowCount = null, columns = null, inflatedBytes, faults } = await window.end();
      return {
        receipt: {
          table: table.name,
          format: "parquet",
          rowCount,
          header: columns,
          ...(inflatedBytes !== undefined && { inflatedBytes }),
          ...NO_VALUES,
        },
        isCounted: rowCount !== null,
        faults,
        faultCount: faults.length,
        valueFaults: [],
        contentHash: undefined,
      };
    },
  };
}

function csvReader(path: string, table: TableContract, isTwin: boolean): ContentReader {
  const schema = parseTableSchema(table.schema);
  const contentHash = isTwin ? createContentHash(schema.fields) : undefined;
  const reader = createCsvReader({
    dialect: parseDialect(table.dialect, table.encoding),
    schema,
    entry: path,
    ...(contentHash && {
      onRecord: (texts, fields) => contentHash.add(schema.fields.map((field) => texts[fields.indexOf(field)])),
    }),
  });
  return {
    push: (chunk) => reader.push(chunk),
    async end() {
      const report = reader.end();
      const { records, header, structuralFaults, valueFaults, valueFaultCount, faultyRecords, formulaCells } = report;
      return {
        receipt: {
          table: table.name,
          format: "csv",
          rowCount: records,
          header: header ?? null,
          valueFaults: valueFaultCount,
          ...(valueFaults.length > 0 && { valueFaultSamples: valueFaults.slice(0, SAMPLES) }),
          faultyRows: faultyRecords,
          formulaCells,
        },
        isCounted: report.isWhole,
        faults: structuralFaults,
        faultCount: report.structuralFaultCount,
        valueFaults,
        contentHash,
      };
    },
  };
}
