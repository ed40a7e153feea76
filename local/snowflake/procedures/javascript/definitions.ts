/** JavaScript functions that compiled queries may call. */
import type { SfType } from "../../sql/types.ts";

export interface JavascriptFunction {
  name: string;
  parameters: readonly { name: string; type: SfType }[];
  returns: SfType | undefined;
  /** Of a table function. */
  columns: readonly { name: string; type: SfType }[] | undefined;
  body: string;
}

/** Definitions that compiled queries may still name, by what they say. */
const definitions = new Map<string, JavascriptFunction>();
/** The key that a compiled query names the definition by. */
export function keyOf(definition: JavascriptFunction): string {
  const { name, parameters, returns, columns, body } = definition;
  const key = JSON.stringify([
    name,
    parameters.map((parameter) => [parameter.name, parameter.type]),
    returns,
    columns,
    body,
  ]);
  definitions.set(key, definition);
  return key;
}

export const definitionOf = (key: string): JavascriptFunction => {
  const definition = definitions.get(key);
  if (definition === undefined) throw new Error("A JavaScript function that nobody defined.");
  return definition;
};
