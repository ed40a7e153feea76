/** What a dataset that arrives as a stream says of itself, and how a batch is cut out of its stream. */

import type { BatchOptions, Dataset } from "./dataset.ts";
import { Delivery, type Fault } from "./delivery.ts";
import { Stream, type World } from "./stream.ts";
import { isoTime } from "./weekly-clock.ts";

export interface WorldOptions {
  seed: number;
  /** Milliseconds since 1970 of the first row. */
  startMs: number;
  /** Rows of a simulated day. */
  perDay: number;
  /** Share, 0 to 1. */
  changes: number;
}

export interface StreamDataset {
  name: string;
  /** The contract's resource: the member is `<resource>.csv`. */
  resource: string;
  /** The fields of the contract, in its order. */
  columns: readonly string[];
  /** Rows of a simulated day, if nothing else is asked for. */
  perDay: number;
  /** Whether a row can change what an earlier one brought. */
  hasChanges: boolean;
  /** What the rules call a row that came before in the same drop. */
  repeatedReason: string;
  faults: readonly Fault[];
  createWorld(options: WorldOptions): World;
}

/** Batch n of `rows` rows has the rows from (n - 1) × rows of a stream that never ends. */
export function streamDataset({
  name,
  resource,
  columns,
  perDay,
  hasChanges,
  repeatedReason,
  faults,
  createWorld,
}: StreamDataset): Dataset {
  return {
    name,
    mode: "delta",
    defaults: { bad: 0.02, changes: hasChanges ? 0.1 : undefined, late: 0.05, duplicates: 0.05, perDay },
    createRun(options) {
      const { seed, startMs, perDay: rate, changes, late, bad, duplicates, rows } = options;
      const stream = new Stream(seed, createWorld({ seed, startMs, perDay: rate, changes }), late);
      const delivery = new Delivery({ seed, name, rowAt: (place) => stream.at(place), faults, bad, duplicates });
      return {
        members(batch) {
          const first = (batch - 1) * rows;
          return [
            {
              resource,
              columns,
              rows,
              repeatedReason,
              firstPlace: delivery.placesBefore(first),
              at: (index) => delivery.at(first + index),
            },
          ];
        },
        producedAt: (batch) => producedAt(options, batch),
      };
    },
  };
}

/** When about the batch's last row happened, to the second. */
function producedAt({ startMs, perDay, rows }: BatchOptions, batch: number): string {
  const ms = startMs + ((batch * rows) / perDay) * 24 * 3_600_000;
  return isoTime(Math.ceil(ms / 1000) * 1000);
}
