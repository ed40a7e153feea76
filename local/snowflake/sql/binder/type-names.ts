/** The type that a type name in the text means. */
import { notInTwin } from "../../errors.ts";
import type { TypeName } from "../ast/index.ts";
import { type SfType, typeFromName } from "../types.ts";
import { positionOf } from "./bound.ts";
import { timestampMapping } from "./literals.ts";
import type { Compilation } from "./scope.ts";

/** Throws as `typeFromName`; structured types are refused by name. */
export function typeOfName(
  node: TypeName,
  mapping: "timestamp_ntz" | "timestamp_ltz" | "timestamp_tz" = "timestamp_ntz",
): SfType {
  const numbers: number[] = [];
  for (const argument of node.arguments) {
    if (argument.kind !== "typeNumber") {
      throw notInTwin(
        positionOf(node.span),
        `structured type ${node.name}(…)`,
        `Use plain ${node.name === "MAP" ? "OBJECT" : node.name}.`,
      );
    }
    numbers.push(argument.value);
  }
  return typeFromName(node.name, numbers, positionOf(node.span), mapping);
}

export const typeOf = (node: TypeName, compilation: Compilation): SfType =>
  typeOfName(node, timestampMapping(compilation));
