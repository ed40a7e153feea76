/** `NAME = value` lists. Commas between them are allowed and mean nothing. */
import type { Option, OptionGroup, OptionList, OptionValue, PolicyAttachment, TagAssignment } from "../ast/index.ts";
import { isBind, parseBind, parseVariable } from "./binds.ts";
import type { Cursor } from "./cursor.ts";
import { isStage, parseObjectName, parseStagePath, parseString } from "./names.ts";

/** A word and `=` are next. */
export function isOption(c: Cursor): boolean {
  return c.token.type === "word" && c.isOperator("=", 1);
}

/** Zero or more. */
export function parseOptions(c: Cursor): Option[] {
  const options: Option[] = [];
  while (isOption(c)) {
    options.push(parseOption(c));
    if (c.isOperator(",") && c.isOperator("=", 2)) c.advance();
  }
  return options;
}

export function parseOption(c: Cursor): Option {
  const start = c.token;
  const name = c.anyIdentifier().value;
  c.expectOperator("=");
  return { kind: "option", name, value: parseOptionValue(c), equals: true, span: c.span(start) };
}

/** A flag of one or more words, when it is next. */
export function acceptFlag(c: Cursor, ...words: string[]): Option | undefined {
  const start = c.token;
  if (!c.accept(...words)) return undefined;
  return { kind: "option", name: words.join(" "), value: undefined, equals: false, span: c.span(start) };
}

export function parseOptionValue(c: Cursor): OptionValue {
  const start = c.token;
  switch (start.type) {
    case "string":
    case "dollar":
      return parseString(c);
    case "number":
      c.advance();
      return { kind: "number", text: start.value, span: c.span(start) };
    case "variable": {
      const variable = parseVariable(c);
      return variable.kind === "variable" ? variable : c.fail(start);
    }
    case "stage":
      return parseStagePath(c);
    case "operator":
      return parseOperatorValue(c);
    default:
      return parseWordValue(c);
  }
}

function parseOperatorValue(c: Cursor): OptionValue {
  const start = c.token;
  if (isBind(c)) return parseBind(c);
  if (c.acceptOperator("-")) {
    const number = c.token;
    if (number.type !== "number") c.fail();
    c.advance();
    const operand = { kind: "number" as const, text: number.value, span: c.span(number) };
    return { kind: "negative", operand, span: c.span(start) };
  }
  return c.nest(() => (isGroup(c) ? parseOptionGroup(c) : parseOptionList(c)));
}

function parseWordValue(c: Cursor): OptionValue {
  const start = c.token;
  if (c.accept("TRUE") || c.accept("FALSE"))
    return { kind: "boolean", value: start.value === "TRUE", span: c.span(start) };
  if (c.accept("NULL")) return { kind: "null", span: c.span(start) };
  // ON_ERROR = SKIP_FILE_10%
  if (/^SKIP_FILE_\d+$/.test(start.value) && c.isOperator("%", 1)) {
    c.index += 2;
    return { kind: "bareWord", text: `${start.value}%`, span: c.span(start) };
  }
  return parseObjectName(c);
}

function isGroup(c: Cursor): boolean {
  return c.isOperator("(") && c.isOperator("=", 2);
}

export function parseOptionGroup(c: Cursor): OptionGroup {
  const start = c.token;
  c.expectOperator("(");
  const options: Option[] = [];
  while (!c.acceptOperator(")")) {
    options.push(parseGroupOption(c));
    if (c.isOperator(",") && !c.isOperator(")", 1)) c.advance();
  }
  return { kind: "optionGroup", options, span: c.span(start) };
}

/** SECRETS = ('name' = secret) has a string as name, kept with its quotes. */
function parseGroupOption(c: Cursor): Option {
  const start = c.token;
  if (start.type !== "string") return parseOption(c);
  const name = `'${c.stringValue()}'`;
  c.expectOperator("=");
  return { kind: "option", name, value: parseOptionValue(c), equals: true, span: c.span(start) };
}

function parseOptionList(c: Cursor): OptionList {
  const start = c.token;
  const items = c.optionalItems(() =>
    isStage(c) && c.token.type === "stage" ? parseStagePath(c) : parseOptionValue(c),
  );
  return { kind: "optionList", items, span: c.span(start) };
}

/** `[with] tag (a = 'x', b = 'y')`. docs.snowflake.com/en/user-guide/object-tagging */
export function isTags(c: Cursor): boolean {
  return (c.isWords("TAG") && c.isOperator("(", 1)) || (c.isWords("WITH", "TAG") && c.isOperator("(", 2));
}

export function parseTags(c: Cursor): TagAssignment[] {
  c.accept("WITH");
  c.expect("TAG");
  return c.parenthesisedList(() => parseTag(c));
}

export function parseTag(c: Cursor): TagAssignment {
  const start = c.token;
  const name = parseObjectName(c);
  c.expectOperator("=");
  return { kind: "tag", name, value: parseString(c), span: c.span(start) };
}

const POLICIES = [
  "MASKING",
  "ROW ACCESS",
  "AGGREGATION",
  "PROJECTION",
  "PRIVACY",
  "JOIN",
  "STORAGE LIFECYCLE",
] as const;

/** `masking policy …` and its kin are next, with or without WITH. */
export function policyTypeAt(c: Cursor, ahead = 0): PolicyAttachment["policyType"] | undefined {
  return POLICIES.find((type) => {
    const words = [...type.split(" "), "POLICY"];
    return words.every((word, index) => c.isWordAt(ahead + index, word));
  });
}

export function isPolicy(c: Cursor): boolean {
  return policyTypeAt(c, c.isWords("WITH") ? 1 : 0) !== undefined;
}

export function parsePolicy(c: Cursor): PolicyAttachment {
  const start = c.token;
  c.accept("WITH");
  const policyType = expectPolicyType(c);
  const name = parseObjectName(c);
  const columns = c.accept(policyType === "MASKING" ? "USING" : "ON") ? c.identifiers() : [];
  const entityKey = c.accept("ENTITY", "KEY") ? c.identifiers() : [];
  return { kind: "policy", policyType, name, columns, entityKey, span: c.span(start) };
}

export function expectPolicyType(c: Cursor): PolicyAttachment["policyType"] {
  const policyType = policyTypeAt(c) ?? c.fail();
  c.index += policyType.split(" ").length + 1;
  return policyType;
}
