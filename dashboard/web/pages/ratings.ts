/** Ratings: distribution, activity, best films by a score weighted with its confidence. */
import { chart, figures } from "../picture.ts";
import { overColumn } from "../shapes/over.ts";
import { scores } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

export const RATINGS: BusinessPage = {
  title: "Ratings",
  about: "Stars that people gave. A user's rating of a film in several drops is one: that of the newest drop.",
  panels: [
    {
      title: "All ratings",
      about: "Of the newest whole drop of MovieLens, and of the drops after it.",
      query: "ratings-figures",
      width: "full",
      picture: figures([
        { column: "ratings", name: "ratings" },
        { column: "people", name: "people" },
        { column: "films", name: "films" },
        { column: "mean_rating", name: "mean, of 5 stars" },
      ]),
    },
    {
      title: "How many stars",
      about: "Ratings by their number of stars, in halves.",
      query: "ratings-distribution",
      picture: chart((rows) =>
        overColumn(
          rows.map((row) => ({ ...row, rating: `${row.rating} ★` })),
          { column: "rating", left: "ratings", measures: [{ column: "ratings", name: "ratings" }] },
        ),
      ),
    },
    {
      title: "Activity",
      about: "Ratings and people who rated, by month.",
      query: "ratings-activity",
      picture: chart((rows) =>
        overColumn(rows, {
          column: "month",
          left: "ratings",
          right: "people",
          measures: [
            { column: "ratings", name: "ratings (left)" },
            { column: "people", name: "people (right)", kind: "line", right: true },
          ],
        }),
      ),
    },
    {
      title: "Best films",
      about:
        "By a score that trusts many ratings more than few: (n · mean + 25 · mean of all) ÷ (n + 25). The bar is where the film's mean lies with 95 % confidence.",
      query: "ratings-top",
      width: "wide",
      picture: chart((rows) => scores(rows, "title", "stars"), "tall"),
    },
  ],
};
