/** The films' history by hand: each drop in its order changes a map; what held from when to when is read off it. */
import type { Drop, Row } from "./warehouse.ts";

export interface Version {
  film: string;
  state: string;
  from: string;
  to: string;
  drop: string;
}

const filmOf = ({ title, release_date }: Row) => `${title} ${release_date ?? ""}`;
export const FILM_FIELDS = [
  "us_gross",
  "worldwide_gross",
  "us_dvd_sales",
  "production_budget",
  "mpaa_rating",
  "running_time_min",
  "distributor",
  "source",
  "major_genre",
  "creative_type",
  "director",
  "rotten_tomatoes_rating",
  "imdb_rating",
  "imdb_votes",
];
const stateOf = (row: Row) => FILM_FIELDS.map((name) => row[name] ?? "").join("|");

/** By sequence, then time, then id; a drop without a sequence before those that have one. */
export const inOrder = (drops: readonly Drop[]): Drop[] =>
  drops.toSorted(
    (a, b) =>
      (a.sequence ?? -1) - (b.sequence ?? -1) ||
      compare(a.producedAt ?? "", b.producedAt ?? "") ||
      compare(a.drop, b.drop),
  );

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** One line per version, sorted. */
export function historyOf(drops: readonly Drop[]): string[] {
  const states: { at: string; films: Map<string, { state: string; drop: string }> }[] = [];
  let films = new Map<string, { state: string; drop: string }>();
  let at = "";
  for (const { drop, mode = "delta", producedAt, rows } of inOrder(drops)) {
    if ((producedAt ?? "") > at) at = producedAt ?? "";
    const next = mode === "snapshot" ? new Map<string, { state: string; drop: string }>() : new Map(films);
    for (const row of rows) next.set(filmOf(row), { state: stateOf(row), drop });
    films = next;
    if (states.at(-1)?.at === at) states.pop();
    states.push({ at, films });
  }
  const open = new Map<string, Version>();
  const versions: Version[] = [];
  for (const { at, films } of states) {
    for (const [film, version] of open)
      if (films.get(film)?.state !== version.state) {
        versions.push({ ...version, to: at });
        open.delete(film);
      }
    for (const [film, { state, drop }] of films)
      if (!open.has(film)) open.set(film, { film, state, from: at, to: "", drop });
  }
  return [...versions, ...open.values()]
    .map(({ film, state, from, to, drop }) => [film, state, from, to, to === "", drop].join("|"))
    .sort();
}

/** Films as they are after the last drop, with the drop that said so first. */
export const currentOf = (drops: readonly Drop[]): string[] =>
  historyOf(drops)
    .map((line) => line.split("|"))
    .filter((cells) => cells.at(-3) === "")
    .map((cells) => [...cells.slice(0, -3), cells.at(-1)].join("|"))
    .sort();

const fields = FILM_FIELDS.map((name) => `coalesce(${name}::varchar, '')`).join(", ");
const film = "title || ' ' || coalesce(release_date::varchar, '')";
/** Their lines are those of `historyOf` and `currentOf`. */
export const HISTORY = `select ${film}, ${fields}, effective_from, coalesce(effective_to::varchar, ''), lower(is_current::varchar), drop_id from reelhouse.silver.films_history`;
export const CURRENT = `select ${film}, ${fields}, updated_at, drop_id from reelhouse.silver.films`;
