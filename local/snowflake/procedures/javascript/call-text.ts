/** Calls of JavaScript functions as DuckDB text: the definition's key and the arguments as JSON. */
import { fromWireText } from "../../results/from-wire-text.ts";
import { wireTextSql } from "../../results/wire-text.ts";
import { quoteText } from "../../sql/emit/text.ts";
import { type JavascriptFunction, keyOf } from "./definitions.ts";

/** DuckDB text of the arguments: a JSON array of the wire's texts. */
function argumentsText({ parameters }: JavascriptFunction, args: readonly string[]): string {
  const cells = args.map((sql, at) => wireTextSql(parameters[at]?.type ?? { kind: "null" }, `(${sql})`));
  return `cast(json_array(${cells.join(", ")}) as varchar)`;
}

/** DuckDB text of a call; `args` are in the parameters' physical encodings. */
export function callText(definition: JavascriptFunction, args: readonly string[]): string {
  const call = `sf_javascript(${quoteText(keyOf(definition))}, ${argumentsText(definition, args)})`;
  return fromWireText(definition.returns ?? { kind: "null" }, call);
}

/** DuckDB text that may stand in FROM: the rows that a table function writes. Columns are c0, c1, … */
export function tableText(definition: JavascriptFunction, args: readonly string[]): string {
  const rows = `sf_javascript(${quoteText(keyOf(definition))}, ${argumentsText(definition, args)})`;
  const cells = (definition.columns ?? []).map(({ type }, at) => `${fromWireText(type, `r->>${at}`)} as c${at}`);
  return `LATERAL (select ${cells.join(", ")} from (select unnest(from_json(${rows}, '["JSON"]')) as r))`;
}
