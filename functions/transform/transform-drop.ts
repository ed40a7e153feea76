/** Makes clean rows and rejects of one drop, with DuckDB, and says in `_DONE.json` what became of each row. */
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Contract } from "../../shared/contract/contract.ts";
import { contractOf } from "../../shared/contract/registry.ts";
import { type Done, type DoneTable, writeDone } from "../../shared/done.ts";
import { InputError } from "../../shared/errors.ts";
import type { DropRef } from "../../shared/keys.ts";
import type { Manifest } from "../../shared/manifest/manifest.ts";
import { readPublishedManifest } from "../../shared/manifest/published.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { readReceipt } from "../../shared/receipt.ts";
import { startEngine } from "./duckdb.ts";
import { fetchInputs, type InputPart } from "./inputs.ts";
import { type PartResult, writePart } from "./outputs.ts";
import { loadRules } from "./rules.ts";
import { runRules } from "./run-rules.ts";
import { tablesOverThreshold, thresholdError } from "./threshold.ts";
import { unreadableMembers } from "./unreadable.ts";

export interface TransformOptions {
  store: ObjectStore;
  processedBucket: string;
  archiveBucket: string;
  rulesFolder: string;
  memoryLimit: string;
  threads: number | undefined;
  engine?: Done["engine"];
  /** A person let this drop pass with its rejected rows: the contract's threshold does not hold for it. */
  acceptsRejects?: boolean;
  /** Rows of a part's file at most. */
  recordsPerPart?: number;
}

/**
 * Writes `<dataset>/<table>/<drop>/part-….csv.gz`, the rejects, and last `_DONE.json`; the same drop gives the same bytes. Throws `InputError`
 * when a Parquet member's pages cannot be read, and when a table has more rejects than its contract allows, unless a person accepted them: then
 * there is no `_DONE.json`, and nothing is loaded.
 */
export async function transformDrop(options: TransformOptions, ref: DropRef): Promise<Done> {
  const { store, processedBucket, archiveBucket, rulesFolder, memoryLimit, recordsPerPart } = options;
  const contract = contractOf(ref.dataset);
  const rules = await loadRules(rulesFolder, ref.dataset);
  const manifest = await readPublishedManifest(store, processedBucket, ref);
  const folder = await mkdtemp(join(tmpdir(), `reelhouse-${ref.drop}-`));
  const threads = options.threads ?? availableParallelism();
  try {
    const parts = await fetchInputs({
      store,
      bucket: processedBucket,
      ref,
      manifest,
      contract,
      folder,
      recordsPerPart,
    });
    const instance = await startEngine({ memoryLimit, threads, folder });
    const results = new Map<InputPart, PartResult>();
    try {
      await runRules({
        instance,
        contract,
        parts,
        rules,
        tables: tablesOf(manifest, contract),
        workers: threads,
        async onPart(connection, part, index) {
          results.set(part, await writePart({ store, bucket: archiveBucket, ref, folder }, connection, part, index));
        },
      });
    } catch (cause) {
      const faults = await unreadableMembers(parts, { folder, memoryLimit });
      throw faults.length > 0 ? new InputError(faults, { cause }) : cause;
    } finally {
      instance.closeSync();
    }
    const tables = summarise(parts, results);
    const excess = options.acceptsRejects ? [] : tablesOverThreshold(contract, tables);
    if (excess.length > 0) throw thresholdError(excess, (await readReceipt(store, processedBucket, ref)).members);
    const done = doneOf(ref, manifest, tables, options.engine ?? "duckdb");
    await writeDone(store, archiveBucket, done);
    return done;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const tablesOf = ({ members }: Manifest, { tables }: Contract) =>
  tables.filter(({ name }) => members.some((member) => member.table === name)).map(({ table }) => table);

const doneOf = (
  { dataset, drop }: DropRef,
  { mode, sequence, producedAt }: Manifest,
  tables: DoneTable[],
  engine: Done["engine"],
): Done => ({
  dataset,
  drop,
  engine,
  mode,
  sequence: sequence ?? null,
  producedAt: producedAt ?? null,
  tables,
});

function summarise(parts: readonly InputPart[], results: ReadonlyMap<InputPart, PartResult>): DoneTable[] {
  const byTable = Map.groupBy(parts, ({ table }) => table);
  return [...byTable].map(([{ table, target }, ofTable]) => {
    const each = ofTable.map((part) => results.get(part)!);
    const sum = (of: (result: PartResult) => number) => each.reduce((total, result) => total + of(result), 0);
    const reasons: Record<string, number> = {};
    for (const [reason, count] of each
      .flatMap((result) => Object.entries(result.reasons))
      .sort(([a], [b]) => (a < b ? -1 : 1)))
      reasons[reason] = (reasons[reason] ?? 0) + count;
    const rejected = sum((result) => result.rejected);
    return {
      table,
      target,
      rows: sum((result) => result.rows),
      accepted: sum((result) => result.rows - result.rejected),
      rejected,
      reasons,
      files: each.flatMap((result) => result.accepted ?? []),
      rejectFiles: each.flatMap((result) => result.rejects ?? []),
      samples: each.flatMap((result) => result.samples).slice(0, 100),
    };
  });
}
