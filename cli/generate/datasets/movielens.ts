/** Films, ratings, tags and links in the shape of MovieLens, whole each time: some ratings of the batch before are given anew. */
import { filmTitles, GENRES } from "../cinema.ts";
import { csvField } from "../csv.ts";
import type { BatchOptions, Dataset, Member } from "../dataset.ts";
import { Delivery } from "../delivery.ts";
import { faultsOf } from "../faults.ts";
import { Dice, Weighted } from "../random.ts";
import type { Arrival } from "../stream.ts";
import { isoTime } from "../weekly-clock.ts";

const DAY_SECONDS = 24 * 3600;
/** Of the oldest film. */
const FIRST_YEAR = 1930;
/** How long before the start of the run the first rating may be. */
const RATED_SECONDS = 3650 * DAY_SECONDS;
/** How many ratings each of ten users gives: few give most. */
const RATINGS_OF_TEN = [400, 200, 120, 80, 60, 45, 35, 25, 20, 15];
const FIRST_OF_TEN = RATINGS_OF_TEN.map((_, index) =>
  RATINGS_OF_TEN.slice(0, index).reduce((sum, count) => sum + count, 0),
);
const PER_TEN = 1_000;
const STARS = new Weighted(
  ["0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"],
  [1.4, 2.8, 1.8, 7.5, 5.5, 20, 13, 27, 8.5, 13],
);
const TITLES = 10_000;
const TAGS = [
  "atmospheric",
  "funny",
  "slow",
  "classic",
  "twist ending",
  "based on a book",
  "quirky",
  "too long",
  "Kino",
  "visually stunning",
];
const TAGS_PER_USER = 3;

function createRun({ seed, rows, bad, changes, duplicates, startMs }: BatchOptions) {
  const films = Math.max(500, Math.ceil(rows / 100));
  const titles = filmTitles(seed, TITLES);
  const startSeconds = Math.floor(startMs / 1000);
  /** Films are older than every rating of them. */
  const filmYears = new Date((startSeconds - RATED_SECONDS) * 1000).getUTCFullYear() - FIRST_YEAR;

  const movie = (index: number): Arrival => {
    const dice = new Dice(seed, "movie", index);
    const number = Math.floor(index / TITLES);
    const title = `${titles[index % TITLES]}${number === 0 ? "" : ` ${number + 1}`} (${FIRST_YEAR + Math.floor((1 - dice.share() * dice.share()) * filmYears)})`;
    const genres = new Set(Array.from({ length: dice.between(1, 3) }, () => dice.pick(GENRES)));
    return asIs([String(index + 1), csvField(title), [...genres].sort().join("|")]);
  };

  const link = (index: number): Arrival => {
    const dice = new Dice(seed, "link", index);
    const imdb = String(dice.between(1, 9_999_999)).padStart(7, "0");
    return asIs([String(index + 1), imdb, dice.isLucky(0.98) ? String(dice.between(1, 999_999)) : ""]);
  };

  /** The place says who rates what, each film once: the films of a user grow denser towards the popular ones, which have the low ids. */
  function rating(place: number, batch: number): Arrival {
    const inTen = place % PER_TEN;
    const turn = FIRST_OF_TEN.findLastIndex((first) => first <= inTen);
    const user = Math.floor(place / PER_TEN) * 10 + turn + 1;
    const count = RATINGS_OF_TEN[turn]!;
    const nth = inTen - FIRST_OF_TEN[turn]!;
    const from = (n: number) => Math.floor((films - count) * (n / count) * (n / count)) + n;
    const dice = new Dice(seed, "rating", place);
    const film = from(nth) + dice.below(from(nth + 1) - from(nth));
    let stars = STARS.pick(dice);
    let ratedAt = startSeconds - Math.floor(dice.share() * RATED_SECONDS);
    for (let earlier = 2; earlier <= batch; earlier += 1) {
      if (!isAnew(place, earlier)) continue;
      const anew = new Dice(seed, "rated-anew", place, earlier);
      stars = STARS.pick(anew);
      ratedAt = startSeconds + Math.floor((earlier - 2 + anew.share()) * DAY_SECONDS);
    }
    const fields = [String(user), String(film + 1), stars, String(ratedAt)];
    return { fields, isLate: false, isChange: batch > 1 && isAnew(place, batch) };
  }
  const isAnew = (place: number, batch: number) => new Dice(seed, "rating-change", place, batch).isLucky(changes);

  /** A user's tags are all different. */
  function tag(place: number): Arrival {
    const dice = new Dice(seed, "tag", place);
    const first = new Dice(seed, "tags-of", Math.floor(place / TAGS_PER_USER)).below(TAGS.length);
    const text = TAGS[(first + (place % TAGS_PER_USER)) % TAGS.length]!;
    const taggedAt = startSeconds - Math.floor(dice.share() * RATED_SECONDS);
    return asIs([String(Math.floor(place / TAGS_PER_USER) + 1), String(dice.below(films) + 1), text, String(taggedAt)]);
  }

  function members(batch: number): Member[] {
    const sound = (resource: string, columns: string[], count: number, rowAt: (place: number) => Arrival): Member => {
      const delivery = new Delivery({ seed, name: resource, rowAt, faults: [], bad: 0, duplicates: 0 });
      return { resource, columns, rows: count, repeatedReason: "", firstPlace: 0, at: (index) => delivery.at(index) };
    };
    const ratings = new Delivery({
      seed,
      name: `ratings ${batch}`,
      rowAt: (place) => rating(place, batch),
      faults: RATING_FAULTS,
      bad,
      duplicates,
    });
    return [
      sound("movies", ["movieId", "title", "genres"], films, movie),
      {
        resource: "ratings",
        columns: ["userId", "movieId", "rating", "timestamp"],
        rows,
        repeatedReason: "rating_repeated",
        firstPlace: 0,
        at: (index) => ratings.at(index),
      },
      sound("tags", ["userId", "movieId", "tag", "timestamp"], Math.ceil(rows / 20), tag),
      sound("links", ["movieId", "imdbId", "tmdbId"], films, link),
    ];
  }
  return { members, producedAt: (batch: number) => isoTime(startMs + (batch - 1) * DAY_SECONDS * 1000) };
}

const asIs = (fields: string[]): Arrival => ({ fields, isLate: false, isChange: false });

const ofRatings = faultsOf(["user_id", "movie_id", "rating", "timestamp"]);
const RATING_FAULTS = [
  ofRatings.missing("rating"),
  ofRatings.missing("timestamp"),
  ofRatings.notANumber("user_id"),
  ofRatings.notANumber("movie_id"),
  ofRatings.other("rating", "not_a_number_of_half_stars", ["3.7", "good", "4,5"]),
  ofRatings.outOfRange("rating", ["0", "5.5", "9.0"]),
  ofRatings.notANumber("timestamp"),
  ofRatings.outOfRange("timestamp", ["4102444801", "9999999999"]),
];
export const movielens: Dataset = {
  name: "movielens",
  mode: "snapshot",
  defaults: { bad: 0.004, changes: 0.1, late: undefined, duplicates: 0.002, perDay: undefined },
  createRun,
};
