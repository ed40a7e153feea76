/** Sessions in the shop, and how far they come. */
import { duration } from "../format.ts";
import { chart, figures } from "../picture.ts";
import { overColumn, overTime } from "../shapes/over.ts";
import { funnel, ranking } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

export const SESSIONS: BusinessPage = {
  title: "Sessions",
  about: "Visits to the shop: a session ends after thirty minutes without an event.",
  panels: [
    {
      title: "All sessions",
      about: "Abandoned: came to the cart or the checkout, and no further.",
      query: "sessions-figures",
      width: "full",
      picture: figures([
        { column: "sessions", name: "sessions" },
        { column: "people", name: "people" },
        { column: "conversion_pct", name: "with a purchase, %" },
        { column: "abandonment_pct", name: "carts abandoned, %" },
        { column: "revenue", name: "revenue" },
      ]),
    },
    {
      title: "Funnel",
      about: "How many sessions came at least this far, and their share of all.",
      query: "sessions-funnel",
      picture: chart((rows) => funnel(rows, "stage", "sessions", "sessions")),
    },
    {
      title: "Sessions by hour",
      about: "All, and those with a purchase: the last 168 hours with a session, UTC.",
      query: "sessions-hourly",
      picture: chart((rows) =>
        overTime(rows, {
          column: "hour_start",
          left: "sessions",
          right: "revenue",
          measures: [
            { column: "sessions", name: "sessions (left)" },
            { column: "converted", name: "with a purchase (left)" },
            { column: "revenue", name: "revenue (right)", kind: "line", right: true },
          ],
        }),
      ),
    },
    {
      title: "What people came with",
      about: "Sessions by device.",
      query: "sessions-devices",
      picture: chart((rows) =>
        ranking(
          rows,
          "device",
          [
            { column: "converted", name: "with a purchase", stack: "sessions" },
            { column: "not_converted", name: "without", stack: "sessions" },
          ],
          "sessions",
        ),
      ),
      cells: { mean_seconds: (value) => (value === null ? "–" : duration(1_000 * Number(value))) },
    },
    {
      title: "How long",
      about: "Sessions by their number of events.",
      query: "sessions-lengths",
      picture: chart((rows) =>
        overColumn(rows, {
          column: "events_of_session",
          left: "sessions",
          measures: [{ column: "sessions", name: "sessions" }],
        }),
      ),
      cells: { mean_seconds: (value) => (value === null ? "–" : duration(1_000 * Number(value))) },
    },
  ],
};
