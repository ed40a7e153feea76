/** Actions that many kinds of objects share: RENAME, SET, UNSET, SUSPEND, RESUME, REFRESH, and the bodies of tasks. */
import type { AlterAction, AlterKind, Option } from "../ast/index.ts";
import { parseTriggers } from "./create-account.ts";
import { parseRights } from "./create-routine.ts";
import { parseBody, parseExistsStatement } from "./create-scheduling.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression } from "./expressions.ts";
import { parseObjectName, parseString } from "./names.ts";
import { isOption, parseOptions, parseTag } from "./options.ts";

type Unplaced = AlterAction extends infer A ? (A extends AlterAction ? Omit<A, "span"> : never) : never;

export function parseAction(c: Cursor, kind: AlterKind): AlterAction {
  const start = c.token;
  const action = parseUnplaced(c, kind);
  return { ...action, span: c.span(start) } as AlterAction;
}

/** Commands without arguments, longest first. */
const COMMANDS = [
  "SUSPEND RECLUSTER",
  "RESUME RECLUSTER",
  "RESUME IF SUSPENDED",
  "ABORT ALL QUERIES",
  "ENABLE MANAGED ACCESS",
  "DISABLE MANAGED ACCESS",
  "SET SECURE",
  "UNSET SECURE",
  "SUSPEND",
  "RESUME",
  "REBUILD",
  "RESET PASSWORD",
];

function parseUnplaced(c: Cursor, kind: AlterKind): Unplaced {
  const command = COMMANDS.find((words) => c.accept(...words.split(" ")));
  if (command !== undefined) return { kind: "command", words: command, options: parseOptions(c) };
  if (c.accept("RENAME", "TO")) return { kind: "rename", to: parseObjectName(c) };
  if (c.accept("SWAP", "WITH")) return { kind: "swapWith", other: parseObjectName(c) };
  if (c.accept("SET")) return parseSet(c, kind);
  if (c.accept("UNSET")) return parseUnset(c, kind);
  if (c.accept("REFRESH")) return parseRefresh(c);
  if (c.accept("MODIFY")) return parseModify(c);
  if (c.accept("REMOVE", "AFTER")) return { kind: "removeAfter", tasks: c.list(() => parseObjectName(c)) };
  if (c.accept("REMOVE", "WHEN")) return { kind: "removeWhen" };
  if (c.accept("ADD", "AFTER")) return { kind: "addAfter", tasks: c.list(() => parseObjectName(c)) };
  if (c.accept("EXECUTE", "AS")) return { kind: "executeAs", rights: parseRights(c) };
  if (c.isAnyWord(["ADD", "DROP", "REMOVE"])) return parseMembership(c);
  // `alter sequence s increment 2` needs no SET.
  if (kind === "alterSequence" && c.isAnyWord(["INCREMENT", "ORDER", "NOORDER"]))
    return { kind: "set", options: parseSequenceOptions(c) };
  return c.fail();
}

function parseSet(c: Cursor, kind: AlterKind): Unplaced {
  if (kind === "alterTag" && c.accept("MASKING", "POLICY")) return tagPolicies(c, "SET");
  if (c.isWords("TAG") && !c.isOperator("=", 1)) {
    c.advance();
    return { kind: "setTags", tags: c.list(() => parseTag(c)) };
  }
  if (kind === "alterSequence") return { kind: "set", options: parseSequenceOptions(c) };
  const options = parseOptions(c);
  const triggers = parseTriggers(c);
  if (triggers.length > 0) return { kind: "monitor", options, triggers };
  return options.length === 0 ? c.fail() : { kind: "set", options };
}

/** `increment by 2`, `order`, `comment = '…'`. docs.snowflake.com/en/sql-reference/sql/alter-sequence */
function parseSequenceOptions(c: Cursor): Option[] {
  const options: Option[] = [];
  for (;;) {
    const start = c.token;
    if (c.accept("INCREMENT")) {
      c.accept("BY");
      const equals = c.acceptOperator("=");
      const text = c.integerText();
      const digits = { kind: "number" as const, text: text.replace("-", ""), span: c.span(c.previous) };
      const value = text.startsWith("-") ? { kind: "negative" as const, operand: digits, span: digits.span } : digits;
      options.push({ kind: "option", name: "INCREMENT", value, equals, span: c.span(start) });
    } else if (c.isAnyWord(["ORDER", "NOORDER"])) {
      const name = c.advance().value;
      options.push({ kind: "option", name, value: undefined, equals: false, span: c.span(start) });
    } else if (isOption(c)) {
      options.push(...parseOptions(c));
    } else {
      return options.length === 0 ? c.fail() : options;
    }
    if (c.isOperator(",") && c.peek(1).type === "word") c.advance();
  }
}

/** Read so that it can be refused by name. docs.snowflake.com/en/sql-reference/sql/alter-tag */
const tagPolicies = (c: Cursor, word: "SET" | "UNSET"): Unplaced => ({
  kind: "membership",
  words: `${word} MASKING POLICY`,
  options: [],
  names: [parseObjectName(c)],
});

function parseUnset(c: Cursor, kind: AlterKind): Unplaced {
  if (kind === "alterTag" && c.accept("MASKING", "POLICY")) return tagPolicies(c, "UNSET");
  if (c.accept("TAG")) return { kind: "unsetTags", tags: c.list(() => parseObjectName(c)) };
  const names = [c.anyIdentifier().value];
  // Commas between names are common and optional.
  while (c.acceptOperator(",") || c.token.type === "word") names.push(c.anyIdentifier().value);
  return { kind: "unset", names };
}

/** Of a pipe, a stage, a dynamic table. docs.snowflake.com/en/sql-reference/sql/alter-pipe */
function parseRefresh(c: Cursor): Unplaced {
  const options = parseOptions(c);
  if (options.length === 0 && c.accept("COPY", "SESSION")) {
    const flag: Option = {
      kind: "option",
      name: "COPY SESSION",
      value: undefined,
      equals: false,
      span: c.span(c.previous),
    };
    return { kind: "refresh", options: [flag] };
  }
  return { kind: "refresh", options };
}

function parseModify(c: Cursor): Unplaced {
  if (c.accept("CONDITION")) {
    const { statement: condition, text: conditionText } = parseExistsStatement(c);
    return { kind: "modifyAlertCondition", condition, conditionText };
  }
  if (c.accept("ACTION")) {
    const { statement, text } = parseBody(c);
    return { kind: "modifyBody", word: "ACTION", body: statement, bodyText: text };
  }
  if (c.accept("WHEN")) return { kind: "modifyCondition", condition: parseExpression(c) };
  const { statement: body, text: bodyText } = parseBody(c, "AS");
  return { kind: "modifyBody", word: "AS", body, bodyText };
}

function parseMembership(c: Cursor): Unplaced {
  const operation = c.expectAny("ADD", "DROP", "REMOVE");
  if (operation !== "REMOVE" && c.accept("SEARCH", "OPTIMIZATION")) {
    const on = c.accept("ON") ? c.list(() => parseExpression(c)) : [];
    return { kind: "searchOptimization", operation, on };
  }
  if (operation !== "REMOVE" && c.accept("ALLOWED_VALUES")) {
    return { kind: "tagValues", operation, values: c.list(() => parseString(c)) };
  }
  const words: string[] = [operation];
  while (c.token.type === "word" && !isOption(c) && words.length < 4 && c.peek(1).type !== "end")
    words.push(c.advance().value);
  if (isOption(c)) {
    // `add accounts = a, b`: a list without parentheses.
    const options = parseOptions(c);
    const names = c.acceptOperator(",") ? c.list(() => parseObjectName(c)) : [];
    return { kind: "membership", words: words.join(" "), options, names };
  }
  return { kind: "membership", words: words.join(" "), options: [], names: c.list(() => parseObjectName(c)) };
}
