/** A chart on a canvas, in the page's colours and width. The picture is said in words for those who do not see it. */
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { short } from "./format.ts";
import { colour, onTheme } from "./theme.ts";

export type Option = EChartsCoreOption;
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

export interface Chart {
  draw(option: Option, label: string): void;
  /** A PNG as a data URL, on the page's ground. */
  picture(): string;
}

export async function openChart(place: HTMLElement, signal: AbortSignal): Promise<Chart> {
  const { init } = await import("./echarts.ts");
  const chart: EChartsType = init(place, null, { renderer: "canvas" });
  let last: Option = {};
  const paint = () => chart.setOption({ ...base(), ...dressed(last) }, { notMerge: true });
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(place);
  onTheme(paint, signal);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    chart.dispose();
  });
  return {
    draw(option, label) {
      last = option;
      place.setAttribute("aria-label", label);
      paint();
      place.dataset.drawn = String(Number(place.dataset.drawn ?? 0) + 1);
    },
    picture: () => chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: colour("card") }),
  };
}

/** Tooltips are drawn, not made of HTML: what comes from data is never markup. */
const base = () => ({
  animation: !isStill.matches,
  animationDuration: 250,
  animationDurationUpdate: 250,
  color: [1, 2, 3, 4, 5, 6, 7, 8].map((at) => colour(`series-${at}`)),
  textStyle: { color: colour("ink"), fontFamily: "system-ui, sans-serif" },
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: colour("card"),
    borderColor: colour("line"),
    textStyle: { color: colour("ink"), fontSize: 12 },
  },
});

const GRID = { left: 8, right: 20, top: 34, bottom: 8, containLabel: true };

function dressed(option: Option): Option {
  const axis = (given: unknown) => {
    const lines = {
      axisLine: { lineStyle: { color: colour("line") } },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: colour("line") } },
      nameTextStyle: { color: colour("soft") },
    };
    const dress = (each: Record<string, unknown>) => ({
      ...lines,
      ...each,
      axisLabel: {
        color: colour("soft"),
        hideOverlap: true,
        ...(each.type === "value" && { formatter: (value: number) => short(value) }),
        ...(each.axisLabel as object | undefined),
      },
    });
    return Array.isArray(given) ? given.map(dress) : dress(given as Record<string, unknown>);
  };
  return {
    grid: GRID,
    legend: {
      top: 0,
      left: 0,
      type: "plain",
      itemWidth: 12,
      itemHeight: 10,
      textStyle: { color: colour("soft"), fontSize: 11 },
    },
    ...option,
    ...(option.xAxis !== undefined && { xAxis: axis(option.xAxis) }),
    ...(option.yAxis !== undefined && { yAxis: axis(option.yAxis) }),
  };
}
