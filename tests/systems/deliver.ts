/** Rows in drops as producers send them: most in order, some late, some again. And sums as Snowflake rounds them. */
import type { Client } from "../snowflake/driver.ts";
import { type Drop, loadRows, MINUTE, type Row, seeded, table, type Warehouse } from "./warehouse.ts";

/** Rows, which are in the order of their times, in drops of about `perDrop`: 5 % come some drops later, 5 % come twice. */
export function deliver(rows: readonly Row[], seed: number, perDrop: number): Drop[] {
  const random = seeded(seed);
  const count = Math.ceil(rows.length / perDrop);
  const drops = Array.from({ length: count }, (_, at) => ({ drop: `d${seed}-${at}`, rows: [] as Row[] }));
  for (const [index, row] of rows.entries()) {
    const own = Math.floor(index / perDrop);
    const later = () => drops[Math.min(count - 1, own + 1 + random(6))] as { rows: Row[] };
    const first = random(20) === 0 ? later() : (drops[own] as { rows: Row[] });
    first.rows.push(row);
    const again = later();
    if (random(20) === 0 && again !== first) again.rows.push(row);
  }
  return drops.filter(({ rows }) => rows.length > 0);
}

/** Between two drops. A month of the clock for 80 drops: SYSTEM_PAUSE_MINUTES=560. */
const pauseMinutes = Number(process.env.SYSTEM_PAUSE_MINUTES ?? 2);

/** Loads drop by drop, and after every few of them, when every lag has passed, lets `check` look at what came so far. */
export async function feed(
  warehouse: Warehouse,
  target: string,
  drops: readonly Drop[],
  check: (rows: Row[], label: string) => Promise<void>,
  every = 4,
): Promise<void> {
  const come: Row[] = [];
  for (const [at, drop] of drops.entries()) {
    await loadRows(warehouse.client, target, drop);
    come.push(...drop.rows);
    await warehouse.advance(pauseMinutes * MINUTE);
    if (at % every !== every - 1 && at !== drops.length - 1) continue;
    await warehouse.advance(8 * MINUTE);
    await check(come, `after ${drop.drop}`);
  }
  const failed = await table(
    warehouse.client,
    `select name, state_message from table(reelhouse.information_schema.dynamic_table_refresh_history(error_only => true))
     union all select name, error_message from table(reelhouse.information_schema.task_history()) where state = 'FAILED'`,
  );
  if (failed.length > 0) throw new Error(failed.join("\n"));
}

/** What a system must make of rows, computed elsewhere, and what it has made: lines by table. */
export interface Model {
  /** The raw table. */
  target: string;
  expected(rows: readonly Row[]): Promise<Record<string, string[]>>;
  found(client: Client): Promise<Record<string, string[]>>;
}

/** Of rows with the same key the first. */
export const once = (rows: readonly Row[], key: string): Row[] => [
  ...new Map(rows.toReversed().map((row) => [row[key], row])).values(),
];

/** Lines with numbers in one spelling: 2.50 and 2.5 are the same. */
export const plain = (lines: readonly string[]): string[] =>
  lines
    .map((line) =>
      line
        .split("|")
        .map((cell) => (/^-?\d+\.\d+$/.test(cell) ? String(Number(cell)) : cell.toLowerCase()))
        .join("|"),
    )
    .sort();

export const lines = async (client: Client, sql: string) => plain(await table(client, sql));

/** Half away from zero, as Snowflake rounds. */
export function divide(dividend: bigint, divisor: bigint): bigint {
  const [a, b] = [dividend < 0n ? -dividend : dividend, divisor < 0n ? -divisor : divisor];
  const rounded = (2n * a + b) / (2n * b);
  return dividend < 0n === divisor < 0n ? rounded : -rounded;
}

/** A quotient of a number with `scale` decimals by a whole one: first with six decimals more, as `/` gives it, then to `digits`. */
export const quotient = (dividend: bigint, scale: number, divisor: number, digits: number): string =>
  divisor === 0
    ? ""
    : decimal(divide(divide(dividend * 1_000_000n, BigInt(divisor)), 10n ** BigInt(scale + 6 - digits)), digits);

export function decimal(value: bigint, scale: number): string {
  const text = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const whole = scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
  return String(Number(value < 0n ? `-${whole}` : whole));
}

/** 12.5 with two decimals as 1250n. */
export const scaled = (value: unknown, scale: number): bigint => BigInt(Math.round(Number(value ?? 0) * 10 ** scale));

export const grouped = <T>(items: Iterable<T>, key: (item: T) => string): [string, T[]][] => [
  ...Map.groupBy(items, key).entries(),
];

/** How many seeds and how long, for tests of one system: `<SYSTEM>_SEEDS`, `<SYSTEM>_DAYS`. */
export const scale = (system: string, seeds: number, days: number) => ({
  seeds: Number(process.env[`${system}_SEEDS`] ?? process.env.SYSTEM_SEEDS ?? seeds),
  days: Number(process.env[`${system}_DAYS`] ?? process.env.SYSTEM_DAYS ?? days),
});
