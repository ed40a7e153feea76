/** Options, tags, policies. */
import type { Option, OptionValue, PolicyAttachment, TagAssignment, TypeName } from "../ast/index.ts";
import { printExpression } from "./expressions.ts";
import { optionalParens, parens, printIdentifier, printName, printStage, words } from "./text.ts";
import { printType } from "./types.ts";

export function printOptions(options: readonly Option[]): string {
  return options.map(printOption).join(" ");
}

export function printOption({ name, value, equals }: Option): string {
  return words(name, equals && "=", value && printOptionValue(value));
}

export function printOptionValue(value: OptionValue): string {
  switch (value.kind) {
    case "name":
      return printName(value);
    case "stagePath":
      return printStage(value);
    case "negative":
      return `-${value.operand.text}`;
    case "bareWord":
      return value.text;
    case "optionList":
      return parens(value.items, printOptionValue);
    case "optionGroup":
      return `(${printOptions(value.options)})`;
    default:
      return printExpression(value);
  }
}

export function printTags(tags: readonly TagAssignment[]): string | undefined {
  return tags.length === 0 ? undefined : `TAG ${parens(tags, printTag)}`;
}

export function printTag({ name, value }: TagAssignment): string {
  return `${printName(name)} = ${printExpression(value)}`;
}

/** A masking policy has its columns after USING, the others after ON. */
export function printPolicy({ policyType, name, columns, entityKey }: PolicyAttachment): string {
  return words(
    `${policyType} POLICY`,
    printName(name),
    columns.length > 0 && `${policyType === "MASKING" ? "USING" : "ON"} ${parens(columns, printIdentifier)}`,
    entityKey.length > 0 && `ENTITY KEY ${parens(entityKey, printIdentifier)}`,
  );
}

export function printSignature(signature: readonly TypeName[] | undefined): string | undefined {
  if (signature === undefined) return undefined;
  return optionalParens(signature, printType) ?? "()";
}
