/** Window functions. Those of rank and place need an ORDER BY. https://docs.snowflake.com/en/sql-reference/functions-window */
import { notInTwin } from "../../errors.ts";
import { type Bound, positionOf } from "../binder/bound.ts";
import { coerce } from "../binder/coerce.ts";
import { castTo, decimal } from "../emit/text.ts";
import { float, integer, number, type SfType } from "../types.ts";
import { type AggregateText, aggregate } from "./aggregate-call.ts";
import { asNumber, type Call, first, type Rule, special } from "./rule.ts";

const ranking = (open: string, signature = "", type: SfType = number(18, 0)): Rule =>
  aggregate(
    signature,
    type,
    (sql, text) => {
      const call = text.close(`${open}(${sql.join(", ")})`);
      return type.kind === "number" ? asNumber(call, type.precision, type.scale) : call;
    },
    { window: "only", frame: "none", nullable: false, ordersRows: true },
  );

const nulls = (call: Call): string => (call.node?.nulls === "IGNORE" ? " IGNORE NULLS" : "");

/** LAG and LEAD: a negative offset looks the other way. */
const neighbour = (forward: boolean): Rule =>
  aggregate(
    "any int? any?",
    (args, call) => resultType(args, call),
    ([value, offset, standard], text, args, call) => {
      const open = forward ? "lead" : "lag";
      const type = resultType(args, call);
      const cast = (bound: Bound) => coerce(bound, type, call.scope.compilation).sql;
      const rest = offset === undefined ? "" : `, ${offset}${standard === undefined ? "" : `, ${cast(args[2]!)}`}`;
      void value;
      return text.close(`${open}(${cast(args[0]!)}${rest}${nulls(call)})`);
    },
    { window: "only", frame: "none", ignoreNulls: true, ordersRows: true },
  );

function resultType(args: readonly Bound[], call: Call): SfType {
  void call;
  return args[0]!.type;
}

const edge = (open: string): Rule =>
  aggregate("any", first, ([sql], text, _, call) => text.close(`${open}(${sql}${nulls(call)})`), {
    window: "only",
    frame: "all",
    ignoreNulls: true,
    ordersRows: true,
  });

const nth: Rule = aggregate(
  "any int",
  first,
  ([sql, at], text, args, call) => {
    if (call.node?.from !== "LAST") return text.close(`nth_value(${sql}, ${at}${nulls(call)})`);
    const list = text.close(`list(${sql})`);
    const kept = call.node.nulls === "IGNORE" ? `list_filter(${list}, lambda sf_item: sf_item IS NOT NULL)` : list;
    return castTo(`list_extract(${kept}, -${at})`, args[0]!.type);
  },
  { window: "only", frame: "all", ignoreNulls: true, ordersRows: true },
);

/** A share of a sum, exact for numbers. https://docs.snowflake.com/en/sql-reference/functions/ratio_to_report */
const ratio: Rule = aggregate(
  "number",
  (args) =>
    args[0]!.type.kind === "number"
      ? number(38, Math.max(args[0]!.type.scale, Math.min(args[0]!.type.scale + 6, 12)))
      : float,
  ([sql], text: AggregateText, args) => {
    const share = `(CAST(${sql} AS DOUBLE) / NULLIF(CAST(${text.close(`sum(${sql})`)} AS DOUBLE), 0))`;
    const { type } = args[0]!;
    return type.kind === "number"
      ? `CAST(${share} AS ${decimal(38, Math.max(type.scale, Math.min(type.scale + 6, 12)))})`
      : share;
  },
  { window: "only", frame: "none" },
);

const changeEvent: Rule = special((call) => {
  throw notInTwin(
    positionOf(call.span),
    "CONDITIONAL_CHANGE_EVENT",
    "Select LAG of the value in a subquery, then CONDITIONAL_TRUE_EVENT(value <> previous).",
  );
});

export const windows: Readonly<Record<string, Rule>> = {
  ROW_NUMBER: ranking("row_number"),
  RANK: ranking("rank"),
  DENSE_RANK: ranking("dense_rank"),
  NTILE: ranking("ntile", "int"),
  PERCENT_RANK: ranking("percent_rank", "", float),
  CUME_DIST: ranking("cume_dist", "", float),
  LAG: neighbour(false),
  LEAD: neighbour(true),
  FIRST_VALUE: edge("first_value"),
  LAST_VALUE: edge("last_value"),
  NTH_VALUE: nth,
  RATIO_TO_REPORT: ratio,
  CONDITIONAL_CHANGE_EVENT: changeEvent,
  CONDITIONAL_TRUE_EVENT: aggregate("boolean", integer, ([sql], text) => asNumber(text.close(`count_if(${sql})`)), {
    window: "only",
    frame: "rows",
    nullable: false,
  }),
};
