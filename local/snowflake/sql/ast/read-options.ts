/** Looks up `NAME = value` options by name, with the value as a plain one. */
import type { Option, OptionValue } from "./options.ts";

/** The last option of that name (upper case), as Snowflake lets the last one win, or undefined. */
export function findOption(options: readonly Option[], name: string): Option | undefined {
  return options.findLast((option) => option.name === name);
}

/** True when the option or flag is there: `COPY GRANTS`. */
export function hasFlag(options: readonly Option[], name: string): boolean {
  return findOption(options, name) !== undefined;
}

/**
 * The value as text: a string's value, a number as written, TRUE or FALSE, a bare word in upper case (quoted ones as written, dots kept).
 * Undefined for lists, groups, binds, variables and NULL.
 */
export function valueText(value: OptionValue | undefined): string | undefined {
  switch (value?.kind) {
    case "string":
      return value.value;
    case "number":
    case "bareWord":
    case "stagePath":
      return value.text;
    case "negative":
      return `-${value.operand.text}`;
    case "boolean":
      return value.value ? "TRUE" : "FALSE";
    case "name":
      return value.dynamic === undefined ? value.parts.map((part) => part.value).join(".") : undefined;
    default:
      return undefined;
  }
}

/** `optionText(options, "COMMENT")`: as `valueText`, undefined when the option is missing. */
export function optionText(options: readonly Option[], name: string): string | undefined {
  return valueText(findOption(options, name)?.value);
}

/** The options inside `NAME = ( … )`; empty when missing or not a group. */
export function optionGroup(options: readonly Option[], name: string): readonly Option[] {
  const value = findOption(options, name)?.value;
  return value?.kind === "optionGroup" ? value.options : [];
}

/** The items of `NAME = ('a', 'b')` as text; a single value counts as a list of one; undefined when missing. */
export function optionTexts(options: readonly Option[], name: string): readonly string[] | undefined {
  const value = findOption(options, name)?.value;
  if (value === undefined) return undefined;
  const items = value.kind === "optionList" ? value.items : value.kind === "optionGroup" ? [] : [value];
  return items.map(valueText).filter((text) => text !== undefined);
}
