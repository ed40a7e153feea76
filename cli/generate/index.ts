/**
 * Generated drops, for commands and tests.
 *
 *     const run = openRun("bookings", { seed: 7, rows: 500 });
 *     const expected = await run.write(3, folder);          // batch 3 of the run: `<folder>/bookings.csv`
 *     expected.members["bookings.csv"].reasons;             // { tickets_out_of_range: 2, event_repeated: 9, … }
 *     await packFolder(folder, { dataset: expected.dataset, mode: expected.mode, sequence: expected.sequence,
 *       producedAt: expected.producedAt, out });            // the same bytes each time
 *
 * Batches continue each other: a booking booked in batch 1 may be cancelled in batch 3, a customer moves, a row of batch 2 is delivered again in
 * batch 4. Nothing is kept between them: with the same options (all of them, `rows` included) batch n is the same bytes on every machine.
 */
import { contractOf } from "../../shared/contract/registry.ts";
import { wrongUse } from "../exit-codes.ts";
import type { BatchOptions, Dataset, Member } from "./dataset.ts";
import { bookings } from "./datasets/bookings.ts";
import { catalogue } from "./datasets/catalogue.ts";
import { customers } from "./datasets/customers.ts";
import { events } from "./datasets/events.ts";
import { movielens } from "./datasets/movielens.ts";
import { sensors } from "./datasets/sensors.ts";
import { transactions } from "./datasets/transactions.ts";
import { type ExpectedMember, TallyOfMember } from "./tally.ts";
import { writeCsv } from "./write-csv.ts";

export type { ExpectedMember };

const DATASETS: readonly Dataset[] = [catalogue, movielens, bookings, customers, sensors, transactions, events];

/** A fixed day, not today: what is generated does not depend on the clock. */
export const DEFAULT_START = "2026-01-05T00:00:00Z";
const LARGEST_SHARE = 0.5;

export interface GenerateOptions {
  /** Default 1. A whole number from 0. */
  seed?: number | undefined;
  /** Rows of a batch, of the main member. Default 1,000. */
  rows?: number | undefined;
  /** Shares from 0 to 0.5; `defaultsOf` has the default of each. */
  bad?: number | undefined;
  changes?: number | undefined;
  late?: number | undefined;
  duplicates?: number | undefined;
  /** ISO 8601: when the first batch begins. Default `DEFAULT_START`. */
  start?: string | undefined;
  /** Rows of a simulated day, of a stream. */
  perDay?: number | undefined;
}

/** What the rules and the chain must make of a batch. */
export interface ExpectedBatch {
  dataset: string;
  batch: number;
  seed: number;
  /** How to pack it. */
  mode: "snapshot" | "delta";
  sequence: number;
  /** ISO 8601, in simulated time. */
  producedAt: string;
  /** Whether so many rows are rejected that the contract refuses the drop. */
  isRefused: boolean;
  /** By path. */
  members: Record<string, ExpectedMember>;
}

export interface GeneratorRun {
  dataset: string;
  /** `batch`: from 1, in any order; cheapest one after the other. Writes one file per member into the folder, which is made. */
  write(batch: number, folder: string): Promise<ExpectedBatch>;
  /** Lines of a batch's members with their header, for who needs no file. */
  lines(batch: number): { path: string; lines: Iterable<string> }[];
}

export const datasetNames = () => DATASETS.map(({ name }) => name);

/** Throws `CommandError` (wrong use) for an unknown dataset. */
export const defaultsOf = (dataset: string) => named(dataset).defaults;

/** Throws `CommandError` (wrong use) for an unknown dataset, a value out of its range, and an option that the dataset does not know. */
export function openRun(datasetName: string, options: GenerateOptions = {}): GeneratorRun {
  const dataset = named(datasetName);
  const { name, mode } = dataset;
  const complete = completeOptions(dataset, options);
  const run = dataset.createRun(complete);
  return {
    dataset: name,
    async write(batch, folder) {
      const members: Record<string, ExpectedMember> = {};
      for (const member of membersOf(batch)) {
        const tally = new TallyOfMember(member);
        await writeCsv(folder, pathOf(member), linesOf(member, tally));
        members[pathOf(member)] = tally.result();
      }
      const isRefused = contractOf(name).tables.some((table) => {
        const { rows = 0, rejected = 0 } = members[`${table.name}.csv`] ?? {};
        return rejected > rows * table.rejectThreshold;
      });
      const { seed } = complete;
      return {
        dataset: name,
        batch,
        seed,
        mode,
        sequence: batch,
        producedAt: run.producedAt(batch),
        isRefused,
        members,
      };
    },
    lines: (batch) => membersOf(batch).map((member) => ({ path: pathOf(member), lines: linesOf(member) })),
  };

  function membersOf(batch: number): Member[] {
    if (!Number.isSafeInteger(batch) || batch < 1) throw wrongUse(`A batch is a whole number from 1, not ${batch}.`);
    return run.members(batch);
  }
}

const pathOf = ({ resource }: Member) => `${resource}.csv`;

function* linesOf(member: Member, tally?: TallyOfMember): Generator<string> {
  yield `${member.columns.join(",")}\n`;
  for (let index = 0; index < member.rows; index += 1) {
    const row = member.at(index);
    tally?.add(row);
    yield `${row.fields.join(",")}\n`;
  }
}

function named(name: string): Dataset {
  const dataset = DATASETS.find((each) => each.name === name);
  if (!dataset) throw wrongUse(`There is no generator of ${name}. There are ${datasetNames().join(", ")}.`);
  return dataset;
}

function completeOptions({ name, defaults }: Dataset, options: GenerateOptions): BatchOptions {
  const { seed = 1, rows = 1_000, start = DEFAULT_START } = options;
  if (!Number.isSafeInteger(seed) || seed < 0) throw wrongUse(`A seed is a whole number from 0, not ${seed}.`);
  if (!Number.isSafeInteger(rows) || rows < 1) throw wrongUse(`A batch has at least one row, not ${rows}.`);
  const startMs = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(start)
    ? Date.parse(start)
    : Number.NaN;
  if (Number.isNaN(startMs)) throw wrongUse(`A start is a time in UTC, as ${DEFAULT_START}, not ${start}.`);
  const share = (option: "bad" | "changes" | "late" | "duplicates") => {
    const given = options[option];
    if (given === undefined) return defaults[option] ?? 0;
    if (defaults[option] === undefined)
      throw wrongUse(`${name} knows no ${option}: leave the option out. ${KNOWN_BY[option] ?? ""}`.trim());
    if (!(given >= 0 && given <= LARGEST_SHARE))
      throw wrongUse(`The share of ${option} is from 0 to ${LARGEST_SHARE}, not ${given}.`);
    return given;
  };
  const { perDay = defaults.perDay ?? 1 } = options;
  if (options.perDay !== undefined && defaults.perDay === undefined)
    throw wrongUse(`${name} is no stream, so it has no rows of a day: leave the option out.`);
  if (!(perDay >= 1 && perDay <= 1e9)) throw wrongUse(`Rows of a day are from 1 to 1,000,000,000, not ${perDay}.`);
  const shares = { bad: share("bad"), changes: share("changes"), late: share("late"), duplicates: share("duplicates") };
  return { seed, rows, startMs, perDay, ...shares };
}

const KNOWN_BY: Record<string, string> = {
  changes: "Changes are of catalogue, movielens, bookings and customers.",
  late: "Late rows are of the streams: bookings, customers, sensors, transactions and events.",
};
