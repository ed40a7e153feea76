/** Films: grosses, budgets, marks, genres over time. */
import { short } from "../format.ts";
import { chart, figures } from "../picture.ts";
import { cloud } from "../shapes/cloud.ts";
import { stackedGroups } from "../shapes/groups.ts";
import { overColumn } from "../shapes/over.ts";
import { ranking } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

const usDollars = (value: unknown) => (value === null ? "–" : `US$ ${short(Number(value))}`);

export const FILMS: BusinessPage = {
  title: "Films",
  about: "The catalogue as it is now, from silver.films: one row per film, whichever drop said it last.",
  panels: [
    {
      title: "The catalogue",
      about: "All films; the mark is weighted by votes.",
      query: "films-figures",
      width: "full",
      picture: figures([
        { column: "films", name: "films" },
        { column: "worldwide_gross", name: "taken in the whole world", format: usDollars },
        { column: "mean_budget", name: "mean budget", format: usDollars },
        { column: "mean_mark", name: "mean IMDb mark, of 10" },
      ]),
    },
    {
      title: "Films and takings by year",
      about:
        "What came out, what it cost and took. The source dates some silent films a century late: the few after 2011.",
      query: "films-by-year",
      picture: chart((rows) =>
        overColumn(rows, {
          column: "released",
          left: "films",
          right: "US$",
          measures: [
            { column: "films", name: "films (left)" },
            { column: "worldwide_gross", name: "worldwide gross", kind: "line", right: true },
            { column: "production_budget", name: "budgets", kind: "line", right: true },
          ],
        }),
      ),
    },
    {
      title: "Genres over time",
      about: "Films of each genre in spans of five years, by the span's first year.",
      query: "films-genres",
      picture: chart((rows) =>
        stackedGroups(rows, { x: "from_year", group: "major_genre", value: "films", unit: "films in five years" }),
      ),
    },
    {
      title: "Marks by genre",
      about: "Mean of IMDb's users and of Rotten Tomatoes' critics, both of 10.",
      query: "films-marks",
      picture: chart(
        (rows) =>
          ranking(
            rows,
            "genre",
            [
              { column: "imdb_users", name: "IMDb users" },
              { column: "critics", name: "critics" },
            ],
            "mean mark, of 10",
          ),
        "tall",
      ),
    },
    {
      title: "Budget against takings",
      about: "A point is a film; both axes are logarithmic.",
      query: "films-budget-gross",
      picture: chart(
        (rows) =>
          cloud(rows, {
            x: "production_budget",
            y: "worldwide_gross",
            xName: "production budget, US$",
            yName: "worldwide gross, US$",
            name: "title",
          }),
        "tall",
      ),
    },
    {
      title: "Greatest takings",
      about: "Worldwide, against what the film cost.",
      query: "films-top-grosses",
      picture: chart(
        (rows) =>
          ranking(
            rows,
            "title",
            [
              { column: "worldwide_gross", name: "worldwide gross" },
              { column: "production_budget", name: "budget" },
            ],
            "US$",
          ),
        "tall",
      ),
    },
  ],
};
