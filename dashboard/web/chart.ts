/** A chart on a canvas, in the page's colours and width. */
import type { EChartsCoreOption, EChartsType } from "echarts/core";
import { short } from "./format.ts";
import { colour, onTheme } from "./theme.ts";

export type Option = EChartsCoreOption;
const isStill = matchMedia("(prefers-reduced-motion: reduce)");

export interface Chart {
  /** Gives the option that makes the picture; it is asked again when colours or sizes change. */
  draw(option: () => Option): void;
  png(): string;
  svg(): Promise<string>;
}

export async function openChart(place: HTMLElement, signal: AbortSignal): Promise<Chart> {
  const { init } = await import("./charts.ts");
  if (place.clientWidth === 0) await new Promise((next) => requestAnimationFrame(next)); // its page is not in the document yet
  const chart: EChartsType = init(place, null, { renderer: "canvas" });
  let option: () => Option = () => ({});
  let isFirst = true;
  const whole = () => ({ ...base(), ...dressed(option()) });
  const paint = () => {
    // The first picture is there at once; what changes later moves to its new place.
    chart.setOption({ ...whole(), animation: !isFirst && !isStill.matches }, { replaceMerge: ["series"] });
    isFirst = false;
  };
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(place);
  onTheme(paint, signal);
  signal.addEventListener("abort", () => {
    observer.disconnect();
    chart.dispose();
  });
  return {
    draw(given) {
      option = given;
      paint();
      place.dataset.drawn = String(Number(place.dataset.drawn ?? 0) + 1);
    },
    png: () => chart.getDataURL({ type: "png", backgroundColor: colour("card"), pixelRatio: 2 }),
    async svg() {
      const { drawSvg } = await import("./draw-svg.ts");
      return drawSvg({ ...whole(), backgroundColor: colour("card") }, chart.getWidth(), chart.getHeight());
    },
  };
}

/** Pixels of a size that is written for a root font of 16 px. */
export const scaled = (pixels: number) =>
  Math.round((pixels * Number.parseFloat(getComputedStyle(document.documentElement).fontSize)) / 16);

/** Tooltips are drawn, not made of HTML: what comes from data is never markup. */
const base = () => ({
  animationDuration: 300,
  animationDurationUpdate: 300,
  color: [1, 2, 3, 4, 5, 6, 7, 8].map((at) => colour(`series-${at}`)),
  textStyle: { color: colour("ink"), fontFamily: "system-ui, sans-serif", fontSize: scaled(12) },
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Puts the page's colours and sizes under what a shape says. */
function dressed(option: Option): Option {
  const soft = { color: colour("soft"), fontSize: scaled(12) };
  const line = { lineStyle: { color: colour("line") } };
  const axis = (given: unknown): unknown => {
    if (Array.isArray(given)) return given.map(axis);
    if (!isObject(given)) return given;
    return {
      axisLine: line,
      axisTick: { show: false },
      splitLine: line,
      nameTextStyle: soft,
      ...given,
      axisLabel: {
        ...soft,
        hideOverlap: true,
        ...(given.type === "value" && { formatter: (value: number) => short(value) }),
        ...(isObject(given.axisLabel) && given.axisLabel),
      },
    };
  };
  const legend = {
    top: 0,
    left: 0,
    itemWidth: scaled(12),
    itemHeight: scaled(10),
    textStyle: { color: colour("soft"), fontSize: scaled(12) },
  };
  const tooltip = {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    backgroundColor: colour("card"),
    borderColor: colour("line"),
    textStyle: { color: colour("ink"), fontSize: scaled(12) },
  };
  return {
    ...option,
    legend: { ...legend, ...(isObject(option.legend) && option.legend) },
    tooltip: { ...tooltip, ...(isObject(option.tooltip) && option.tooltip) },
    ...(option.xAxis !== undefined && { xAxis: axis(option.xAxis) }),
    ...(option.yAxis !== undefined && { yAxis: axis(option.yAxis) }),
  };
}
