/** GRANT and REVOKE. docs.snowflake.com/en/sql-reference/sql/grant-privilege, …/revoke-privilege, …/grant-ownership */
import type { Grant, Grantee, GrantSubject, Privilege, PrivilegeTarget, Revoke } from "../ast/index.ts";
import type { Cursor } from "./cursor.ts";
import { parseObjectName } from "./names.ts";
import { acceptObjectType, acceptPlural } from "./object-types.ts";
import { parseSignature } from "./signatures.ts";

export function parseGrant(c: Cursor): Grant {
  const start = c.token;
  c.expect("GRANT");
  const subject = parseSubject(c, "TO");
  c.expect("TO");
  const to = parseGrantee(c);
  const currentGrants = c.acceptAny("REVOKE", "COPY");
  if (currentGrants !== undefined) c.expect("CURRENT", "GRANTS");
  const grantOption = c.accept("WITH", "GRANT", "OPTION");
  return { kind: "grant", subject, to, grantOption, currentGrants, span: c.span(start) };
}

export function parseRevoke(c: Cursor): Revoke {
  const start = c.token;
  c.expect("REVOKE");
  const grantOptionFor = c.accept("GRANT", "OPTION", "FOR");
  const subject = parseSubject(c, "FROM");
  c.expect("FROM");
  const from = parseGrantee(c);
  const behaviour = c.acceptAny("CASCADE", "RESTRICT");
  return { kind: "revoke", grantOptionFor, subject, from, behaviour, span: c.span(start) };
}

function parseSubject(c: Cursor, end: "TO" | "FROM"): GrantSubject {
  if (c.accept("DATABASE", "ROLE")) return { form: "role", database: true, name: parseObjectName(c) };
  if (c.isWords("ROLE") && !c.isWordAt(1, end)) {
    c.advance();
    return { form: "role", database: false, name: parseObjectName(c) };
  }
  const privileges = c.list(() => parsePrivilege(c));
  c.expect("ON");
  return { form: "privileges", privileges, on: parseTarget(c) };
}

/** Words up to a comma, a parenthesis or ON. */
function parsePrivilege(c: Cursor): Privilege {
  const start = c.token;
  const words: string[] = [];
  while (c.token.type === "word" && !c.isWords("ON")) words.push(c.advance().value);
  if (words.length === 0) c.fail();
  const columns = c.isOperator("(") ? c.identifiers() : [];
  return { kind: "privilege", name: words.join(" "), columns, span: c.span(start) };
}

function parseTarget(c: Cursor): PrivilegeTarget {
  const start = c.token;
  const base = { kind: "privilegeTarget" as const, name: undefined, signature: undefined, in: undefined };
  const quantity = c.acceptAny("ALL", "FUTURE");
  if (quantity !== undefined) {
    const { plural, objectType } = acceptPlural(c) ?? c.fail();
    c.expect("IN");
    const container = c.expectAny("DATABASE", "SCHEMA");
    const scope = { container, name: parseObjectName(c) };
    return { ...base, quantity, objectType, plural, in: scope, span: c.span(start) };
  }
  // A bare name is a table's or a view's: dbt writes GRANT SELECT ON db.schema.orders TO reporter.
  const objectType = acceptObjectType(c) ?? "TABLE";
  if (objectType === "ACCOUNT") return { ...base, quantity, objectType, plural: undefined, span: c.span(start) };
  const name = parseObjectName(c);
  const signature = c.isOperator("(") ? parseSignature(c) : undefined;
  return { ...base, quantity, objectType, plural: undefined, name, signature, span: c.span(start) };
}

const GRANTEES = ["DATABASE ROLE", "APPLICATION ROLE", "APPLICATION", "ROLE", "USER", "SHARE"] as const;

function parseGrantee(c: Cursor): Grantee {
  const start = c.token;
  const type = GRANTEES.find((words) => c.accept(...words.split(" ")));
  return { kind: "grantee", type, name: parseObjectName(c), span: c.span(start) };
}
