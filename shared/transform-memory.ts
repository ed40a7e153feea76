/** How much text the transform reads of a drop, and how much memory DuckDB needs for it, by the measured figures of `transform-memory.json`. Pure. */
import type { Contract } from "./contract/contract.ts";
import { stemOf } from "./manifest/completeness.ts";
import figures from "./transform-memory.json" with { type: "json" };

/** Rows of one file of the archive: it has then the 10 to 100 MB that Snowflake asks for, and the transform can hold it in memory. */
export const RECORDS_PER_PART = 2_000_000;

/** As the receipt has a member, or the manifest. */
export interface SizedMember {
  path: string;
  /** The contract's table; none for a document. */
  table?: string | null | undefined;
  format: "csv" | "parquet" | "document";
  bytes: number;
  rowCount?: number | null | undefined;
  /** Of a Parquet member: its pages inflated, as its footer says. */
  inflatedBytes?: number | undefined;
}

/** What is read of one member. */
export interface MemberLoad {
  /** Its table, as `RAW.RATINGS`. */
  target: string;
  rows: number;
  /** As the text that the rules read. */
  bytes: number;
}

export interface TableFigures {
  textBytesPerRow: number;
  /** For the rules that see all rows at once. */
  allRowsBytesPerRow: number;
  /** For the rows of the parts that are worked on at once. */
  partBytesPerRow: number;
}

const TABLES: Readonly<Record<string, TableFigures>> = figures.tables;

/** A table that was not measured yet is taken for the heaviest. */
const HEAVIEST = Object.values(TABLES).reduce((most, each) =>
  each.partBytesPerRow > most.partBytesPerRow ? each : most,
);

export const figuresOf = (target: string): TableFigures => TABLES[target] ?? HEAVIEST;

/**
 * Of twins the transform reads the CSV. A Parquet member counts with the text of its rows: its own bytes are compressed. Where a CSV member's
 * rows are not known, they are as long as those that were measured.
 */
export function loadsOf(members: readonly SizedMember[], { tables }: Contract): MemberLoad[] {
  const csvStems = new Set(members.filter(({ format }) => format === "csv").map(({ path }) => stemOf(path)));
  return members.flatMap(({ path, table: name, format, bytes, rowCount, inflatedBytes = 0 }) => {
    const table = tables.find((each) => each.name === name);
    if (!table || (format === "parquet" && csvStems.has(stemOf(path)))) return [];
    const { target } = table;
    const { textBytesPerRow } = figuresOf(target);
    if (format === "csv") return [{ target, rows: rowCount ?? Math.ceil(bytes / textBytesPerRow), bytes }];
    const rows = rowCount ?? 0;
    // Pages may be a dictionary's numbers, much shorter than the texts; or hold texts that are longer than those that were measured.
    return [{ target, rows, bytes: Math.max(bytes, inflatedBytes, Math.round(rows * textBytesPerRow)) }];
  });
}

export const bytesOf = (loads: readonly MemberLoad[]): number => loads.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Bytes that the whole process needs at its peak when DuckDB moves nothing to disk. First the rules that see all rows of a table, one after the
 * other; then the rest, `workers` parts at once: a drop's size moves the one without limit, and the other only until all workers are busy.
 */
export function memoryNeed(loads: readonly MemberLoad[], workers: number, recordsPerPart = RECORDS_PER_PART): number {
  const rowsByTarget = new Map<string, number>();
  const parts: number[] = [];
  for (const load of loads) {
    const { allRowsBytesPerRow, partBytesPerRow } = figuresOf(load.target);
    const width = widthOf(load);
    rowsByTarget.set(load.target, (rowsByTarget.get(load.target) ?? 0) + load.rows * allRowsBytesPerRow * width);
    for (let rows = load.rows; rows > 0; rows -= recordsPerPart)
      parts.push(Math.min(rows, recordsPerPart) * partBytesPerRow * width);
  }
  const atOnce = parts
    .sort((a, b) => b - a)
    .slice(0, workers)
    .reduce((sum, bytes) => sum + bytes, 0);
  return Math.round(figures.baseBytes + Math.max(atOnce, ...rowsByTarget.values()));
}

/** How many times as long as those that were measured the rows are; never less than once. */
const widthOf = ({ target, rows, bytes }: MemberLoad) =>
  rows === 0 ? 1 : Math.max(1, bytes / rows / figuresOf(target).textBytesPerRow);
