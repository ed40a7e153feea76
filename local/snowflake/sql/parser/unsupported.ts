/** Statements about kinds of objects that the twin does not have and whose clauses it does not read. docs.snowflake.com/en/sql-reference/sql-all */
import type { Unsupported } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";

/** Longer names first. */
const KINDS = [
  "APPLICATION PACKAGE",
  "APPLICATION ROLE",
  "BACKUP POLICY",
  "BACKUP SET",
  "CORTEX SEARCH SERVICE",
  "DATA METRIC FUNCTION",
  "DBT PROJECT",
  "FEATURE POLICY",
  "INTERACTIVE TABLE",
  "INTERACTIVE WAREHOUSE",
  "JOIN POLICY",
  "MANAGED ACCOUNT",
  "MCP SERVER",
  "ORGANIZATION ACCOUNT",
  "ORGANIZATION LISTING",
  "ORGANIZATION PROFILE",
  "ORGANIZATION USER",
  "PACKAGES POLICY",
  "SEMANTIC VIEW",
  "SNAPSHOT POLICY",
  "SNAPSHOT SET",
  "SNOWFLAKE.CORE.BUDGET",
  "STORAGE LIFECYCLE POLICY",
  "AGENT",
  "CONNECTION",
  "CONTACT",
  "DATASET",
  "EXPERIMENT",
  "EXTERNAL LISTING",
  "GATEWAY",
  "LISTING",
  "MODEL",
  "MODEL MONITOR",
  "SNAPSHOT",
  "TYPE",
  "WORKSPACE",
].sort((a, b) => b.split(" ").length - a.split(" ").length);

const VERBS = ["CREATE", "ALTER", "DROP", "UNDROP", "DESCRIBE", "DESC"];
/** Words between CREATE and the kind. */
const MODIFIERS = ["OR", "REPLACE", "ALTER", "TEMP", "TEMPORARY", "SECURE", "TRANSIENT"];

/** The whole statement when it is about such a kind; the cursor stays where it is when not. */
export function acceptUnsupported(c: Cursor): Unsupported | undefined {
  if (!c.isAnyWord(VERBS)) return undefined;
  const verb = c.isWords("DESC") ? "DESCRIBE" : c.token.value;
  let ahead = 1;
  while (verb === "CREATE" && c.isAnyWord(MODIFIERS, ahead)) ahead += 1;
  const isAt = (kind: string) => kind.split(" ").every((word, at) => c.isWordAt(ahead + at, word));
  const kind = KINDS.find(isAt);
  if (kind === undefined) return undefined;
  // `describe model` is a table of that name; `drop type` needs a name too.
  const named = c.peek(ahead + kind.split(" ").length);
  if (named.type !== "word" && named.type !== "quoted") return undefined;
  const start = c.token;
  while (!c.atEnd() && !c.isOperator(";")) c.advance();
  const span = c.span(start);
  return { kind: "unsupported", name: `${verb} ${kind}`, text: c.text.slice(span.start, span.end), span };
}
