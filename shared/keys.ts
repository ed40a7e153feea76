/** Every object key of the chain, spelled here and nowhere else. Names are a function of drop and content only. */

export interface DropRef {
  dataset: string;
  /** 16 hex digits: see `manifest/drop-id.ts`. */
  drop: string;
}

export const MANIFEST = "manifest.json";
export const RECEIPT = "receipt.json";
export const READY = "_READY.json";
export const TRANSFORM = "_TRANSFORM.json";
export const DONE = "_DONE.json";

export const dropFolder = ({ dataset, drop }: DropRef) => `drops/${dataset}/${drop}/`;
export const memberKey = (ref: DropRef, member: string) => `${dropFolder(ref)}${member}`;
export const receiptKey = (ref: DropRef) => `${dropFolder(ref)}${RECEIPT}`;
export const manifestKey = (ref: DropRef) => `${dropFolder(ref)}${MANIFEST}`;
export const readyKey = (ref: DropRef) => `${dropFolder(ref)}${READY}`;
/** Starts the `transform` function; `glue-kickoff` writes it for a small drop. */
export const transformKey = (ref: DropRef) => `${dropFolder(ref)}${TRANSFORM}`;

/** What the chain writes into a drop's folder itself: no member may have such a name. */
export const RESERVED_NAMES: readonly string[] = [MANIFEST, RECEIPT, READY, TRANSFORM];

/** `id` is the drop, or the hash of the landing object version when the drop could not be read. */
export const quarantineKey = (dataset: string | undefined, id: string) =>
  `quarantine/${dataset ?? "_unknown"}/${id}/reason.json`;

/** How far the judgement of a landing object version is, while it is not final. `id` is the object's. */
export const progressKey = (id: string) => `progress/${id}.json`;

export const tableFolder = ({ dataset, drop }: DropRef, table: string) => `${dataset}/${table}/${drop}/`;
export const partKey = (ref: DropRef, table: string, part: number, extension = "csv.gz") =>
  `${tableFolder(ref, table)}part-${String(part).padStart(5, "0")}.${extension}`;
export const rejectsFolder = ({ dataset, drop }: DropRef) => `${dataset}/_rejects/${drop}/`;
export const doneKey = ({ dataset, drop }: DropRef) => `${dataset}/_drops/${drop}/${DONE}`;
/** What Snowflake said about the drop's files: rows per file, parsed and loaded. */
export const loadReportKey = ({ dataset, drop }: DropRef) => `${dataset}/_drops/${drop}/load.json`;

/** An alert that a check in the warehouse raised: Snowflake unloads it into the archive bucket, failure-notify tells it. */
export const alertKey = (id: string) => `_alerts/${id}_ALERT.json`;

const DROP_FOLDER = /^drops\/([a-z0-9_-]+)\/([0-9a-f]{16})\//;
const DONE_KEY = /^([a-z0-9_-]+)\/_drops\/([0-9a-f]{16})\/_DONE\.json$/;
const QUARANTINE_KEY = /^quarantine\/([a-z0-9_-]+)\/([0-9a-f]{16})\/reason\.json$/;

const ALERT_KEY = /^_alerts\/([0-9a-f-]{36})_ALERT\.json$/;

/** The id of an alert. */
export const alertOfKey = (key: string): string | undefined => ALERT_KEY.exec(key)?.[1];

/** The drop that a key of the processed bucket belongs to. */
export function dropOfProcessedKey(key: string): DropRef | undefined {
  const [, dataset, drop] = DROP_FOLDER.exec(key) ?? [];
  return dataset && drop ? { dataset, drop } : undefined;
}

/** The drop that a `_DONE.json` of the archive bucket belongs to. */
export function dropOfDoneKey(key: string): DropRef | undefined {
  const [, dataset, drop] = DONE_KEY.exec(key) ?? [];
  return dataset && drop ? { dataset, drop } : undefined;
}

/** The dataset and id of a `reason.json` in quarantine. */
export function ofQuarantineKey(key: string): { dataset: string | undefined; id: string } | undefined {
  const [, dataset, id] = QUARANTINE_KEY.exec(key) ?? [];
  return dataset && id ? { dataset: dataset === "_unknown" ? undefined : dataset, id } : undefined;
}
