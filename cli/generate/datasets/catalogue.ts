/** A catalogue of films as a shop sends it: the whole of it each time, with some films changed, some gone and some new. */
import { directorNames, filmTitles, GENRES } from "../cinema.ts";
import { csvField } from "../csv.ts";
import type { BatchOptions, Dataset } from "../dataset.ts";
import { Delivery } from "../delivery.ts";
import { faultsOf } from "../faults.ts";
import { Dice, Weighted } from "../random.ts";
import { isoTime } from "../weekly-clock.ts";

const DAY_MS = 24 * 3_600_000;
/** Of the films that change, so many are replaced by others. */
const REPLACED = 0.1;
/** So many titles are all different; later films have a number at the end. */
const TITLES = 10_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const RATINGS = new Weighted(["G", "PG", "PG-13", "R", "Not Rated", ""], [6, 20, 34, 30, 6, 4]);
const DISTRIBUTORS = ["Alder Pictures", "Brightwater", "Cinema Nord", "Delta Film", "Eastgate", "Foxglove Studios"];
const SOURCES = ["Original Screenplay", "Based on Book/Short Story", "Remake", "Based on Real Life Events", ""];
const CREATIVE = ["Contemporary Fiction", "Historical Fiction", "Fantasy", "Science Fiction", "Factual", ""];

const COLUMNS = [
  "Title",
  "US Gross",
  "Worldwide Gross",
  "US DVD Sales",
  "Production Budget",
  "Release Date",
  "MPAA Rating",
  "Running Time min",
  "Distributor",
  "Source",
  "Major Genre",
  "Creative Type",
  "Director",
  "Rotten Tomatoes Rating",
  "IMDB Rating",
  "IMDB Votes",
];
/** As the rules name them. */
const RULE_COLUMNS = COLUMNS.map((column) => column.toLowerCase().replaceAll(" ", "_"));

/** One of the three ways in which a date may be written; always the same for a film. */
function writtenDate(ms: number, dice: Dice): string {
  const [year, month, day] = isoTime(ms).slice(0, 10).split("-") as [string, string, string];
  const name = MONTHS[Number(month) - 1]!;
  const way = dice.below(10);
  return way < 6
    ? `${year}-${month}-${day}`
    : way < 8
      ? `${name} ${Number(day)} ${year}`
      : `${Number(day)} ${name} ${year}`;
}

function createRun({ seed, rows, bad, changes, duplicates, startMs }: BatchOptions) {
  const titles = filmTitles(seed, TITLES);
  const directors = directorNames(seed, 200);
  const firstFilm = (batch: number) => Math.floor((batch - 1) * rows * changes * REPLACED);
  const hasChanged = (film: number, batch: number) => new Dice(seed, "film-change", film, batch).isLucky(changes);
  /** The batch that brought it first. */
  const isOld = (film: number, batch: number) => batch > 1 && film < firstFilm(batch - 1) + rows;

  function film(index: number, batch: number) {
    const dice = new Dice(seed, "film", index);
    const title = titles[index % TITLES]!;
    const released = startMs - Math.floor(dice.share() * 15_000) * DAY_MS;
    const budget = 500_000 + Math.floor(dice.share() * dice.share() * dice.share() * 200_000_000);
    let gross = Math.floor(budget * dice.share() * 3);
    let votes = 100 + Math.floor(dice.share() * dice.share() * dice.share() * 400_000);
    let rating = 30 + dice.below(65);
    const hasDvd = dice.isLucky(0.2);
    const texts = [
      writtenDate(released, dice),
      RATINGS.pick(dice),
      String(75 + dice.below(40) + dice.below(40)),
      dice.pick(DISTRIBUTORS),
      dice.pick(SOURCES),
      dice.pick(GENRES),
      dice.pick(CREATIVE),
      dice.isLucky(0.9) ? dice.pick(directors) : "",
      dice.isLucky(0.8) ? String(dice.below(101)) : "",
    ];
    for (let earlier = 2; earlier <= batch; earlier += 1) {
      if (!hasChanged(index, earlier)) continue;
      const change = new Dice(seed, "film-grows", index, earlier);
      gross += change.below(2_000_000) + 1;
      votes += change.below(5_000);
      rating = Math.min(99, Math.max(10, rating + change.between(-2, 2)));
    }
    const number = Math.floor(index / TITLES);
    const fields = [
      csvField(number === 0 ? title : `${title} ${number + 1}`),
      String(Math.floor(gross / 2)),
      String(gross),
      hasDvd ? String(Math.floor(gross / 7)) : "",
      String(budget),
      ...texts,
      `${Math.floor(rating / 10)}.${rating % 10}`,
      String(votes),
    ];
    return { fields, isLate: false, isChange: batch > 1 && (!isOld(index, batch) || hasChanged(index, batch)) };
  }

  return {
    members(batch: number) {
      const delivery = new Delivery({
        seed,
        name: `catalogue ${batch}`,
        rowAt: (place) => film(firstFilm(batch) + place, batch),
        faults: FAULTS,
        bad,
        duplicates,
      });
      return [
        {
          resource: "films",
          columns: COLUMNS,
          rows,
          repeatedReason: "film_repeated",
          firstPlace: 0,
          at: (index: number) => delivery.at(index),
        },
      ];
    },
    /** A catalogue comes each day. */
    producedAt: (batch: number) => isoTime(startMs + batch * DAY_MS),
  };
}

const faults = faultsOf(RULE_COLUMNS);
const FAULTS = [
  faults.missing("title"),
  faults.notANumber("us_gross"),
  faults.notANumber("worldwide_gross"),
  faults.notANumber("production_budget"),
  faults.other("release_date", "not_a_date", ["1998-02-30", "Foo 12 1998", "31 Apr 2001", "12.06.1998", "soon"]),
  faults.tooLong("mpaa_rating", 20),
  faults.outOfRange("running_time_min", ["0", "6001", "9999"]),
  faults.outOfRange("rotten_tomatoes_rating", ["101", "999"]),
  faults.outOfRange("imdb_rating", ["10.1", "99"]),
  faults.notANumber("imdb_votes"),
];

export const catalogue: Dataset = {
  name: "catalogue",
  mode: "snapshot",
  defaults: { bad: 0.02, changes: 0.1, late: undefined, duplicates: 0.01, perDay: undefined },
  createRun,
};
