/** Measures from left to right, over categories, years or time. Pure: rows in, an ECharts option out. */
import type { Row } from "../api.ts";
import type { Option } from "../chart.ts";
import { frame, label, numberOf, valueAxis } from "./layout.ts";

export interface Measure {
  column: string;
  name: string;
  kind?: "bar" | "line";
  /** Of the second axis, on the right. */
  right?: boolean;
  stack?: string;
}

export interface Over {
  column: string;
  measures: readonly Measure[];
  /** What the left axis counts, and the right one. */
  left: string;
  right?: string;
}

/** So many places have room for all their names. */
const FEW = 10;
/** A day is named with its month. */
const DATES = { year: "{yyyy}", month: "{MMM} {yyyy}", day: "{d} {MMM}", hour: "{HH}:{mm}", minute: "{HH}:{mm}" };

/** A place for each row. Whole numbers, as years, that no row has get an empty place: the axis keeps its measure. */
export function overColumn(rows: readonly Row[], { column, measures, left, right }: Over): Option {
  const places = rows.every((row) => Number.isInteger(row[column]))
    ? whole(rows, column)
    : rows.map((row) => row[column]);
  const rowAt = new Map(rows.map((row) => [row[column], row]));
  return {
    ...frame(measures.map(({ name }) => name)),
    xAxis: { type: "category", data: places.map(label), ...(places.length <= FEW && { axisLabel: { interval: 0 } }) },
    yAxis: axes(left, right),
    series: measures.map((measure) => ({
      ...seriesOf(measure, rows.length),
      data: places.map((place) => numberOf(rowAt.get(place)?.[measure.column])),
    })),
  };
}

/** On an axis of time: an hour without rows is a gap. One moment alone has no measure of time: it is a place like any other. */
export function overTime(rows: readonly Row[], over: Over): Option {
  if (rows.length < 2) return overColumn(rows, over);
  const { column, measures, left, right } = over;
  return {
    ...frame(measures.map(({ name }) => name)),
    useUTC: true,
    xAxis: { type: "time", splitLine: { show: false }, boundaryGap: ["3%", "3%"], axisLabel: { formatter: DATES } },
    yAxis: axes(left, right),
    series: measures.map((measure) => ({
      ...seriesOf(measure, rows.length),
      data: rows.map((row) => [String(row[column]), numberOf(row[measure.column])]),
    })),
  };
}

const whole = (rows: readonly Row[], column: string): number[] => {
  const numbers = rows.map((row) => Number(row[column]));
  const first = Math.min(...numbers);
  return Array.from({ length: Math.max(...numbers) - first + 1 }, (_, at) => first + at);
};

const axes = (left: string, right: string | undefined) => [
  valueAxis(left),
  ...(right === undefined ? [] : [valueAxis(right, true)]),
];

const seriesOf = ({ name, kind = "bar", right, stack }: Measure, rows: number) => ({
  id: name,
  name,
  type: kind,
  ...(stack !== undefined && { stack }),
  yAxisIndex: right ? 1 : 0,
  symbol: rows < 3 ? "circle" : "none",
  ...(kind === "line" && { sampling: "lttb" }),
  barMaxWidth: 40,
});
