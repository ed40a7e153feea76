/** Dynamic tables: how far each is behind, against how far it may be. */
import { badge } from "../badge.ts";
import { seconds } from "../format.ts";
import type { PanelSpec } from "../panel.ts";
import { s, svgPicture } from "../svg.ts";

const lagKind = (status: unknown) =>
  status === "FRESH" ? "good" : status === "LATE" || status === "NEVER REFRESHED" ? "busy" : "bad";
/** The axis ends at twice the target. */
const MOST = 2;

const lagPicture = svgPicture(({ drawing, width, unit }, rows) => {
  const isNarrow = width < unit * 36;
  const row = isNarrow ? unit * 3.2 : unit * 1.9;
  const left = isNarrow ? 0 : unit * 20;
  const right = unit * 8;
  const height = row * rows.length + unit * 1.6;
  const at = (share: number) => left + (width - left - right) * (Math.min(MOST, share) / MOST);
  drawing.replaceChildren(
    ...rows.flatMap((each, index) => {
      const y = index * row + (isNarrow ? unit * 1.3 : 0);
      const [lag, target] = [each.lag_sec === null ? null : Number(each.lag_sec), Number(each.target_lag_sec) || 1];
      const said = `${seconds(lag)} of ${seconds(target)}`;
      return [
        s(
          "text",
          { x: 0, y: isNarrow ? y - unit * 0.1 : y + unit * 1.25, class: "ink small" },
          String(each.dynamic_table),
        ),
        s("rect", { class: "track", x: left, y: y + unit * 0.4, width: at(MOST) - left, height: unit, rx: 3 }),
        s("rect", {
          class: `bar ${lagKind(each.status)}`,
          x: left,
          y: y + unit * 0.4,
          width: lag === null ? 0 : Math.max(1, at(lag / target) - left),
          height: unit,
          rx: 3,
        }),
        s("line", { class: "target", x1: at(1), x2: at(1), y1: y + unit * 0.2, y2: y + unit * 1.6 }),
        s("text", { x: at(MOST) + unit * 0.5, y: y + unit * 1.25, class: "ink small" }, said),
      ];
    }),
    s("text", { x: at(1), y: height - unit * 0.3, class: "soft small", "text-anchor": "middle" }, "target"),
  );
  return height;
});

export const LAGS: PanelSpec = {
  title: "Dynamic tables: lag against target",
  about:
    "A bar that comes to the line is as far behind as it may be. A refresh takes its time: late is one target and a half.",
  query: "lags",
  width: "wide",
  everyMs: 2_000,
  picture: lagPicture,
  cells: { status: (value) => badge(String(value), lagKind(value)) },
  empty: "No dynamic tables: deploy them with npx reelhouse sql deploy.",
};
