/** Bookings live: per hour, per film, per theatre. */
import { chart, figures } from "../picture.ts";
import { overColumn, overTime } from "../shapes/over.ts";
import { ranking } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

export const BOOKINGS: BusinessPage = {
  title: "Bookings",
  about: "Cinema tickets as they are booked, changed and cancelled; the tables follow within two minutes.",
  panels: [
    {
      title: "All bookings",
      about: "Tickets and revenue are those of bookings that stand.",
      query: "bookings-figures",
      width: "full",
      picture: figures([
        { column: "bookings", name: "bookings" },
        { column: "tickets", name: "tickets" },
        { column: "revenue", name: "revenue" },
        { column: "cancelled_pct", name: "cancelled, %" },
      ]),
    },
    {
      title: "Bookings by hour",
      about: "By the hour in which they were made, UTC: the last 168 with a booking.",
      query: "bookings-windows",
      width: "wide",
      picture: chart((rows) =>
        overTime(rows, {
          column: "window_start",
          left: "bookings",
          right: "revenue",
          measures: [
            { column: "bookings", name: "bookings (left)" },
            { column: "cancellations", name: "of them cancelled (left)" },
            { column: "revenue", name: "revenue (right)", kind: "line", right: true },
          ],
        }),
      ),
    },
    {
      title: "Bookings by film",
      about: "Revenue, and what cancellations cost: the fifteen films with the most.",
      query: "bookings-films",
      picture: chart(
        (rows) =>
          ranking(
            rows,
            "movie_title",
            [
              { column: "revenue", name: "revenue", stack: "money" },
              { column: "lost_revenue", name: "lost by cancellation", stack: "money" },
            ],
            "amount",
          ),
        "tall",
      ),
    },
    {
      title: "Theatres",
      about: "Tickets of bookings that stand: the fifteen theatres with the most.",
      query: "bookings-theatres",
      picture: chart((rows) => ranking(rows, "theatre", [{ column: "tickets", name: "tickets" }], "tickets"), "tall"),
    },
    {
      title: "Status",
      about: "Bookings by where they stand now.",
      query: "bookings-status",
      picture: chart((rows) =>
        overColumn(rows, {
          column: "status",
          left: "bookings",
          measures: [{ column: "bookings", name: "bookings" }],
        }),
      ),
    },
  ],
};
