/** Drops as the ledger tells them. */
export interface Drop {
  object: string;
  dataset?: string;
  drop?: string;
  state: string;
  code?: string;
  engine?: string;
  bytes: number;
  startedAt: number;
  updatedAt: number;
}

/** What happens where, in the order in which a drop goes through. */
export const STATIONS = [
  {
    state: "RECEIVED",
    title: "Received",
    what: "A ZIP lands in the S3 bucket. It is unpacked, and each file checked against the manifest.",
  },
  {
    state: "EXTRACTED",
    title: "Extracted",
    what: "Its files lie unpacked. Checksums, columns and contract are proved.",
  },
  { state: "READY", title: "Ready", what: "Nothing is missing: small drops go to Lambda, large ones to Glue." },
  {
    state: "TRANSFORMING",
    title: "Transforming",
    what: "Rules judge every row. Bad ones are set aside with a reason.",
  },
  { state: "ARCHIVED", title: "Archived", what: "Clean rows are written once; Snowpipe takes them in." },
  { state: "LOADED", title: "Loaded", what: "Every row is proved to be in Snowflake, exactly once." },
] as const;

export const stateClass = (state: string) =>
  state === "LOADED" || state === "DUPLICATE" ? "good" : state === "QUARANTINED" ? "bad" : "busy";
