/** What will run for a ZIP and what it will cost, by its manifest and the footers of its Parquet members: nothing is judged, nothing is uploaded. */
import { memberKind, type TableContract } from "../../shared/contract/contract.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { DEFAULT_SIZING, decideEngine, type EngineDecision, estimateCost, snowpipeCost } from "../../shared/cost.ts";
import { unbag } from "../../shared/front-door/bag.ts";
import type { DropSource } from "../../shared/front-door/drop-source.ts";
import { findManifest } from "../../shared/front-door/find-manifest.ts";
import { createParquetWindow, type ParquetReport } from "../../shared/front-door/parquet-window.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import { loadsOf, type SizedMember } from "../../shared/transform-memory.ts";
import { openArchive } from "../../shared/zip/archive.ts";
import { fileSource } from "../../shared/zip/source.ts";

export interface Plan {
  dataset: string;
  /** Null where the archive has no manifest of its own: the id is known once its members are read. */
  drop: string | null;
  members: number;
  rows: number | null;
  decision: EngineDecision;
  /** The same drop in the other engine, for comparison. */
  otherUsd: number;
  snowpipe: { credits: number; usd: number };
  usd: number;
}

export interface PlanLimits {
  thresholdBytes: number;
  /** Of the transform function, in MB. */
  memoryMb: number;
}

/** Throws `InputError` for an archive whose structure or manifest is refused. */
export async function planArchive(path: string, { thresholdBytes, memoryMb }: PlanLimits): Promise<Plan> {
  await using file = await fileSource(path);
  const source = await unbag(await openArchive(file));
  const found = await findManifest(source);
  const contract = contractOf(found.dataset);
  const data = source.entries.flatMap(({ name, bytes }) => {
    const kind = memberKind(contract, name);
    return kind === undefined || kind === "document" ? [] : [{ name, bytes, ...kind }];
  });
  const manifest = found.form === "undescribed" ? undefined : found.manifest;
  const rowCounts = new Map(manifest?.members.map(({ path: name, rowCount }) => [name, rowCount]));
  const footers = await readFooters(
    source,
    new Map(data.filter(({ format }) => format === "parquet").map(({ name, table }) => [name, table])),
  );
  const members = data.map(({ name, bytes, table, format }): SizedMember => {
    const { rowCount, inflatedBytes } = footers.get(name) ?? {};
    return { path: name, table: table.name, format, bytes, rowCount: rowCounts.get(name) ?? rowCount, inflatedBytes };
  });
  const sizing = { ...DEFAULT_SIZING, lambdaMemoryMb: memoryMb };
  const decision = decideEngine(loadsOf(members, contract), thresholdBytes, sizing);
  const other = decision.estimate.engine === "glue" ? "duckdb" : "glue";
  const snowpipe = snowpipeCost(file.bytes); // the clean rows, as gzip, are about as large as the archive
  return {
    dataset: found.dataset,
    drop: manifest ? dropId(manifest) : null,
    members: data.length,
    rows: manifest?.members.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0) ?? null,
    decision,
    otherUsd: estimateCost(other, decision.bytes, sizing).usd,
    snowpipe,
    usd: Number((decision.estimate.usd + snowpipe.usd).toFixed(8)),
  };
}

/** What Parquet members say of themselves at their end, by path: a ZIP is read forward only, so each is read to there. */
async function readFooters(
  source: DropSource,
  parquet: ReadonlyMap<string, TableContract>,
): Promise<Map<string, ParquetReport>> {
  const footers = new Map<string, ParquetReport>();
  if (parquet.size === 0) return footers;
  for await (const member of source.members(({ name }) => parquet.has(name))) {
    const { name } = member.entry;
    const window = createParquetWindow(name, parquet.get(name)!);
    for await (const chunk of member.chunks()) window.push(chunk);
    footers.set(name, await window.end());
  }
  return footers;
}
