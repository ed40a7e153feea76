/** The few shapes of charts that the pages are made of. Pure: rows in, an ECharts option out. */
import type { Row } from "./api.ts";
import type { Option } from "./chart.ts";
import { formatCell, isTime } from "./format.ts";

const label = (value: unknown) => (isTime(value) ? value.slice(5, 16).replace("T", " ") : String(value ?? "–"));
const numberOf = (value: unknown) => (value === null || value === undefined ? null : Number(value));

export interface Measure {
  column: string;
  name: string;
  kind?: "bar" | "line";
  /** Of the second axis, on the right. */
  right?: boolean;
  stack?: string;
}

/** Measures over one column, from left to right. */
export function overColumn(rows: readonly Row[], column: string, measures: readonly Measure[]): Option {
  const hasRight = measures.some(({ right }) => right);
  return {
    xAxis: { type: "category", data: rows.map((row) => label(row[column])) },
    yAxis: [{ type: "value" }, ...(hasRight ? [{ type: "value", splitLine: { show: false } }] : [])],
    series: measures.map(({ column: of, name, kind = "bar", right, stack }) => ({
      name,
      type: kind,
      ...(stack !== undefined && { stack }),
      yAxisIndex: right ? 1 : 0,
      symbol: rows.length < 3 ? "circle" : "none",
      sampling: "lttb",
      barMaxWidth: 40,
      data: rows.map((row) => numberOf(row[of])),
    })),
  };
}

/** One bar for each row, the first on top, its name on the left. */
export function ranking(rows: readonly Row[], column: string, measures: readonly Measure[]): Option {
  const shown = rows.toReversed();
  const shortened = (text: string) => (text.length > 26 ? `${text.slice(0, 25)}…` : text);
  return {
    ...(measures.length < 2 && {
      legend: { show: false },
      grid: { left: 8, right: 20, top: 10, bottom: 8, containLabel: true },
    }),
    xAxis: { type: "value" },
    yAxis: {
      type: "category",
      data: shown.map((row) => label(row[column])),
      axisLabel: { formatter: shortened, hideOverlap: false },
    },
    series: measures.map(({ column: of, name, stack }) => ({
      name,
      type: "bar",
      ...(stack !== undefined && { stack }),
      barMaxWidth: 22,
      data: shown.map((row) => numberOf(row[of])),
    })),
  };
}

/** Rows of (x, group, value) as bars stacked by group: the seven greatest, and all others together. */
export function stackedGroups(rows: readonly Row[], x: string, group: string, value: string): Option {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(label(row[group]), (totals.get(label(row[group])) ?? 0) + Number(row[value]));
  const names = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const kept = new Set(names.slice(0, 7));
  const places = [...new Set(rows.map((row) => label(row[x])))];
  const sums = new Map<string, number>();
  for (const row of rows) {
    const name = kept.has(label(row[group])) ? label(row[group]) : "others";
    const key = JSON.stringify([name, label(row[x])]);
    sums.set(key, (sums.get(key) ?? 0) + Number(row[value]));
  }
  const shown = names.length > 7 ? [...kept, "others"] : [...kept];
  return {
    grid: { left: 8, right: 20, top: 60, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: places },
    yAxis: { type: "value" },
    series: shown.map((name) => ({
      name,
      type: "bar",
      stack: "all",
      data: places.map((place) => sums.get(JSON.stringify([name, place])) ?? 0),
    })),
  };
}

/** A point for each row, both axes logarithmic; drawn in chunks, so that 100,000 of them do not stop the page. */
export function cloud(rows: readonly Row[], x: string, y: string, name: string): Option {
  const log = (text: string, nameGap: number) => ({
    type: "log",
    name: text,
    nameLocation: "middle",
    nameGap,
    axisLabel: {
      formatter: (value: number) => (value >= 1 ? Intl.NumberFormat("en", { notation: "compact" }).format(value) : ""),
    },
  });
  return {
    legend: { show: false },
    grid: { left: 34, right: 20, top: 14, bottom: 30, containLabel: true },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex];
        return row
          ? [
              row[name],
              `${x.replaceAll("_", " ")} ${formatCell(row[x])}`,
              `${y.replaceAll("_", " ")} ${formatCell(row[y])}`,
            ].join("\n")
          : "";
      },
    },
    xAxis: log(x.replaceAll("_", " "), 28),
    yAxis: log(y.replaceAll("_", " "), 44),
    series: [
      {
        type: "scatter",
        large: true,
        largeThreshold: 2_000,
        progressive: 5_000,
        symbolSize: 4,
        itemStyle: { opacity: 0.6 },
        data: rows.map((row) => [Number(row[x]), Number(row[y])]),
      },
    ],
  };
}
