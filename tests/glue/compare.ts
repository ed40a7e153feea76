/** Whether both engines made the same of a drop: counts, reasons, samples, files, and the text of every file. */
import { gunzipSync } from "node:zlib";
import type { DoneFile } from "../../shared/done.ts";
import type { ObjectStore } from "../../shared/object-store/port.ts";
import { BUCKETS, type Outcome } from "./drops.ts";

/** The first difference in words, or undefined. */
export async function differenceOf(
  store: ObjectStore,
  duckdb: Outcome,
  spark: Outcome,
  sparkBucket: string = BUCKETS.spark,
): Promise<string | undefined> {
  const reason = firstDifference(duckdb.reason, spark.reason, "reason.json");
  if (reason !== undefined || !duckdb.done || !spark.done) {
    if (!reason && Boolean(duckdb.done) !== Boolean(spark.done))
      return "one engine refused the drop, the other did not";
    return reason;
  }
  const told = firstDifference(comparable(duckdb.done), comparable(spark.done), "_DONE.json");
  if (told !== undefined) return told;
  for (const file of duckdb.done.tables.flatMap(({ files, rejectFiles }) => [...files, ...rejectFiles])) {
    const [one, other] = [await textOf(store, BUCKETS.duckdb, file), await textOf(store, sparkBucket, file)];
    if (one !== other) return `${file.key}: ${firstLine(one, other)}`;
  }
  return undefined;
}

/** Without what is the engine's own: its name and how well it compresses. */
const comparable = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, each) => (key === "engine" || key === "bytes" ? undefined : each)));

function firstDifference(one: unknown, other: unknown, at: string): string | undefined {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return Object.is(one, other)
      ? undefined
      : `${at}: ${JSON.stringify(one)} in DuckDB, ${JSON.stringify(other)} in Spark`;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    const found = firstDifference((one as never)[key], (other as never)[key], `${at} ${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function textOf(store: ObjectStore, bucket: string, { key }: DoneFile): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of store.stream({ bucket, key })) chunks.push(chunk);
  return gunzipSync(Buffer.concat(chunks)).toString("utf8");
}

function firstLine(one: string, other: string): string {
  const [left, right] = [one.split("\n"), other.split("\n")];
  const at = left.findIndex((line, index) => line !== right[index]);
  return `line ${at + 1}: ${JSON.stringify(left[at]?.slice(0, 300))} in DuckDB, ${JSON.stringify(right[at]?.slice(0, 300))} in Spark`;
}
