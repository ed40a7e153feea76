/**
 * Ratings in the shape of MovieLens 20M, which may not be redistributed: as many users, films and ratings, the same shares of busy users, of
 * famous films and of half stars, in file order by user. The same seed gives the same bytes.
 */
import { createWriteStream, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { mulberry32 } from "../cli/demo/sample.ts";

/** Of MovieLens 20M. */
const RATINGS = 20_000_000;
const USERS = 138_493;
const FILMS = 26_744;
/** Users by how many ratings they gave: share, and from where to where. */
const ACTIVITY = [
  { share: 0.38, from: 20, to: 50 },
  { share: 0.42, from: 51, to: 200 },
  { share: 0.14, from: 201, to: 500 },
  { share: 0.043, from: 501, to: 1000 },
  { share: 0.017, from: 1001, to: 3000 },
];
/** Share of the users who rated a film, by the film's rank; between two ranks it falls evenly on logarithmic scales. */
const FAME = [
  { rank: 1, share: 0.5 },
  { rank: 30, share: 0.29 },
  { rank: 300, share: 0.12 },
  { rank: 1000, share: 0.041 },
  { rank: 3000, share: 0.0078 },
  { rank: 10_000, share: 0.0004 },
  { rank: FILMS, share: 0.00001 },
];
/** Tenths of a percent of each half star from 0.5 to 5.0. */
const STARS = [16, 31, 16, 66, 51, 196, 127, 266, 88, 145];
const FIRST_RATING = 789_652_009;
const SPAN_SECONDS = 638_000_000;

export interface ShapeOptions {
  /** 20,000,000 unless said; there are as many users as fit to it, and all films. */
  ratings?: number;
  seed?: number;
  /** One line in so many breaks a rule of the contract or repeats the line before it. None unless said. */
  faultEvery?: number;
}

/** Writes `movies.csv` and `ratings.csv` into `folder`. */
export async function writeMovieLensShape(folder: string, options: ShapeOptions = {}): Promise<void> {
  const { ratings = RATINGS, seed = 7, faultEvery = Number.POSITIVE_INFINITY } = options;
  writeFileSync(join(folder, "movies.csv"), moviesCsv());
  const lines = ratingLines({ ratings, faultEvery, random: mulberry32(seed) });
  await pipeline(Readable.from(lines, { objectMode: true }), createWriteStream(join(folder, "ratings.csv")));
}

function moviesCsv(): string {
  const rows = Array.from({ length: FILMS }, (_, at) => `${at + 1},Film ${at + 1} (${1930 + (at % 60)}),Drama|Comedy`);
  return `movieId,title,genres\n${rows.join("\n")}\n`;
}

interface Request {
  ratings: number;
  faultEvery: number;
  random(): number;
}

function* ratingLines({ ratings, faultEvery, random }: Request): Generator<string> {
  const counts = ratingCounts(ratings, random);
  const draw = drawer(fameWeights(counts), random);
  const ids = shuffled(FILMS, random);
  const stars = STARS.flatMap((share, at) => Array<string>(share).fill(((at + 1) / 2).toFixed(1)));
  yield "userId,movieId,rating,timestamp\n";
  let written = 0;
  for (const [user, count] of counts.entries()) {
    const chosen = Uint32Array.from(draw(count), (film) => ids[film]!).sort();
    const from = FIRST_RATING + Math.floor(random() * SPAN_SECONDS);
    let chunk = "";
    for (const film of chosen) {
      const star = stars[Math.floor(random() * stars.length)] ?? "3.0";
      const at = from + Math.floor(random() * 86_400);
      written += 1;
      chunk +=
        written % faultEvery === 0
          ? faultyLine((written / faultEvery) % FAULTS.length, [String(user + 1), String(film), star, String(at)])
          : `${user + 1},${film},${star},${at}\n`;
    }
    yield chunk;
  }
}

type Fields = [user: string, film: string, star: string, at: string];
const FAULTS: readonly ((fields: Fields) => Fields[])[] = [
  ([user, film, , at]) => [[user, film, "5.5", at]],
  ([user, film, , at]) => [[user, film, "3.3", at]],
  ([user, film, star]) => [[user, film, star, "soon"]],
  ([user, , star, at]) => [[user, "999999999", star, at]],
  (fields) => [fields, fields],
  ([, film, star, at]) => [["-1", film, star, at]],
  ([user, film, star, at]) => [
    [user, film, star, at],
    [user, film, star, String(Number(at) + 60)],
  ],
];
const faultyLine = (kind: number, fields: Fields): string =>
  (FAULTS[kind]?.(fields) ?? []).map((each) => `${each.join(",")}\n`).join("");

/** How many ratings each user gave: within a group as many few as many on a logarithmic scale, the sum made exact at the users' cost in turn. */
function ratingCounts(ratings: number, random: () => number): Uint32Array {
  const users = Math.round((USERS * ratings) / RATINGS);
  const counts = Uint32Array.from({ length: users }, () => {
    let place = random();
    const group = ACTIVITY.find(({ share }) => (place -= share) < 0) ?? ACTIVITY[0]!;
    const count = Math.floor(group.from * (group.to / group.from + 1 / group.from) ** random());
    return Math.min(count, group.to);
  });
  let missing = ratings - counts.reduce((sum, count) => sum + count, 0);
  // The busy users take up what is left over, in proportion: nobody leaves a group.
  for (let user = 0; missing !== 0; user = (user + 1) % users) {
    const count = counts[user]!;
    const group = ACTIVITY.find(({ to }) => count <= to) ?? ACTIVITY.at(-1)!;
    const room = missing > 0 ? group.to - count : count - group.from;
    const step = Math.min(room, Math.abs(missing), Math.ceil(count / 50));
    if (step <= 0) continue;
    counts[user] = count + Math.sign(missing) * step;
    missing -= Math.sign(missing) * step;
  }
  return counts;
}

/**
 * Weights of the films, by rank, with which `drawer` gives each the share of users that it should have. A user who draws n different films has film i with
 * the probability 1 − exp(−wᵢ t), where t is such that these add up to n.
 */
function fameWeights(counts: Uint32Array): Float64Array {
  const wanted = Float64Array.from({ length: FILMS }, (_, at) => fameOf(at + 1));
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const scale = mean / wanted.reduce((sum, share) => sum + share, 0);
  const shares = wanted.map((share) => Math.min(0.9, share * scale));
  const groups = histogram(counts);
  const weights = shares.slice();
  for (let round = 0; round < 8; round += 1) {
    const found = new Float64Array(FILMS);
    for (const { count, share } of groups) {
      const t = timeFor(weights, count);
      for (let film = 0; film < FILMS; film += 1) found[film]! += share * (1 - Math.exp(-weights[film]! * t));
    }
    for (let film = 0; film < FILMS; film += 1) weights[film]! *= shares[film]! / found[film]!;
  }
  return weights;
}

function fameOf(rank: number): number {
  const next = Math.max(
    1,
    FAME.findIndex((each) => each.rank >= rank),
  );
  const [low, high] = [FAME[next - 1]!, FAME[next]!];
  const place = Math.log(rank / low.rank) / Math.log(high.rank / low.rank);
  return low.share * (high.share / low.share) ** place;
}

/** At most forty groups of users with about as many ratings each. */
function histogram(counts: Uint32Array): { count: number; share: number }[] {
  const groups = new Map<number, { sum: number; users: number }>();
  for (const count of counts) {
    const at = Math.round(Math.log(count) * 8);
    const group = groups.get(at) ?? { sum: 0, users: 0 };
    groups.set(at, { sum: group.sum + count, users: group.users + 1 });
  }
  return [...groups.values()].map(({ sum, users }) => ({ count: sum / users, share: users / counts.length }));
}

/** The t for which the probabilities add up to `count`. Newton's steps from 0 come to it from below, since the sum is concave in t. */
function timeFor(weights: Float64Array, count: number): number {
  let t = 0;
  for (let step = 0; step < 60; step += 1) {
    let sum = 0;
    let slope = 0;
    for (const weight of weights) {
      const rest = Math.exp(-weight * t);
      sum += 1 - rest;
      slope += weight * rest;
    }
    if (count - sum < count * 1e-4) return t;
    t += (count - sum) / slope;
  }
  return t;
}

/** Draws different films by weight, with Walker's alias method; what was drawn already is drawn again. */
function drawer(weights: Float64Array, random: () => number): (count: number) => number[] {
  const films = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const chance = weights.map((weight) => (weight / total) * films);
  const alias = new Uint32Array(films);
  const small: number[] = [];
  const large: number[] = [];
  for (let film = 0; film < films; film += 1) (chance[film]! < 1 ? small : large).push(film);
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop()!, large.pop()!];
    alias[less] = more;
    chance[more]! -= 1 - chance[less]!;
    (chance[more]! < 1 ? small : large).push(more);
  }
  for (const film of [...small, ...large]) chance[film] = 1;
  const drawnBy = new Uint32Array(films);
  let turn = 0;
  return (count) => {
    turn += 1;
    const drawn: number[] = [];
    while (drawn.length < count) {
      const place = random() * films;
      const column = Math.floor(place);
      const film = place - column < chance[column]! ? column : alias[column]!;
      if (drawnBy[film] === turn) continue;
      drawnBy[film] = turn;
      drawn.push(film);
    }
    return drawn;
  };
}

/** Ids from 1, so that the famous films are spread over the numbers. */
function shuffled(count: number, random: () => number): Uint32Array {
  const ids = Uint32Array.from({ length: count }, (_, at) => at + 1);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [ids[at], ids[other]] = [ids[other]!, ids[at]!];
  }
  return ids;
}
