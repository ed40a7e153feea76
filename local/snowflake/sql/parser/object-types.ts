/** Reads the words that name a kind of object. */
import type { ObjectType } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";

// Longer names first: DATABASE ROLE before DATABASE.
const TYPES: readonly ObjectType[] = [
  "AGGREGATION POLICY",
  "API INTEGRATION",
  "AUTHENTICATION POLICY",
  "CATALOG INTEGRATION",
  "COMPUTE POOL",
  "DATABASE ROLE",
  "DYNAMIC TABLE",
  "EVENT TABLE",
  "EXTERNAL ACCESS INTEGRATION",
  "EXTERNAL FUNCTION",
  "EXTERNAL TABLE",
  "EXTERNAL VOLUME",
  "FAILOVER GROUP",
  "FILE FORMAT",
  "GIT REPOSITORY",
  "HYBRID TABLE",
  "ICEBERG TABLE",
  "IMAGE REPOSITORY",
  "MASKING POLICY",
  "MATERIALIZED VIEW",
  "NETWORK POLICY",
  "NETWORK RULE",
  "NOTIFICATION INTEGRATION",
  "PASSWORD POLICY",
  "PRIVACY POLICY",
  "PROJECTION POLICY",
  "REPLICATION GROUP",
  "RESOURCE MONITOR",
  "ROW ACCESS POLICY",
  "SECURITY INTEGRATION",
  "SESSION POLICY",
  "STORAGE INTEGRATION",
  "ACCOUNT",
  "ALERT",
  "APPLICATION",
  "COLUMN",
  "DATABASE",
  "FUNCTION",
  "INTEGRATION",
  "NOTEBOOK",
  "PIPE",
  "PROCEDURE",
  "ROLE",
  "SCHEMA",
  "SECRET",
  "SEQUENCE",
  "SERVICE",
  "SESSION",
  "SHARE",
  "STAGE",
  "STREAM",
  "STREAMLIT",
  "SYSTEM",
  "TABLE",
  "TAG",
  "TASK",
  "USER",
  "VIEW",
  "WAREHOUSE",
];

const BY_FIRST_WORD = new Map<string, [ObjectType, string[]][]>();
for (const type of TYPES) {
  const words = type.split(" ");
  const first = words[0]!;
  BY_FIRST_WORD.set(first, [...(BY_FIRST_WORD.get(first) ?? []), [type, words]]);
}

/** Takes the words of an object type when they are next. */
export function acceptObjectType(c: Cursor): ObjectType | undefined {
  if (c.token.type !== "word") return undefined;
  return BY_FIRST_WORD.get(c.token.value)?.find(([, words]) => c.accept(...words))?.[0];
}

export function expectObjectType(c: Cursor): ObjectType {
  return acceptObjectType(c) ?? c.fail();
}

/** The singular of a plural such as TABLES, FILE FORMATS, NETWORK POLICIES; undefined when it is none. */
export function singular(plural: string): ObjectType | undefined {
  const words = plural
    .replace(/POLICIES$/, "POLICY")
    .replace(/REPOSITORIES$/, "REPOSITORY")
    .replace(/S$/, "");
  return TYPES.find((type) => type === words);
}

/** Longest plural at the cursor, taken; for GRANT … ON ALL TABLES. */
export function acceptPlural(c: Cursor): { plural: string; objectType: ObjectType } | undefined {
  for (let count = 4; count > 0; count -= 1) {
    const words = Array.from({ length: count }, (_, ahead) => c.peek(ahead));
    if (words.some(({ type }) => type !== "word")) continue;
    const plural = words.map(({ value }) => value).join(" ");
    const objectType = singular(plural);
    if (objectType === undefined || plural === objectType) continue;
    c.index += count;
    return { plural, objectType };
  }
  return undefined;
}
