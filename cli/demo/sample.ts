/** A small MovieLens-shaped data set about the films of the demo: the same bytes every time. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toCsvLine } from "../extract/convert.ts";

export interface SampleFilm {
  title: string;
  year: number;
  genre: string;
}

export interface SampleSize {
  movies: number;
  users: number;
  ratings: number;
  tags: number;
}

const DEFAULT_SIZE: SampleSize = { movies: 1000, users: 300, ratings: 20_000, tags: 800 };
/** Share of each half star from 0.5 to 5.0, in tenths of a percent: MovieLens 20M. */
const STARS = [16, 31, 16, 66, 51, 196, 127, 266, 88, 145];
const TAGS = [
  "classic",
  "atmospheric",
  "funny",
  "based on a book",
  "twist ending",
  "visually striking",
  "slow",
  "great soundtrack",
];
const FIRST_RATING = Date.UTC(2015, 0, 1) / 1000;
const SPAN_SECONDS = 8 * 365 * 86_400;

/** Writes movies, ratings, tags and links as CSV into `folder`. */
export async function writeSample(
  folder: string,
  films: readonly SampleFilm[],
  size: SampleSize = DEFAULT_SIZE,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = mulberry32(20_260_101);
  const movies = films.slice(0, size.movies);
  const write = (name: string, rows: (string | undefined)[][]) =>
    writeFile(join(folder, name), rows.map(toCsvLine).join(""));

  await write("movies.csv", [
    ["movieId", "title", "genres"],
    ...movies.map(({ title, year, genre }, index) => [String(index + 1), `${title} (${year})`, genre]),
  ]);
  await write("links.csv", [
    ["movieId", "imdbId", "tmdbId"],
    ...movies.map((_, index) => [
      String(index + 1),
      String(100_000 + Math.floor(random() * 900_000)).padStart(7, "0"),
      String(index + 11),
    ]),
  ]);
  await write("ratings.csv", [["userId", "movieId", "rating", "timestamp"], ...ratings(random, movies.length, size)]);
  await write("tags.csv", [
    ["userId", "movieId", "tag", "timestamp"],
    ...Array.from({ length: size.tags }, (_, index) => [
      String(1 + (index % size.users)),
      String(1 + heavyTail(random, movies.length)),
      TAGS[index % TAGS.length],
      String(FIRST_RATING + Math.floor(random() * SPAN_SECONDS)),
    ]),
  ]);
}

/** In file order by user, each film at most once per user, some users with many ratings and most with few. */
function ratings(random: () => number, movieCount: number, { users, ratings: count }: SampleSize): string[][] {
  const weights = Array.from({ length: users }, () => 1 / (0.02 + random()));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rows: string[][] = [];
  for (const [user, weight] of weights.entries()) {
    const wanted = Math.min(movieCount, Math.max(1, Math.round((weight / total) * count)));
    const seen = new Set<number>();
    while (seen.size < wanted) {
      // The heavy tail alone would take long to find the last films of a busy user.
      const movie = random() < 0.7 ? heavyTail(random, movieCount) : Math.floor(random() * movieCount);
      if (seen.has(movie)) continue;
      seen.add(movie);
      rows.push([
        String(user + 1),
        String(movie + 1),
        stars(random),
        String(FIRST_RATING + Math.floor(random() * SPAN_SECONDS)),
      ]);
    }
  }
  return rows;
}

const heavyTail = (random: () => number, count: number) => Math.floor(count * random() ** 3);

function stars(random: () => number): string {
  let left = random() * STARS.reduce((sum, share) => sum + share, 0);
  const index = STARS.findIndex((share) => (left -= share) < 0);
  return ((index < 0 ? STARS.length : index + 1) / 2).toFixed(1);
}

/** A small, fast generator with 32 bits of state (public domain algorithm by T. Ettinger): the same seed gives the same numbers. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
