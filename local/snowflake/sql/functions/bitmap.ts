/** Counting distinct whole numbers by bitmaps of 32,768 bits. https://docs.snowflake.com/en/user-guide/querying-bitmaps-for-distinct-counts */
import { integer } from "../types.ts";
import { aggregate } from "./aggregate-call.ts";
import { asNumber, binary, type Rule, scalar } from "./rule.ts";

const SIZE = 32_768;

export const bitmaps: Readonly<Record<string, Rule>> = {
  // https://docs.snowflake.com/en/sql-reference/functions/bitmap_bucket_number: buckets begin with 1; 0 and below count down from 0.
  BITMAP_BUCKET_NUMBER: scalar("int", integer, ([n]) =>
    asNumber(`(CASE WHEN ${n} > 0 THEN 1 + (${n} - 1) // ${SIZE} ELSE ${n} // ${SIZE} END)`),
  ),
  BITMAP_BIT_POSITION: scalar("int", integer, ([n]) =>
    asNumber(`(CASE WHEN ${n} > 0 THEN (${n} - 1) % ${SIZE} ELSE abs(${n}) % ${SIZE} END)`),
  ),
  BITMAP_CONSTRUCT_AGG: aggregate(
    "int",
    binary(),
    ([position], text) => `from_hex(sf_bitmap(${text.close(`list(DISTINCT CAST(${position} AS VARCHAR))`)}))`,
  ),
  BITMAP_OR_AGG: aggregate(
    "binary",
    binary(),
    ([bitmap], text) => `from_hex(sf_bitmap_or(${text.close(`list(hex(${bitmap}))`)}))`,
  ),
  BITMAP_COUNT: scalar("binary", integer, ([bitmap]) => asNumber(`sf_bitmap_count(hex(${bitmap}))`)),
};
