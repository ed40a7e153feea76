/** Rows as they arrive, minute by minute. */
import type { PanelSpec } from "../panel.ts";
import { chart } from "../picture.ts";
import { overTime } from "../shapes/over.ts";

export const LOADS: PanelSpec = {
  title: "Rows by minute",
  about: "Loaded and rejected, in the hour before the newest load; UTC.",
  query: "loads",
  picture: chart((rows) =>
    overTime(rows, {
      column: "minute",
      left: "rows",
      measures: [
        { column: "loaded", name: "loaded", stack: "rows" },
        { column: "rejected", name: "rejected", stack: "rows" },
      ],
    }),
  ),
};
