/** Ten differences of one line that a rule could get by mistake: each must be found by the same comparison that finds none. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RULES } from "./drops.ts";

export interface Planted {
  dataset: string;
  file: string;
  /** Of which the drop is made. */
  resource: string;
  from: string;
  to: string;
}

export const PLANTED: readonly Planted[] = [
  {
    dataset: "movielens",
    file: "41_ratings.sql",
    resource: "ratings",
    from: "typed.rating > 5 ",
    to: "typed.rating >= 5 ",
  },
  {
    dataset: "movielens",
    file: "23_rating_repeats.sql",
    resource: "ratings",
    from: "as bigint) desc nulls last",
    to: "as bigint) asc nulls last",
  },
  {
    dataset: "movielens",
    file: "40_movies.sql",
    resource: "movies",
    from: "length(typed.title) > 500",
    to: "octet_length(typed.title) > 40",
  },
  {
    dataset: "bookings",
    file: "20_bookings.sql",
    resource: "bookings",
    from: "'web', 'app'",
    to: "'Web', 'app'",
  },
  {
    dataset: "customers",
    file: "20_customer_changes.sql",
    resource: "customers",
    from: "length(typed.phone) > 40",
    to: "length(typed.phone) >= 40",
  },
  {
    dataset: "sensors",
    file: "20_raw_sensor_readings.sql",
    resource: "sensor_readings",
    from: "as decimal(18, 6)) as value",
    to: "as decimal(18, 5)) as value",
  },
  {
    dataset: "transactions",
    file: "11_line_repeats.sql",
    resource: "transactions",
    from: "where place > 1",
    to: "where place > 2",
  },
  {
    dataset: "events",
    file: "20_raw_customer_events.sql",
    resource: "customer_events",
    from: "'^-?[0-9]{1,9}",
    to: "'^-?[0-9]{1,8}",
  },
  {
    dataset: "catalogue",
    file: "20_catalogue_films.sql",
    resource: "films",
    from: "('Jun', '06')",
    to: "('Jun', '07')",
  },
  { dataset: "movielens", file: "43_links.sql", resource: "links", from: "[0-9]{7,9}\\z", to: "[0-9]{7,9}$" },
];

/** A copy of the rules with the difference in it. Throws an Error when the rule has not the text any more. */
export function plant({ dataset, file, from, to }: Planted, folder: string): string {
  cpSync(RULES, folder, { recursive: true });
  const path = join(folder, dataset, file);
  const text = readFileSync(path, "utf8");
  if (!text.includes(from) || from === to)
    throw new Error(`${dataset}/${file} has no "${from}" to plant a difference in`);
  writeFileSync(path, text.replace(from, to));
  return folder;
}
