/** Options of the syntax tree as plain values that can be stored. */
import type { ExecutionContext } from "../../engine/context.ts";
import { notInTwin } from "../../errors.ts";
import type { Option, OptionValue as OptionNode } from "../../sql/ast/index.ts";
import type { Options, OptionValue } from "../objects.ts";

/** Names in upper case; words in upper case, strings as written, numbers as numbers; the last of two with the same name wins. */
export function readOptions(context: ExecutionContext, options: readonly Option[]): Options {
  return Object.fromEntries(options.map(({ name, value }) => [name, readValue(context, value)]));
}

/** All but those named: what a kind of object keeps in fields of its own. */
export function otherOptions(context: ExecutionContext, options: readonly Option[], own: readonly string[]): Options {
  return readOptions(
    context,
    options.filter(({ name }) => !own.includes(name)),
  );
}

function readValue(context: ExecutionContext, value: OptionNode | undefined): OptionValue {
  switch (value?.kind) {
    case undefined:
      return true;
    case "string":
      return value.value;
    case "number":
      return Number(value.text);
    case "negative":
      return -Number(value.operand.text);
    case "boolean":
      return value.value;
    case "null":
      return null;
    case "bareWord":
    case "stagePath":
      return value.text;
    case "name":
      if (value.dynamic !== undefined)
        throw notInTwin(value.span, "IDENTIFIER() as an option's value", "Write the name.");
      return value.parts.map((part) => part.value).join(".");
    case "optionList":
      return value.items.map((item) => readValue(context, item));
    case "optionGroup":
      return readOptions(context, value.options);
    case "variable": {
      const variable = context.session.variables.get(value.name);
      return variable?.value ?? null;
    }
    case "bind": {
      const bound = context.binds.get(value.style === "named" ? value.name : String(value.ordinal));
      return typeof bound?.value === "string" ? bound.value : null;
    }
  }
}

/** A whole number of an option, or the default. */
export function numberOption(options: readonly Option[], name: string, otherwise: number): number {
  const value = options.findLast((option) => option.name === name)?.value;
  return value?.kind === "number"
    ? Number(value.text)
    : value?.kind === "negative"
      ? -Number(value.operand.text)
      : otherwise;
}

/** TRUE, FALSE, or the default; a flag without a value is true. */
export function booleanOption(options: readonly Option[], name: string, otherwise: boolean): boolean {
  const option = options.findLast((candidate) => candidate.name === name);
  if (option === undefined) return otherwise;
  const { value } = option;
  if (value === undefined) return true;
  if (value.kind === "boolean") return value.value;
  if (value.kind === "string") return value.value.toUpperCase() === "TRUE";
  return otherwise;
}
