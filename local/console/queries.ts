/** What the dashboards may ask: a fixed list of named queries. The browser names one and gives checked parameters, never SQL. */
import { bookings } from "./queries/bookings.ts";
import { customers } from "./queries/customers.ts";
import { devices } from "./queries/devices.ts";
import { films } from "./queries/films.ts";
import { operations } from "./queries/operations.ts";
import type { Queries, Query } from "./queries/query.ts";
import { ratings } from "./queries/ratings.ts";
import { sales } from "./queries/sales.ts";
import { sessions } from "./queries/sessions.ts";

export const QUERIES: Queries = {
  ...operations,
  ...films,
  ...ratings,
  ...bookings,
  ...customers,
  ...devices,
  ...sales,
  ...sessions,
};

const PARAMETERS = {
  /** A moment in UTC, to the second. */
  asOf: (text: string) =>
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) && !Number.isNaN(Date.parse(text))
      ? text.slice(0, -1)
      : undefined,
} as const;

/** The values for the query's question marks, or what is wrong with those given. Unknown parameters are refused. */
export function bindsOf(query: Query, given: URLSearchParams): { binds: string[] } | { wrong: string } {
  const known = new Set<string>(query.parameters ?? []);
  for (const name of given.keys()) if (!known.has(name)) return { wrong: `There is no parameter ${name}.` };
  const binds: string[] = [];
  for (const name of query.parameters ?? []) {
    const value = PARAMETERS[name](given.get(name) ?? "");
    if (value === undefined) return { wrong: `${name} must be like 2026-01-31T12:00:00Z.` };
    binds.push(value);
  }
  return { binds };
}
