/** How far a judgement is, so that another invocation can go on with it: what was found of each member that was read to its end. */
import type { Contract } from "../contract/contract.ts";
import type { Fault } from "../errors.ts";
import { shortHash } from "../manifest/drop-id.ts";
import type { ReceiptMember } from "../receipt.ts";

/** What one reading of a drop's members has found so far. */
export interface ReadState {
  /** By what it was judged, and whether what was read is published: a reading builds only on one that is like it. */
  basis: string;
  /** Paths of the members that were read to their end. */
  read: string[];
  members: ReceiptMember[];
  /** The first 1,000, and how many there are in all. */
  faults: Fault[];
  faultCount: number;
  /** By path, of CSV members with a Parquet twin: the content hash of their rows. */
  contentHashes: Record<string, { rows: number; digest: string }>;
  /** CSV members that were held against their twins. */
  compared: string[];
}

/** A drop that names no hashes has no id before it was read: it is surveyed first. */
export type Reading = "survey" | "judgement";

export interface Progress {
  /** Changed in place while members are read. */
  readonly readings: Partial<Record<Reading, ReadState>>;
  /** Before something is read that has so many bytes. Throws `TimeIsUp` when it could not be read to its end in time. */
  begin(bytes: number): void;
  /** While it is read, with the bytes that have passed since. Throws `TimeIsUp`. */
  pass(bytes: number): void;
  /** It is read: what was found is worth keeping. */
  finished(): Promise<void>;
}

/** Not a failure: what is done is kept, and another invocation goes on from there. */
export class TimeIsUp extends Error {
  override readonly name = "TimeIsUp";
}

/** For whoever has time enough. */
export const inOneGo = (): Progress => ({
  readings: {},
  begin: () => undefined,
  pass: () => undefined,
  finished: async () => undefined,
});

/** The state of a reading, begun anew where there is none that it could build on. */
export function readStateOf(progress: Progress, reading: Reading, contract: Contract, isPublished: boolean): ReadState {
  const basis = shortHash(JSON.stringify([isPublished, contract]));
  const known = progress.readings[reading];
  if (known?.basis === basis) return known;
  const state: ReadState = {
    basis,
    read: [],
    members: [],
    faults: [],
    faultCount: 0,
    contentHashes: {},
    compared: [],
  };
  progress.readings[reading] = state;
  return state;
}

const FAULTS_KEPT = 1_000;

/** Counts all, keeps the first 1,000. */
export function addFaults(state: ReadState, faults: readonly Fault[], count = faults.length): void {
  state.faults.push(...faults.slice(0, Math.max(0, FAULTS_KEPT - state.faults.length)));
  state.faultCount += count;
}
