/** Names of types. */
import type { TypeName } from "../ast/index.ts";
import { parens, printIdentifier, words } from "./text.ts";

const ZONE = / (?:WITH|WITHOUT)(?: LOCAL)? TIME ZONE$/;

export function printType({ name, arguments: args, hasArguments }: TypeName): string {
  // The precision stands before the words of the time zone.
  const zone = ZONE.exec(name)?.[0] ?? "";
  const list = parens(args, (argument) => {
    if (argument.kind === "typeNumber") return String(argument.value);
    return words(
      argument.name && printIdentifier(argument.name),
      printType(argument.type),
      argument.notNull && "NOT NULL",
    );
  });
  return name.slice(0, name.length - zone.length) + (hasArguments ? list : "") + zone;
}
