/** Table functions: FLATTEN, GENERATOR, SPLIT_TO_TABLE, RESULT_SCAN, SQL functions with RETURNS TABLE, and those of other modules. */
import type { Expression, FunctionRelation } from "../ast/index.ts";
import { decimal } from "../emit/text.ts";
import { refusalOf } from "../functions/not-in-twin.ts";
import { integer, isSemiStructured, number, type SfType, varchar, variant } from "../types.ts";
import { type Bound, compilationError, positionOf } from "./bound.ts";
import type { BoundArgument, RelationColumn } from "./catalog-view.ts";
import { coerce } from "./coerce.ts";
import { asVariant, bindExpression } from "./expressions.ts";
import { addRelation, argumentOf, read } from "./from.ts";
import { nameText } from "./names.ts";
import { bindQuery, cast } from "./query.ts";
import { type BoundColumn, createScope, nextAlias, type Scope } from "./scope.ts";

interface Arguments {
  positional: { node: Expression; bound: Bound }[];
  named: Map<string, { node: Expression; bound: Bound }>;
}

export function bindTableFunction(node: FunctionRelation, scope: Scope): string {
  const { call } = node;
  const name = call.name.parts.at(-1)?.value ?? "";
  if (call.name.parts.length === 1) {
    switch (name) {
      case "FLATTEN":
        return flatten(node, argumentsOf(call.arguments, scope), scope);
      case "GENERATOR":
        return generator(node, argumentsOf(call.arguments, scope), scope);
      case "SPLIT_TO_TABLE":
      case "STRTOK_SPLIT_TO_TABLE":
        return splitToTable(node, argumentsOf(call.arguments, scope), scope);
      case "RESULT_SCAN": {
        const id = argumentsOf(call.arguments, scope).positional[0]?.bound.constant;
        if (typeof id !== "string")
          throw compilationError("002216", "02000", "RESULT_SCAN takes the id of a query", call.span);
        scope.compilation.isDeterministic = false;
        return addRelation(read(scope.compilation.view.resolveResult(id), scope), node.alias, undefined, scope);
      }
    }
  }
  const refusal = refusalOf(name, positionOf(call.span));
  if (refusal !== undefined) throw refusal;
  const args = call.arguments.map((argument): BoundArgument => {
    const value = argument.kind === "namedArgument" ? argument.value : argument;
    // VALIDATE( table, … ) names a table where others have a value.
    const isTableName = name === "VALIDATE" && value.kind === "column";
    // FILES => ('a', 'b') of INFER_SCHEMA is a list.
    const isList = name === "INFER_SCHEMA" && value.kind === "row";
    const isValue = value.kind !== "tableArgument" && value.kind !== "stagePath" && !isTableName && !isList;
    const bound = isValue ? bindExpression(value, scope) : undefined;
    return argumentOf(argument.kind === "namedArgument" ? argument.name.value : undefined, bound, value);
  });
  const relation = scope.compilation.view.resolveTableFunction(call.name, args);
  if (relation !== undefined) return addRelation(read(relation, scope), node.alias, undefined, scope);
  const own = scope.compilation.view.resolveFunction(
    call.name,
    args.map((argument) => argument.type),
  );
  if (own?.kind === "sql" && own.returnsTable !== undefined && own.body.kind === "query") {
    const view = own.view ?? scope.compilation.view;
    const around = createScope(
      { ...scope.compilation, view, inlineDepth: scope.compilation.inlineDepth + 1 },
      undefined,
    );
    own.parameters.forEach((parameter, at) => {
      const given =
        args.find((argument) => argument.name === parameter.name) ??
        (args[at]?.name === undefined ? args[at] : undefined);
      const bound =
        given === undefined
          ? parameter.default && bindExpression(parameter.default, around)
          : { sql: given.sql, type: given.type, nullable: true, uses: [], hasAggregate: false, hasWindow: false };
      if (bound === undefined)
        throw compilationError(
          "001035",
          "42601",
          `argument ${parameter.name} of ${nameText(call.name.parts)} is missing`,
          call.span,
        );
      around.parameters.set(parameter.name, coerce(bound, parameter.type, around.compilation));
    });
    const query = bindQuery(own.body, around);
    const types = own.returnsTable.map((column) => column.type);
    const columns = own.returnsTable.map(
      (column, at): RelationColumn => ({ ...column, nullable: true, physical: query.columns[at]?.physical ?? "" }),
    );
    return addRelation({ columns, from: `LATERAL (${cast(query, types, around)})` }, node.alias, undefined, scope);
  }
  throw compilationError("002141", "42601", `Unknown table function ${nameText(call.name.parts)}`, call.span);
}

function argumentsOf(nodes: readonly Expression[], scope: Scope): Arguments {
  const result: Arguments = { positional: [], named: new Map() };
  for (const node of nodes) {
    if (node.kind === "namedArgument")
      result.named.set(node.name.value, { node: node.value, bound: bindExpression(node.value, scope) });
    else result.positional.push({ node, bound: bindExpression(node, scope) });
  }
  return result;
}

/** https://docs.snowflake.com/en/sql-reference/functions/flatten */
function flatten(node: FunctionRelation, args: Arguments, scope: Scope): string {
  const input = args.named.get("INPUT")?.bound ?? args.positional[0]?.bound;
  if (input === undefined) throw compilationError("001035", "42601", "FLATTEN needs INPUT => …", node.span);
  if (input.type.kind !== "null" && !isSemiStructured(input.type)) {
    throw compilationError(
      "001044",
      "42P13",
      `Invalid argument types for function 'FLATTEN': (${input.type.kind.toUpperCase()})`,
      node.span,
    );
  }
  const constant = (name: string, standard: string | boolean) => {
    const bound = args.named.get(name)?.bound;
    if (bound === undefined) return standard;
    if (bound.constant === undefined)
      throw compilationError("001035", "42601", `${name} of FLATTEN must be a constant`, node.span);
    return bound.constant;
  };
  const truth = (value: unknown) => /^true$/i.test(String(value));
  const mode = String(constant("MODE", "BOTH")).toUpperCase();
  const path = String(constant("PATH", "") ?? "");
  const outer = truth(constant("OUTER", false));
  const recursive = truth(constant("RECURSIVE", false));
  const rows = `sf_flatten(${asVariant(input, scope).sql}, '${path.replaceAll("'", "''")}', '${mode}', ${outer}, ${recursive})`;
  return unnested(rows, node, scope, (field) => [
    ["SEQ", integer, asWhole(field("seq")), false],
    ["KEY", varchar(), field("key"), true],
    ["PATH", varchar(), field("path"), true],
    ["INDEX", integer, asWhole(field("index")), true],
    ["VALUE", variant, field("value"), true],
    ["THIS", variant, field("this"), true],
  ]);
}

type UnnestedColumn = [name: string, type: SfType, sql: string, nullable: boolean];

/**
 * Rows of a list of structs. The join around it takes the list into its own SELECT (`scope.unnest`): then no join is needed, and the
 * elements keep their order.
 */
function unnested(
  list: string,
  node: FunctionRelation,
  scope: Scope,
  columnsOf: (field: (name: string) => string) => UnnestedColumn[],
): string {
  const duckName = nextAlias(scope, "t");
  const columns = columnsOf((name) => `("${duckName}".f)."${name}"`).map(
    ([name, type, sql, nullable], at): BoundColumn => ({
      name: node.alias?.columns[at]?.value ?? name,
      type,
      nullable,
      sql,
      hidden: false,
    }),
  );
  scope.relations.push({ name: node.alias?.name.value, path: [], columns });
  scope.star.push(...columns);
  scope.unnest = { duckName, list };
  return `LATERAL (SELECT unnest(${list}) AS f) AS "${duckName}"`;
}

const asWhole = (sql: string): string => `CAST(${sql} AS ${decimal(38, 0)})`;

/** https://docs.snowflake.com/en/sql-reference/functions/generator. TIMELIMIT alone would give an unpredictable number of rows. */
function generator(node: FunctionRelation, args: Arguments, scope: Scope): string {
  const count = (args.named.get("ROWCOUNT")?.bound ?? args.positional[0]?.bound)?.constant;
  if (count === undefined || count === null || !Number.isInteger(Number(count))) {
    throw compilationError("001035", "42601", "GENERATOR needs ROWCOUNT => a constant", node.span);
  }
  const relation = {
    columns: [{ name: "$generated", type: number(38, 0), nullable: false, physical: "range", hidden: true }],
    from: `range(${Number(count)})`,
  };
  return addRelation(relation, node.alias, undefined, scope);
}

/** https://docs.snowflake.com/en/sql-reference/functions/split_to_table */
function splitToTable(node: FunctionRelation, args: Arguments, scope: Scope): string {
  const text = (at: number, name: string, standard?: string): string => {
    const given = args.named.get(name)?.bound ?? args.positional[at]?.bound;
    if (given !== undefined) return coerce(given, varchar(), scope.compilation).sql;
    if (standard === undefined) throw compilationError("001035", "42601", `SPLIT_TO_TABLE needs ${name}`, node.span);
    return `'${standard}'`;
  };
  const isTokens = node.call.name.parts[0]!.value === "STRTOK_SPLIT_TO_TABLE";
  const record = text(0, "STRING");
  const parts = isTokens
    ? `sf_tokens(${record}, ${text(1, "DELIMITER_LIST", " ")})`
    : `sf_split(${record}, ${text(1, "DELIMITER")})`;
  // The number is asked for once for each record, outside the lambda of its parts.
  const rows = `flatten(list_transform([struct_pack(seq := sf_sequence(${record}), parts := ${parts})], lambda sf_record: list_transform(sf_record.parts, lambda sf_item, sf_at: struct_pack("seq" := sf_record.seq, "index" := sf_at, "value" := sf_item))))`;
  return unnested(rows, node, scope, (field) => [
    ["SEQ", integer, asWhole(field("seq")), false],
    ["INDEX", integer, asWhole(field("index")), false],
    ["VALUE", varchar(), field("value"), false],
  ]);
}
