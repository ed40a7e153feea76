/** What can be generated, as the commands see it. */
import type { Delivered } from "./delivery.ts";

/** What a run is made of: with the same options every batch of it is the same bytes, whenever and wherever it is made. */
export interface BatchOptions {
  seed: number;
  /** Of the main member; the others of the dataset follow from it. */
  rows: number;
  /** Shares, 0 to 0.5: broken rows; changes of what was there before; rows that arrive late; rows that arrive again. */
  bad: number;
  changes: number;
  late: number;
  duplicates: number;
  /** Milliseconds since 1970: when the first batch begins. */
  startMs: number;
  /** Rows of a simulated day. */
  perDay: number;
}

export interface Member {
  /** `<resource>.csv`. */
  resource: string;
  columns: readonly string[];
  rows: number;
  /** What the rules call a row that came before in the same drop. */
  repeatedReason: string;
  /** Rows with a lower place were delivered in an earlier batch. */
  firstPlace: number;
  at(index: number): Delivered;
}

export interface Run {
  /** `batch`: from 1, in any order; cheapest one after the other. */
  members(batch: number): Member[];
  /** ISO 8601: simulated time at the end of the batch. */
  producedAt(batch: number): string;
}

export interface Dataset {
  name: string;
  /** How its drops are packed. */
  mode: "snapshot" | "delta";
  /** What is taken when nothing is asked for. `undefined`: the dataset knows no such thing. */
  defaults: Defaults;
  createRun(options: BatchOptions): Run;
}

export interface Defaults {
  bad: number;
  changes: number | undefined;
  late: number | undefined;
  duplicates: number;
  perDay: number | undefined;
}
