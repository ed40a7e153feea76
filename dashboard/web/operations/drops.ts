/** All drops: the picture of their flow, and the table from which each can be traced. */
import { badge } from "../badge.ts";
import { h } from "../dom.ts";
import { type Drop, stateClass } from "../drops.ts";
import { clock, duration } from "../format.ts";
import type { PanelSpec } from "../panel.ts";
import { flowPicture } from "./flow.ts";

/** `arrived` is told the newest drop that has an id. */
export function dropsPanel(open: (id: string) => void, arrived: (id: string) => void): PanelSpec<Drop[]> {
  let drops: readonly Drop[] = [];
  return {
    title: "Drops on their way",
    about:
      "A dot is a drop; it moves on as the ledger does. Under a state: how many are in it, and for how long drops stay in it (median). Click a dot, or choose a drop in the table, for its steps.",
    query: "drops",
    width: "wide",
    everyMs: 1_000,
    empty: "No drops yet. Make one: npx reelhouse drop <zip>",
    source: {
      path: () => "/api/drops",
      command: "npx reelhouse ls",
      read(found) {
        drops = found;
        const newest = found.find(({ drop }) => drop !== undefined)?.drop;
        if (newest !== undefined) arrived(newest);
        return {
          columns: ["object", "dataset", "state", "drop", "engine", "bytes", "rows", "rejected", "took", "updated"],
          rows: found.map((each) => [
            each.object,
            each.dataset,
            each.code ? `${each.state} ${each.code}` : each.state,
            each.drop,
            each.engine,
            each.bytes,
            each.rows,
            each.rejected,
            duration(each.updatedAt - each.startedAt),
            clock(each.updatedAt),
          ]),
        };
      },
    },
    picture: flowPicture(() => drops, open),
    cells: {
      state: (value) => badge(String(value), stateClass(String(value).split(" ")[0] ?? "")),
      drop: (value) =>
        value
          ? h(
              "button",
              {
                type: "button",
                class: "link",
                "data-key": `drop-${value}`,
                "aria-label": `Steps of ${value}`,
                onclick: () => open(String(value)),
              },
              String(value),
            )
          : "–",
    },
  };
}
