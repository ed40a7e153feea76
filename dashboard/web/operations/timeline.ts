/** The steps of one drop to scale: when each began, how long it took, and what was waited for between them. */
import { duration } from "../format.ts";
import { s, svgPicture } from "../svg.ts";
import { markEvery } from "./marks.ts";

/** Rows with `step`, `began_ms` and `took_ms`, from the moment on which the drop was received, and an `outcome`. */
export const timelinePicture = svgPicture(({ drawing, width, unit }, rows) => {
  const isNarrow = width < unit * 36;
  const bar = unit * 1.9;
  const row = isNarrow ? bar + unit * 1.2 : bar;
  const left = isNarrow ? 0 : unit * 9.5;
  const right = unit * 5;
  const ends = rows.map((each) => Number(each.began_ms) + Number(each.took_ms));
  const total = Math.max(1, ...ends);
  const at = (ms: number) => left + ((width - left - right) * ms) / total;
  const height = row * rows.length + unit * 1.8;
  const every = markEvery(total, isNarrow ? 3 : 6);
  const marks = Array.from({ length: Math.floor(total / every) + 1 }, (_, mark) => mark * every);
  drawing.replaceChildren(
    ...marks.flatMap((ms) => [
      s("line", { x1: at(ms), x2: at(ms), y1: 0, y2: height - unit * 1.6 }),
      s(
        "text",
        {
          x: at(ms),
          y: height - unit * 0.4,
          class: "soft small",
          "text-anchor": ms === 0 && isNarrow ? "start" : "middle",
        },
        duration(ms),
      ),
    ]),
    ...rows.flatMap((each, index) => {
      const y = index * row + row - bar;
      const [from, to] = [Number(each.began_ms), Number(each.began_ms) + Number(each.took_ms)];
      const before = index === 0 ? 0 : Math.min(from, ends[index - 1] ?? 0);
      const isBad = each.outcome === "failed" || String(each.result).endsWith("QUARANTINED");
      const kind = isBad ? "bad" : each.outcome === "done" ? "good" : "busy";
      const said = `${each.step}: ${duration(to - from)}, after ${duration(from - before)} of waiting`;
      return [
        s("text", { x: 0, y: isNarrow ? y : y + bar * 0.65, class: "ink" }, String(each.step)),
        s("rect", {
          class: "wait",
          x: at(before),
          y: y + bar * 0.42,
          width: at(from) - at(before),
          height: bar * 0.16,
        }),
        s(
          "rect",
          {
            class: `bar ${kind}`,
            x: at(from),
            y: y + bar * 0.2,
            width: Math.max(2, at(to) - at(from)),
            height: bar * 0.6,
            rx: 3,
          },
          s("title", {}, said),
        ),
        s("text", { x: at(to) + unit * 0.4, y: y + bar * 0.65, class: "soft small" }, duration(to - from)),
      ];
    }),
  );
  return height;
});
