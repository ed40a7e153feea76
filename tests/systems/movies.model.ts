/** The films' history by hand: each drop in its order changes a map; what held from when to when is read off it. */
import type { Drop, Row } from "./warehouse.ts";

export interface Version {
  film: string;
  votes: string;
  from: string;
  to: string;
  drop: string;
}

const filmOf = ({ title, release_date }: Row) => `${title} ${release_date ?? ""}`;
const votesOf = ({ imdb_votes, director }: Row) => `${imdb_votes ?? ""} ${director ?? ""}`;

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
  const states: { at: string; films: Map<string, { votes: string; drop: string }> }[] = [];
  let films = new Map<string, { votes: string; drop: string }>();
  let at = "";
  for (const { drop, mode = "delta", producedAt, rows } of inOrder(drops)) {
    if ((producedAt ?? "") > at) at = producedAt ?? "";
    const next = mode === "snapshot" ? new Map<string, { votes: string; drop: string }>() : new Map(films);
    for (const row of rows) next.set(filmOf(row), { votes: votesOf(row), drop });
    films = next;
    if (states.at(-1)?.at === at) states.pop();
    states.push({ at, films });
  }
  const open = new Map<string, Version>();
  const versions: Version[] = [];
  for (const { at, films } of states) {
    for (const [film, version] of open)
      if (films.get(film)?.votes !== version.votes) {
        versions.push({ ...version, to: at });
        open.delete(film);
      }
    for (const [film, { votes, drop }] of films)
      if (!open.has(film)) open.set(film, { film, votes, from: at, to: "", drop });
  }
  return [...versions, ...open.values()]
    .map(({ film, votes, from, to, drop }) => [film, votes, from, to, to === "", drop].join("|"))
    .sort();
}

/** Films as they are after the last drop, with the drop that said so first. */
export const currentOf = (drops: readonly Drop[]): string[] =>
  historyOf(drops)
    .map((line) => line.split("|"))
    .filter(([, , , to]) => to === "")
    .map(([film, votes, from, , , drop]) => [film, votes, from, drop].join("|"))
    .sort();
