/** What the ledger keeps: one item per landing object version and one per drop. */

import type { EngineCost, EngineDecision } from "../cost.ts";
import type { DropRef } from "../keys.ts";
import { shortHash } from "../manifest/drop-id.ts";

export type State =
  | "RECEIVED"
  | "EXTRACTED"
  | "READY"
  | "TRANSFORMING"
  | "ARCHIVED"
  | "LOADED"
  | "QUARANTINED"
  | "DUPLICATE";

export type Step =
  | "unzip-and-validate"
  | "manifest-check"
  | "glue-kickoff"
  | "transform"
  | "snowpipe-refresh"
  | "failure-notify"
  | "reconcile"
  | "replay"
  | "release";

/** One version of one object in the landing bucket. */
export interface LandingObject {
  bucket: string;
  key: string;
  versionId?: string;
  etag: string;
  bytes: number;
  /** Of S3's event, where one arrived: orders the uploads of one key. */
  sequencer?: string;
}

/** Who works: a function's invocation, and where its log is. */
export interface Worker {
  /** Lambda keeps the request id when it retries an event, so a retry may take over its own lease at once. */
  requestId: string;
  logGroup?: string;
  logStream?: string;
}

export interface Lease {
  step: Step;
  owner: string;
  /** The fencing token: whoever holds an older one can no longer move the state. */
  token: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** One entry of the history, for `reelhouse trace`. Times are milliseconds since 1970. */
export interface StepRecord {
  step: Step;
  outcome: "done" | "failed" | "waiting" | "restarted";
  from: State;
  to: State;
  startedAt: number;
  endedAt: number;
  worker: Worker;
  /** Files, rows, bytes and the like. */
  counts?: Record<string, number>;
  note?: string;
}

/** What every item of the table has; `open` is there only while something is left to do, which keeps that index small. */
export interface StoredItem {
  id: string;
  kind: "object" | "drop" | "notice" | "cursor" | "head";
  rev: number;
  updatedAt: number;
  open?: State;
}

export interface LedgerItem extends StoredItem {
  kind: "object" | "drop";
  state: State;
  createdAt: number;
  /** For a drop: the object that it came from. */
  object: LandingObject;
  /** Known of an object once its manifest was read. */
  dataset?: string;
  drop?: string;
  /** Why it is in quarantine. */
  code?: string;
  /** Where the reason lies, in the processed bucket. */
  reasonKey?: string;
  lease?: Lease;
  /** The greatest token given so far. */
  token: number;
  /** Not to be started before, in milliseconds since 1970: an engine had no room. */
  notBefore?: number;
  /** How often `reconcile` started the present step again. */
  restarts: number;
  /** How often `reconcile` had a run of Glue that failed run again, in this attempt. */
  reruns?: number;
  /** When somebody was told that it is in quarantine. */
  notifiedAt?: number;
  /** When somebody was told that `reconcile` could not get it going. */
  stalledAt?: number;
  /** A person let the drop pass with more rejected rows than its contract allows. Milliseconds since 1970. */
  rejectsAccepted?: { by: string; at: number };
  /** How often it was judged again, by a replay or a release. */
  attempt?: number;
  engine?: "duckdb" | "glue";
  jobRunId?: string;
  /** Why this engine, and what it was thought to cost. */
  decision?: EngineDecision;
  /** What the transform used and cost; of Glue it is asked when somebody wants to know. */
  cost?: EngineCost;
  steps: StepRecord[];
}

/** 16 hex digits that name a landing object version in ids, keys and messages while it has no drop. */
export const objectId = ({ bucket, key, versionId, etag }: LandingObject): string =>
  shortHash(`${bucket}/${key}#${versionId ?? etag}`);

export const objectItemId = (object: LandingObject) => `object#${objectId(object)}`;
export const dropItemId = ({ dataset, drop }: DropRef) => `drop#${dataset}#${drop}`;
