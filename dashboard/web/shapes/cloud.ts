/** A point for each row, both axes logarithmic; drawn as one path, so that 100,000 of them do not stop the page. */
import type { Row } from "../api.ts";
import { type Option, scaled } from "../chart.ts";
import { formatCell, heading, short } from "../format.ts";

export interface Cloud {
  x: string;
  y: string;
  xName: string;
  yName: string;
  /** The column that names a point. */
  name: string;
}

export function cloud(rows: readonly Row[], { x, y, xName, yName, name }: Cloud): Option {
  const axis = (text: string, nameGap: number) => ({
    type: "log",
    name: text,
    nameLocation: "middle",
    nameGap: scaled(nameGap),
    axisLabel: { formatter: (value: number) => (value >= 1 ? short(value) : "") },
  });
  return {
    legend: { show: false },
    grid: { left: scaled(34), right: scaled(20), top: scaled(14), bottom: scaled(30), containLabel: true },
    tooltip: {
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => {
        const row = rows[dataIndex];
        const say = (column: string) => `${heading(column)} ${formatCell(row?.[column])}`;
        return row ? [row[name], say(x), say(y)].join("\n") : "";
      },
    },
    xAxis: axis(xName, 28),
    yAxis: axis(yName, 46),
    series: [
      {
        id: name,
        type: "scatter",
        large: true,
        zlevel: -1, // a canvas of its own: the tooltip moves without drawing the points again
        largeThreshold: 2_000,
        symbolSize: scaled(4),
        itemStyle: { opacity: 0.6 },
        data: rows.map((row) => [Number(row[x]), Number(row[y])]),
      },
    ],
  };
}
