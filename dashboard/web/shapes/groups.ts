/** Rows of (x, group, value): stacked bars, and a map of warm and cold. */
import type { Row } from "../api.ts";
import { type Option, scaled } from "../chart.ts";
import { formatCell } from "../format.ts";
import { colour } from "../theme.ts";
import { frame, label, valueAxis } from "./layout.ts";

const KEPT = 7;

export interface Grouped {
  x: string;
  group: string;
  value: string;
  /** What is counted. */
  unit: string;
}

/** Bars stacked by group: the seven greatest, and all others together. */
export function stackedGroups(rows: readonly Row[], { x, group, value, unit }: Grouped): Option {
  const totals = new Map<string, number>();
  for (const row of rows) totals.set(label(row[group]), (totals.get(label(row[group])) ?? 0) + Number(row[value]));
  const names = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const kept = new Set(names.slice(0, KEPT));
  const places = [...new Set(rows.map((row) => label(row[x])))];
  const sums = new Map<string, number>();
  for (const row of rows) {
    const name = kept.has(label(row[group])) ? label(row[group]) : "others";
    const key = JSON.stringify([name, label(row[x])]);
    sums.set(key, (sums.get(key) ?? 0) + Number(row[value]));
  }
  const shown = names.length > KEPT ? [...kept, "others"] : [...kept];
  return {
    ...frame(shown),
    xAxis: { type: "category", data: places },
    yAxis: valueAxis(unit),
    series: shown.map((name) => ({
      id: name,
      name,
      type: "bar",
      stack: "all",
      barMaxWidth: 40,
      data: places.map((place) => sums.get(JSON.stringify([name, place])) ?? 0),
    })),
  };
}

/** A field for each x and group, coloured from `worst` to `best`. */
export function heat(rows: readonly Row[], { x, group, value, unit }: Grouped, worst: number, best: number): Option {
  const places = [...new Set(rows.map((row) => label(row[x])))];
  const groups = [...new Set(rows.map((row) => label(row[group])))].toReversed();
  const placeAt = new Map(places.map((place, at) => [place, at]));
  const groupAt = new Map(groups.map((name, at) => [name, at]));
  return {
    legend: { show: false },
    grid: { ...frame([]).grid, top: scaled(8), bottom: scaled(44) },
    tooltip: {
      trigger: "item",
      formatter: ({ data }: { data: [number, number, number] }) =>
        `${groups[data[1]]}\n${places[data[0]]}\n${unit} ${formatCell(data[2])}`,
    },
    visualMap: {
      min: worst,
      max: best,
      calculable: false,
      orient: "horizontal",
      left: "center",
      bottom: 0,
      itemWidth: scaled(12),
      itemHeight: scaled(120),
      text: [`${unit} ${best}`, String(worst)],
      textStyle: { color: colour("soft"), fontSize: scaled(12) },
      inRange: { color: [colour("heat-worst"), colour("heat-middle"), colour("heat-best")] },
    },
    xAxis: { type: "category", data: places, splitLine: { show: false } },
    yAxis: { type: "category", data: groups, axisLabel: { hideOverlap: true }, splitLine: { show: false } },
    series: [
      {
        id: unit,
        type: "heatmap",
        data: rows.map((row) => [placeAt.get(label(row[x])), groupAt.get(label(row[group])), Number(row[value])]),
        itemStyle: { borderColor: colour("card"), borderWidth: 1 },
      },
    ],
  };
}
