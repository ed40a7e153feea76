/** What drops were thought to cost and what they cost, one by one and in sum; and the warehouse's credits where it has any. */
import { badge } from "../badge.ts";
import { stateClass } from "../drops.ts";
import { dollars, formatCell } from "../format.ts";
import type { PanelSpec } from "../panel.ts";
import { chart, figures } from "../picture.ts";
import { ranking } from "../shapes/ranking.ts";

interface Use {
  seconds: number;
  gbSeconds?: number;
  dpuSeconds?: number;
  usd: number;
}

export interface Costs {
  pricesAsOf: string;
  drops: {
    drop: string;
    dataset: string;
    state: string;
    engine: string | null;
    bytes: number | null;
    decision: { estimate: Use } | null;
    actual: Use | null;
    snowpipe: { credits: number; usd: number } | null;
    usd: number;
    at: string;
  }[];
}

const EVERY_MS = 3_000;
const path = () => "/api/costs";
const sum = (values: (number | null | undefined)[]) =>
  Number(values.reduce<number>((all, value) => all + (value ?? 0), 0).toFixed(9));
const money = (value: unknown) => (value === null || value === undefined ? "–" : dollars(Number(value)));

export const COST_SUM: PanelSpec<Costs> = {
  title: "Cost of the last hundred drops",
  about:
    "By the list prices of AWS and Snowflake at the date below. On the twin the seconds are this machine's, and nobody pays.",
  query: "cost-sum",
  width: "full",
  everyMs: EVERY_MS,
  empty: "No drops, no cost.",
  source: {
    path,
    command: "npx reelhouse cost",
    read: ({ drops, pricesAsOf }) => ({
      columns: ["drops", "estimated_usd", "cost_usd", "gb_seconds", "dpu_seconds", "snowpipe_credits", "prices_as_of"],
      rows:
        drops.length === 0
          ? []
          : [
              [
                drops.length,
                sum(drops.map(({ decision }) => decision?.estimate.usd)),
                sum(drops.map(({ usd }) => usd)),
                sum(drops.map(({ actual }) => actual?.gbSeconds)),
                sum(drops.map(({ actual }) => actual?.dpuSeconds)),
                sum(drops.map(({ snowpipe }) => snowpipe?.credits)),
                pricesAsOf,
              ],
            ],
    }),
  },
  picture: figures([
    { column: "cost_usd", name: "cost in all", format: money },
    { column: "estimated_usd", name: "estimate of their engines", format: money },
    { column: "gb_seconds", name: "Lambda, GB-s" },
    { column: "dpu_seconds", name: "Glue, DPU-s" },
    { column: "snowpipe_credits", name: "Snowpipe, credits" },
    { column: "prices_as_of", name: "prices as of" },
  ]),
};

export const COST_BY_DROP: PanelSpec<Costs> = {
  title: "Cost by drop",
  about: "Estimate before it ran, and what the engine used: the fifteen newest drops.",
  query: "cost-by-drop",
  width: "wide",
  everyMs: EVERY_MS,
  empty: "No drops, no cost.",
  source: {
    path,
    command: "npx reelhouse cost --json",
    read: ({ drops }) => ({
      columns: [
        "drop",
        "dataset",
        "state",
        "engine",
        "bytes",
        "estimate_usd",
        "actual_usd",
        "snowpipe_usd",
        "seconds",
        "used",
      ],
      rows: drops.map(({ drop, dataset, state, engine, bytes, decision, actual, snowpipe }) => [
        drop,
        dataset,
        state,
        engine,
        bytes,
        decision?.estimate.usd ?? null,
        actual?.usd ?? null,
        snowpipe?.usd ?? null,
        actual?.seconds ?? null,
        actual
          ? `${formatCell(actual.dpuSeconds ?? actual.gbSeconds)} ${actual.dpuSeconds === undefined ? "GB-s" : "DPU-s"}`
          : null,
      ]),
    }),
  },
  picture: chart(
    (rows) =>
      ranking(
        rows.slice(0, 15).map((row) => ({ ...row, name: `${row.dataset} ${String(row.drop).slice(0, 6)}` })),
        "name",
        [
          { column: "actual_usd", name: "used" },
          { column: "estimate_usd", name: "estimated" },
        ],
        "US$",
        (value) => String(Number(value.toPrecision(2))),
      ),
    "tall",
  ),
  cells: {
    state: (value) => badge(String(value), stateClass(String(value))),
    estimate_usd: money,
    actual_usd: money,
    snowpipe_usd: money,
  },
};

export const CREDITS: PanelSpec = {
  title: "Warehouse credits",
  about: "By drop, from the account's usage. The twin charges nothing: there the credits are empty.",
  query: "credits",
  everyMs: 10_000,
  empty: "No statement of a drop has run yet.",
};
