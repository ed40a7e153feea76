/** The films of vega-datasets as the MovieLens-shaped sample needs them: a title, a year, a genre. */
import { extract } from "../extract/extract.ts";
import { readJson } from "../extract/read-json.ts";
import type { SampleFilm } from "./sample.ts";

export const VEGA_FILMS = "vega-films";

export async function sampleFilms(): Promise<SampleFilm[]> {
  const films: SampleFilm[] = [];
  const source = {
    kind: "json",
    title: VEGA_FILMS,
    dataset: "catalogue",
    table: "films",
    file: "npm:vega-datasets/data/movies.json",
  } as const;
  for await (const record of readJson({ ...source, missing: [], fields: {} }, ".")) {
    const title = record.Title === null ? "" : String(record.Title);
    const year = Number(/\d{4}$/.exec(String(record["Release Date"]))?.[0]);
    if (title !== "" && year > 1900)
      films.push({ title, year, genre: String(record["Major Genre"] ?? "(no genres listed)") });
  }
  return films;
}

/** The catalogue as a folder ready to be packed. */
export const extractCatalogue = (out: string) => extract(VEGA_FILMS, { out, parquet: true, values: {}, env: {} });
