/** What will run for a ZIP and what it will cost, by its manifest alone: nothing is judged, nothing is uploaded. */
import { memberKind } from "../../shared/contract/contract.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { decideEngine, type EngineDecision, estimateCost, snowpipeCost } from "../../shared/cost.ts";
import { unbag } from "../../shared/front-door/bag.ts";
import { findManifest } from "../../shared/front-door/find-manifest.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
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

/** Throws `InputError` for an archive whose structure or manifest is refused. */
export async function planArchive(path: string, thresholdBytes: number): Promise<Plan> {
  await using file = await fileSource(path);
  const source = await unbag(await openArchive(file));
  const found = await findManifest(source);
  const contract = contractOf(found.dataset);
  const data = source.entries.filter(({ name }) => {
    const kind = memberKind(contract, name);
    return kind !== undefined && kind !== "document";
  });
  const manifest = found.form === "undescribed" ? undefined : found.manifest;
  const bytes = (manifest?.members ?? data).reduce((sum, member) => sum + member.bytes, 0);
  const rows = manifest?.members.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0);
  const decision = decideEngine(bytes, thresholdBytes);
  const other = decision.estimate.engine === "glue" ? "duckdb" : "glue";
  const snowpipe = snowpipeCost(file.bytes); // the clean rows, as gzip, are about as large as the archive
  return {
    dataset: found.dataset,
    drop: manifest ? dropId(manifest) : null,
    members: data.length,
    rows: rows ?? null,
    decision,
    otherUsd: estimateCost(other, bytes).usd,
    snowpipe,
    usd: Number((decision.estimate.usd + snowpipe.usd).toFixed(8)),
  };
}
