/** What the manifest says of a file: bytes, SHA-256, records and its header, found in one pass. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type Contract, memberKind } from "../../shared/contract/contract.ts";
import { parseDialect } from "../../shared/csv/dialect.ts";
import { createCsvReader } from "../../shared/csv/reader.ts";
import { InputError } from "../../shared/errors.ts";
import type { ManifestMember } from "../../shared/manifest/manifest.ts";
import { inspectParquet } from "../../shared/parquet/inspect.ts";
import { fileSource } from "../../shared/zip/source.ts";

export interface MeasuredMember {
  member: ManifestMember;
  /** The columns as the file spells them; `undefined` for a document. */
  header: readonly string[] | undefined;
}

/** Throws `InputError` when a data file cannot be read as what its name says. */
export async function measureMember(contract: Contract, path: string, file: string): Promise<MeasuredMember> {
  const kind = memberKind(contract, path);
  const table = kind === undefined || kind === "document" ? undefined : kind;
  const reader =
    table?.format === "csv"
      ? createCsvReader({ dialect: parseDialect(table.table.dialect, table.table.encoding), entry: path })
      : undefined;
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    reader?.push(chunk);
  }
  const measured = { path, bytes, sha256: hash.digest("hex"), table: table?.table.name };
  if (reader) {
    const report = reader.end();
    if (report.structuralFaultCount > 0) throw new InputError(report.structuralFaults);
    return { member: { ...measured, format: "csv", rowCount: report.records }, header: report.header };
  }
  if (table) {
    await using source = await fileSource(file);
    const parquet = await inspectParquet(source, path);
    return { member: { ...measured, format: "parquet", rowCount: parquet.rows }, header: parquet.columns };
  }
  return { member: { ...measured, format: "document", rowCount: undefined }, header: undefined };
}
