/** Drops as the ledger tells them. */
export interface Drop {
  object: string;
  dataset?: string;
  drop?: string;
  state: string;
  code?: string;
  engine?: string;
  bytes: number;
  /** Times are milliseconds since 1970. */
  startedAt: number;
  updatedAt: number;
  /** When it came into each state. */
  entered?: Record<string, number>;
  rows?: number;
  rejected?: number;
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

/** Where the others end. */
export const SIDES = [
  { state: "QUARANTINED", title: "Refused" },
  { state: "DUPLICATE", title: "Known already" },
] as const;

export const stateClass = (state: string) =>
  state === "LOADED" || state === "DUPLICATE" ? "good" : state === "QUARANTINED" ? "bad" : "busy";

/** The median of the time that drops stayed in a state, in milliseconds; null where none has left it. */
export function medianStay(drops: readonly Drop[], at: number): number | null {
  const [state, next] = [STATIONS[at]?.state, STATIONS[at + 1]?.state];
  const stays = drops
    .flatMap(({ entered }) => {
      const [from, to] = [entered?.[state ?? ""], entered?.[next ?? ""]];
      return from !== undefined && to !== undefined && to >= from ? [to - from] : [];
    })
    .sort((a, b) => a - b);
  return stays[Math.floor(stays.length / 2)] ?? null;
}
