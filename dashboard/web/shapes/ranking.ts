/** One line for each row, the first on top, its name on the left. */
import type { Row } from "../api.ts";
import { type Option, scaled } from "../chart.ts";
import { formatCell, short } from "../format.ts";
import { colour } from "../theme.ts";
import { frame, isNarrow, label, numberOf } from "./layout.ts";
import type { Measure } from "./over.ts";

function shortened(text: string): string {
  const most = isNarrow() ? 15 : 32;
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

const names = (rows: readonly Row[], column: string) => ({
  type: "category",
  data: rows.map((row) => label(row[column])),
  axisLabel: { formatter: shortened, hideOverlap: false, interval: 0 },
});

/** `unit` names the axis below the bars, `format` writes its marks. */
export function ranking(
  rows: readonly Row[],
  column: string,
  measures: readonly Measure[],
  unit: string,
  format: (value: number) => string = short,
): Option {
  const shown = rows.toReversed();
  const { legend, grid } = frame(measures.map(({ name }) => name));
  return {
    legend,
    grid: { ...grid, top: scaled(8), bottom: grid.bottom + scaled(20), right: scaled(56) },
    xAxis: { type: "value", name: unit, nameLocation: "middle", nameGap: scaled(26), axisLabel: { formatter: format } },
    yAxis: names(shown, column),
    series: measures.map(({ column: of, name, stack }) => ({
      id: name,
      name,
      type: "bar",
      ...(stack !== undefined && { stack }),
      barMaxWidth: scaled(22),
      ...(measures.length === 1 && {
        label: {
          show: true,
          position: "right",
          color: colour("ink"),
          fontSize: scaled(11),
          formatter: ({ value }: { value: number }) => short(value),
        },
      }),
      data: shown.map((row) => numberOf(row[of])),
    })),
  };
}

/** Bars that say what share of the first is left. */
export function funnel(rows: readonly Row[], column: string, measure: string, unit: string): Option {
  const first = Number(rows[0]?.[measure]) || 1;
  const option = ranking(rows, column, [{ column: measure, name: measure }], unit) as { series: object[] };
  const share = ({ value }: { value: number }) => `${formatCell(value)}, ${Math.round((100 * value) / first)} %`;
  const said = { show: true, position: "right", color: colour("ink"), fontSize: scaled(12), formatter: share };
  return {
    ...option,
    grid: { ...frame([]).grid, top: scaled(8), bottom: scaled(28), right: scaled(90) },
    series: option.series.map((each) => ({ ...each, barMaxWidth: scaled(34), label: said })),
  };
}

/** A score for each row, and the span in which it lies with 95 % confidence: `low` to `high`. */
export function scores(rows: readonly Row[], column: string, unit: string): Option {
  const shown = rows.toReversed();
  const span = (name: string, data: (number | null)[], fill: string, opacity: number) => ({
    id: name,
    name,
    type: "bar",
    stack: "span",
    silent: true,
    barWidth: scaled(6),
    itemStyle: { color: fill, opacity, borderRadius: scaled(3) },
    data,
  });
  const of = (row: Row, name: string) => Number(row[name]);
  const points = (name: string, symbol: string, fill: string, size: number) => ({
    id: name,
    name,
    type: "scatter",
    symbol,
    symbolSize: scaled(size),
    itemStyle: { color: fill },
    data: shown.map((row) => numberOf(row[name.replace(" ", "_")])),
  });
  const least = Math.min(...rows.map((row) => of(row, "low")));
  return {
    legend: { top: "auto", bottom: 0, data: ["score", "mean rating", "95 % of the mean"] },
    grid: { ...frame([]).grid, top: scaled(8), bottom: scaled(50) },
    tooltip: {
      formatter: (points: { dataIndex: number }[]) => {
        const row = shown[points[0]?.dataIndex ?? 0] ?? {};
        const said = `score ${formatCell(row.score)}\nmean ${formatCell(row.mean_rating)} of ${formatCell(row.ratings)} ratings`;
        return `${label(row[column])}\n${said}\nbetween ${formatCell(row.low)} and ${formatCell(row.high)} (95 %)`;
      },
    },
    xAxis: {
      type: "value",
      name: unit,
      nameLocation: "middle",
      nameGap: scaled(26),
      min: Math.max(0, Math.floor(least * 2) / 2),
      max: 5,
    },
    yAxis: names(shown, column),
    series: [
      span(
        "below",
        shown.map((row) => of(row, "low")),
        "transparent",
        0,
      ),
      span(
        "95 % of the mean",
        shown.map((row) => of(row, "high") - of(row, "low")),
        colour("series-2"),
        0.45,
      ),
      points("mean rating", "circle", colour("series-2"), 7),
      points("score", "diamond", colour("series-1"), 13),
    ],
  };
}
