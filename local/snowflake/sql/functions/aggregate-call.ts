/** Aggregates and window functions: DISTINCT, WITHIN GROUP, IGNORE NULLS, OVER with its frame. */
import { notInTwin } from "../../errors.ts";
import type { FrameBound, IntervalLiteral, OrderBy, WindowFrame, WindowSpecification } from "../ast/index.ts";
import { type Bound, compilationError, positionOf } from "../binder/bound.ts";
import { bindExpression } from "../binder/expressions.ts";
import { parseInterval } from "../binder/interval.ts";
import { sortKeys } from "../binder/order.ts";
import type { Scope } from "../binder/scope.ts";
import { comparable } from "../emit/cast-time.ts";
import type { SfType } from "../types.ts";
import { FILTER_MARK } from "./filter-mark.ts";
import { bindArguments, type Call, parameters, type ResultType, type Rule, resultOf } from "./rule.ts";

export interface AggregateText {
  /** `DISTINCT ` or nothing. */
  distinct: string;
  /** ` ORDER BY …` of WITHIN GROUP, or nothing. */
  order: string;
  orderBounds: readonly Bound[];
  withinGroup: OrderBy | undefined;
  /** Closes one aggregate call: `${close("sum(x)")}` adds the filter and OVER. */
  close(call: string): string;
  isWindow: boolean;
}

export type AggregateEmit = (sql: readonly string[], text: AggregateText, args: readonly Bound[], call: Call) => string;

export interface AggregateOptions {
  nullable?: boolean;
  /** WITHIN GROUP must be there. */
  ordered?: boolean;
  window?: "only" | "never" | "may";
  /** How OVER without a frame is read. */
  frame?: "range" | "all" | "none" | "rows";
  ignoreNulls?: boolean;
  /** OVER must have ORDER BY. */
  ordersRows?: boolean;
}

export function aggregate(
  signature: string,
  result: ResultType,
  emit: AggregateEmit,
  options: AggregateOptions = {},
): Rule {
  const known = parameters(signature);
  const { window = "may", nullable = true, frame = "range" } = options;
  return {
    form: window === "only" ? "window" : "aggregate",
    bind(call) {
      const { node, scope, span, name } = call;
      const args = bindArguments(call, known);
      const nested = args.find((each) => each.hasWindow || (each.hasAggregate && node?.over === undefined));
      if (nested !== undefined) {
        throw compilationError(
          "002080",
          "42601",
          `${nested.hasWindow ? "Window" : "Aggregate"} functions cannot be nested: ${name}`,
          span,
        );
      }
      if (window === "only" && node?.over === undefined) {
        throw compilationError("002070", "42601", `Missing OVER clause for window function [${name}]`, span);
      }
      if (window === "never" && node?.over !== undefined) {
        throw compilationError("002302", "42601", `${name} cannot be used with OVER`, span);
      }
      if (options.ordered && node?.withinGroup === undefined) {
        throw compilationError("002077", "42601", `${name} needs WITHIN GROUP (ORDER BY …)`, span);
      }
      if (node?.nulls === "IGNORE" && !options.ignoreNulls) {
        throw compilationError("002078", "42601", `IGNORE NULLS is not allowed with ${name}`, span);
      }
      const withinGroup = node?.withinGroup ?? node?.orderBy;
      const inner = withinGroup === undefined ? { text: "", bounds: [] } : sortKeys(withinGroup, scope);
      const over = node?.over === undefined ? undefined : bindOver(node.over, scope, frame);
      if (options.ordersRows && over?.isOrdered === false) {
        throw compilationError(
          "002303",
          "42601",
          `Window function type [${name}] requires ORDER BY in window specification.`,
        );
      }
      const text: AggregateText = {
        distinct: node?.quantifier === "DISTINCT" ? "DISTINCT " : "",
        order: inner.text === "" ? "" : ` ORDER BY ${inner.text}`,
        orderBounds: inner.bounds,
        withinGroup,
        close: (open) => `${open}${over === undefined ? FILTER_MARK : ` OVER (${over.text})`}`,
        isWindow: over !== undefined,
      };
      const sql = emit(
        args.map((each) => each.sql),
        text,
        args,
        call,
      );
      const type: SfType = resultOf(result, args, call);
      const parts = [...args, ...inner.bounds];
      const isNullable = nullable && options.nullable !== false;
      if (over === undefined) {
        // What an aggregate reads inside, it does not read outside: only columns of queries around stay.
        const uses = parts.flatMap((part) => part.uses).filter((use) => use.scope !== scope);
        return { sql, type, nullable: isNullable, uses, hasAggregate: true, hasWindow: false };
      }
      const all = [...parts, ...over.bounds];
      return {
        sql,
        type,
        nullable: isNullable,
        uses: all.flatMap((part) => part.uses),
        hasAggregate: all.some((part) => part.hasAggregate),
        hasWindow: true,
      };
    },
  };
}

interface Over {
  text: string;
  bounds: Bound[];
  isOrdered: boolean;
}

function bindOver(
  node: NonNullable<NonNullable<Call["node"]>["over"]>,
  scope: Scope,
  standard: AggregateOptions["frame"],
): Over {
  const specification = resolveWindow(node, scope);
  const partition = specification.partitionBy.map((expression) => bindExpression(expression, scope));
  const order = specification.orderBy === undefined ? { text: "", bounds: [] } : sortKeys(specification.orderBy, scope);
  const bounds = [...partition, ...order.bounds];
  const parts: string[] = [];
  if (partition.length > 0)
    parts.push(`PARTITION BY ${partition.map((each) => comparable(each.sql, each.type)).join(", ")}`);
  if (order.text !== "") parts.push(`ORDER BY ${order.text}`);
  const frame =
    specification.frame === undefined
      ? standardFrame(standard, order.text !== "")
      : frameText(specification.frame, scope);
  if (frame !== "" && standard !== "none") parts.push(frame);
  return { text: parts.join(" "), bounds, isOrdered: order.text !== "" };
}

/** https://docs.snowflake.com/en/sql-reference/functions-window-syntax: FIRST_VALUE and its kin look at the whole partition. */
function standardFrame(standard: AggregateOptions["frame"], isOrdered: boolean): string {
  if (standard === "all") return "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING";
  if (!isOrdered || standard === "none") return "";
  return `${standard === "rows" ? "ROWS" : "RANGE"} BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`;
}

function resolveWindow(
  node: WindowSpecification | NonNullable<WindowSpecification["base"]>,
  scope: Scope,
): WindowSpecification {
  if (node.kind === "window" && node.base === undefined) return node;
  const name = node.kind === "identifier" ? node : node.base!;
  const named = scope.select?.windows.find((window) => window.name.value === name.value);
  if (named === undefined)
    throw compilationError("002071", "42601", `Window '${name.value}' is not defined`, name.span);
  const base = resolveWindow(named.specification, scope);
  if (node.kind === "identifier") return base;
  return {
    ...node,
    base: undefined,
    partitionBy: node.partitionBy.length > 0 ? node.partitionBy : base.partitionBy,
    orderBy: node.orderBy ?? base.orderBy,
    frame: node.frame ?? base.frame,
  };
}

function frameText(frame: WindowFrame, scope: Scope): string {
  if (frame.unit === "GROUPS") throw notInTwin(positionOf(frame.span), "a GROUPS frame", "Use ROWS or RANGE.");
  const bound = (node: FrameBound): string => {
    if (node.offset === undefined) return node.bound;
    if (node.offset.kind === "interval") return `${intervalText(node.offset, frame)} ${node.bound}`;
    return `${bindExpression(node.offset, scope).sql} ${node.bound}`;
  };
  const end = frame.end === undefined ? "CURRENT ROW" : bound(frame.end);
  return `${frame.unit} BETWEEN ${bound(frame.start)} AND ${end}`;
}

const intervalUnits = { month: "to_months", day: "to_days", microsecond: "to_microseconds" } as const;

/** Of a RANGE frame over dates or timestamps. https://docs.snowflake.com/en/sql-reference/functions-window-syntax */
function intervalText(node: IntervalLiteral, frame: WindowFrame): string {
  if (frame.unit !== "RANGE") {
    throw compilationError("002303", "42601", "an interval needs a RANGE frame", node.span);
  }
  const steps = parseInterval(node);
  if (steps.some(({ count }) => count < 0)) {
    throw compilationError("002303", "42601", "the offset of a window frame must not be negative", node.span);
  }
  return `(${steps.map(({ unit, count }) => `${intervalUnits[unit]}(${count})`).join(" + ")})`;
}
