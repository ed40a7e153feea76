/** What the shapes of charts have in common: places, names of axes, labels. */
import { scaled } from "../chart.ts";
import { isTime } from "../format.ts";

export const label = (value: unknown) => (isTime(value) ? value.slice(5, 16).replace("T", " ") : String(value ?? "–"));
export const numberOf = (value: unknown) => (value === null || value === undefined ? null : Number(value));

/** A telephone's width. */
export const isNarrow = () => innerWidth < 600;

/** Lines that a legend takes below a chart, which is half of a desk wide, or nearly a telephone. */
const legendLines = (names: readonly string[]) => {
  const width = isNarrow() ? innerWidth - 90 : 480;
  return Math.ceil(names.reduce((sum, name) => sum + 34 + 6.7 * name.length, 0) / width);
};

/** The legend is below, and only where there is more than one thing to tell apart. */
export const frame = (names: readonly string[]) => ({
  legend: names.length > 1 ? { top: "auto", bottom: 0 } : { show: false },
  grid: {
    left: scaled(12),
    right: scaled(16),
    top: scaled(34),
    bottom: names.length > 1 ? scaled(8 + 20 * legendLines(names)) : scaled(8),
    containLabel: true,
  },
});

/** An axis of numbers with its name above it, towards the inside, so that nothing cuts it off. */
export const valueAxis = (name: string, isRight = false) => ({
  type: "value",
  name,
  nameTextStyle: { align: isRight ? "right" : "left" },
  ...(isRight && { splitLine: { show: false } }),
});
