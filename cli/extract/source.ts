/** What a source is: where its records come from, and which field of a record fills which column of the contract. */
import { z } from "zod";

/** How a value of the source becomes the contract's text. */
const conversion = z.enum([
  "text",
  /** `$1,234` and `136 min` to `1234` and `136`; what has no digits is missing. */
  "number",
  /** The first of a list in a text: `Drama, War` to `Drama`. */
  "first",
]);

const field = z.union([z.string(), z.strictObject({ from: z.string(), as: conversion })]);

const common = {
  title: z.string(),
  dataset: z.string(),
  /** The contract's table that the records fill. */
  table: z.string(),
  /** Texts that mean "no value". */
  missing: z.array(z.string()).default([""]),
  /** Column of the contract → field of the record (dots go deeper). Unnamed columns are filled by the field of their own name. */
  fields: z.record(z.string(), field).default({}),
};

const json = z.strictObject({
  ...common,
  kind: z.literal("json"),
  /** A path from the source's own folder, or `npm:<package>/<path>`. */
  file: z.string(),
  /** Where in the file the array of records is, as `data.films`; the whole file when it is not given. */
  records: z.string().optional(),
});

const tabular = {
  ...common,
  /** A path from the source's own folder, or `{name}` for one that is given by `--set name=path`. */
  file: z.string(),
};

const csv = z.strictObject({
  ...tabular,
  kind: z.literal("csv"),
  header: z.boolean().default(true),
  /** Names for the columns; those of the header when they are not given. */
  columns: z.array(z.string()).min(1).optional(),
  delimiter: z.string().length(1).default(","),
  /** DuckDB's SQL over the table `records`: the file's columns as texts, and `record_number`. All of it when it is not given. */
  sql: z.string().optional(),
});

const postgres = z.strictObject({
  ...tabular,
  kind: z.literal("postgres-dump"),
  /** DuckDB's SQL over the dump's tables, whose columns are texts. */
  sql: z.string(),
});

const http = z.strictObject({
  ...common,
  kind: z.literal("http"),
  url: z.url({ protocol: /^https?$/ }),
  /** `{name}` stands for a value given by `--set name=value`. */
  query: z.record(z.string(), z.string()).default({}),
  /** The key comes from an environment variable and goes into the query or a header; it is never logged or written. */
  key: z
    .strictObject({ env: z.string(), query: z.string().optional(), header: z.string().optional() })
    .refine(
      (key) => (key.query === undefined) !== (key.header === undefined),
      "the key goes into `query` or into `header`",
    )
    .optional(),
  pages: z
    .strictObject({
      query: z.string(),
      from: z.number().int().default(1),
      /** Where the page's records are. */
      records: z.string(),
      /** Where the count of all records is; without it, the first empty page is the last. */
      total: z.string().optional(),
      max: z.number().int().positive().default(1000),
    })
    .optional(),
  /** A further request per record, whose answer is the record: `{field}` is taken from the page's record. */
  detail: z.strictObject({ query: z.record(z.string(), z.string()) }).optional(),
  /** An answer with status 200 that means an error: `{"field": "Response", "is": "False", "message": "Error"}`. */
  error: z
    .strictObject({ field: z.string(), is: z.string(), message: z.string(), none: z.string().optional() })
    .optional(),
  requestsPerSecond: z.number().positive().default(5),
  /** For 429, 5xx and broken connections; waits double, and `Retry-After` is kept to (RFC 9110, 10.2.3). */
  retries: z.number().int().min(0).default(4),
  timeoutSeconds: z.number().positive().default(30),
});

export const sourceSchema = z.discriminatedUnion("kind", [json, csv, postgres, http]);
export type Source = z.infer<typeof sourceSchema>;
export type JsonSource = z.infer<typeof json>;
export type CsvSource = z.infer<typeof csv>;
export type PostgresSource = z.infer<typeof postgres>;
export type HttpSource = z.infer<typeof http>;
export type Field = z.infer<typeof field>;
export type SourceRecord = Record<string, unknown>;
