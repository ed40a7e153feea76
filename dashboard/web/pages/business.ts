/** The pages about what the drops say: films, ratings, bookings, devices, sales, sessions. */

import { h } from "../dom.ts";
import { type PanelSpec, panel } from "../panel.ts";
import { cloud, overColumn, ranking, stackedGroups } from "../shapes.ts";

export interface BusinessPage {
  title: string;
  about: string;
  panels: readonly PanelSpec[];
}

export const FILMS: BusinessPage = {
  title: "Films",
  about: "The catalogue as it is now, from silver.films: one row per film, whichever drop said it last.",
  panels: [
    {
      title: "Films and takings by year",
      about: "How many films came out, and what they took in the whole world (US$).",
      query: "films-by-year",
      draw: (rows) =>
        overColumn(rows, "released", [
          { column: "films", name: "films" },
          { column: "worldwide_gross", name: "worldwide gross, US$", kind: "line", right: true },
        ]),
    },
    {
      title: "Genres over time",
      about: "Films of each genre in spans of five years.",
      query: "films-genres",
      draw: (rows) => stackedGroups(rows, "from_year", "major_genre", "films"),
    },
    {
      title: "Budget against takings",
      about: "A point is a film; both axes are logarithmic.",
      query: "films-budget-gross",
      height: 380,
      draw: (rows) => cloud(rows, "production_budget", "worldwide_gross", "title"),
    },
    {
      title: "Greatest takings",
      about: "Worldwide, against what the film cost (US$).",
      query: "films-top-grosses",
      height: 380,
      draw: (rows) =>
        ranking(rows, "title", [
          { column: "worldwide_gross", name: "worldwide gross" },
          { column: "production_budget", name: "budget" },
        ]),
    },
  ],
};

export const RATINGS: BusinessPage = {
  title: "Ratings",
  about: "Stars that people gave, from raw.ratings.",
  panels: [
    {
      title: "How many stars",
      about: "Ratings by their number of stars, in halves.",
      query: "ratings-distribution",
      draw: (rows) => overColumn(rows, "rating", [{ column: "ratings", name: "ratings" }]),
    },
    {
      title: "Activity",
      about: "Ratings and people who rated, by month.",
      query: "ratings-activity",
      draw: (rows) =>
        overColumn(rows, "month", [
          { column: "ratings", name: "ratings" },
          { column: "users", name: "people", kind: "line", right: true },
        ]),
    },
    {
      title: "Best films",
      about:
        "By a score that draws the mean of rarely rated films towards the mean of all: (n · mean + 25 · overall) ÷ (n + 25).",
      query: "ratings-top",
      height: 380,
      draw: (rows) => ({
        ...ranking(rows, "title", [{ column: "score", name: "score" }]),
        xAxis: { type: "value", min: 0, max: 5 },
      }),
    },
  ],
};

export const BOOKINGS: BusinessPage = {
  title: "Bookings",
  about: "Cinema tickets as they are booked, changed and cancelled; the tables follow within two minutes.",
  panels: [
    {
      title: "Bookings by hour",
      about: "The last 168 hours in which something was booked.",
      query: "bookings-windows",
      draw: (rows) =>
        overColumn(rows, "window_start", [
          { column: "bookings", name: "bookings" },
          { column: "cancellations", name: "cancelled" },
          { column: "revenue", name: "revenue", kind: "line", right: true },
        ]),
    },
    {
      title: "Status",
      about: "Bookings by where they stand now.",
      query: "bookings-status",
      draw: (rows) => overColumn(rows, "status", [{ column: "bookings", name: "bookings" }]),
    },
    {
      title: "Bookings by film",
      about: "Revenue, and what cancellations cost.",
      query: "bookings-films",
      height: 380,
      draw: (rows) =>
        ranking(rows, "movie_title", [
          { column: "revenue", name: "revenue", stack: "money" },
          { column: "lost_revenue", name: "lost by cancellation", stack: "money" },
        ]),
    },
  ],
};

export const DEVICES: BusinessPage = {
  title: "Devices",
  about: "Sensors in the theatres: cleaned readings, and how healthy each device was in each hour.",
  panels: [
    {
      title: "Health by hour",
      about: "Mean and worst health score (0 to 100) and the anomalies found.",
      query: "devices-health",
      draw: (rows) =>
        overColumn(rows, "hour_start", [
          { column: "anomalies", name: "anomalies", right: true },
          { column: "mean_health", name: "mean health", kind: "line" },
          { column: "worst_health", name: "worst health", kind: "line" },
        ]),
    },
    { title: "Devices now", about: "The last hour of each device, the worst first.", query: "devices-latest" },
  ],
};

export const SALES: BusinessPage = {
  title: "Sales",
  about: "What was bought at the counters and in the web shop.",
  panels: [
    {
      title: "Sales by day",
      about: "With taxes, after discounts.",
      query: "sales-daily",
      draw: (rows) =>
        overColumn(rows, "sales_date", [
          { column: "total_sales", name: "sales" },
          { column: "transactions", name: "transactions", kind: "line", right: true },
        ]),
    },
    {
      title: "Sales by store",
      about: "The fifteen greatest.",
      query: "sales-stores",
      draw: (rows) => ranking(rows, "store", [{ column: "total_sales", name: "sales" }]),
    },
    {
      title: "Products",
      about: "By net sales.",
      query: "sales-products",
      height: 380,
      draw: (rows) => ranking(rows, "product_name", [{ column: "net_sales", name: "net sales" }]),
    },
  ],
};

export const SESSIONS: BusinessPage = {
  title: "Sessions",
  about: "Visits to the shop: a session ends after thirty minutes without an event.",
  panels: [
    {
      title: "Funnel",
      about: "How many sessions came at least this far.",
      query: "sessions-funnel",
      draw: (rows) => ranking(rows, "stage", [{ column: "sessions", name: "sessions" }]),
    },
    {
      title: "Sessions by day",
      about: "All, and those with a purchase.",
      query: "sessions-daily",
      draw: (rows) =>
        overColumn(rows, "day", [
          { column: "sessions", name: "sessions" },
          { column: "converted", name: "with a purchase" },
          { column: "revenue", name: "revenue", kind: "line", right: true },
        ]),
    },
    {
      title: "Devices",
      about: "What people came with.",
      query: "sessions-devices",
      draw: (rows) =>
        ranking(rows, "device", [
          { column: "sessions", name: "sessions" },
          { column: "converted", name: "with a purchase" },
        ]),
    },
  ],
};

export const businessPage =
  ({ title, about, panels }: BusinessPage) =>
  (page: HTMLElement, signal: AbortSignal) =>
    page.replaceChildren(
      h("h1", {}, title),
      h("p", { class: "lead" }, about),
      h("div", { class: "panels" }, ...panels.map((spec) => panel(spec, signal).element)),
    );
