/** Small pieces of text that the whole printer is made of. */
import type { Identifier, ObjectName, StagePath } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";

/** The parts that are there, separated by spaces. Lists are taken whole: they may be longer than a call can have arguments. */
export function words(...parts: (string | undefined | false | readonly string[])[]): string {
  const isThere = (part: unknown) => part !== undefined && part !== false && part !== "";
  return parts.flat().filter(isThere).join(" ");
}

/** `word text` when there is something to print. */
export function clause<T>(word: string, node: T | undefined, print: (node: T) => string): string | undefined {
  return node === undefined ? undefined : words(word, print(node));
}

export function commas<T>(items: readonly T[], print: (item: T) => string): string {
  return items.map(print).join(", ");
}

/** `(a, b)`. */
export function parens<T>(items: readonly T[], print: (item: T) => string): string {
  return `(${commas(items, print)})`;
}

/** `(a, b)`, or nothing for an empty list. */
export function optionalParens<T>(items: readonly T[], print: (item: T) => string): string | undefined {
  return items.length === 0 ? undefined : parens(items, print);
}

/** A string literal whose value, read back, is the same. */
export function quote(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

export function printIdentifier({ value, text, quoted }: Identifier): string {
  return quoted ? `"${value.replaceAll('"', '""')}"` : text;
}

/** Parts with dots; an empty one stands for the schema PUBLIC in `db..t`. */
export function printParts(parts: readonly Identifier[]): string {
  return parts.map(printIdentifier).join(".");
}

export function printName({ parts, dynamic }: ObjectName): string {
  if (dynamic === undefined) return printParts(parts);
  const first = `${dynamic.form.toUpperCase()}(${printExpression(dynamic.argument)})`;
  return [first, ...parts.map(printIdentifier)].join(".");
}

export function printStage({ text, quoted }: StagePath): string {
  return quoted ? quote(text) : text;
}
