/** The flow of drops through their states, alive: a dot for each drop moves on when the drop does. */
import { type Drop, stateClass } from "../drops.ts";
import type { MakePicture } from "../picture.ts";
import { s, svgPicture } from "../svg.ts";
import { type FlowLayout, layFlow } from "./flow-layout.ts";

/** `open` shows the steps of a drop. With the keyboard this is done from the table below. */
export const flowPicture =
  (drops: () => readonly Drop[], open: (id: string) => void): MakePicture =>
  (signal) => {
    const back = s("g");
    const front = s("g");
    const dots = new Map<string, SVGCircleElement>();
    return svgPicture(({ drawing, width, unit }) => {
      const layout = layFlow(drops(), width, unit);
      if (!back.isConnected) drawing.replaceChildren(back, front);
      back.replaceChildren(...ground(layout, unit));
      const gone = new Set(dots.keys());
      for (const { key, drop, x, y } of layout.dots) {
        gone.delete(key);
        const dot = dots.get(key) ?? s("circle", {}, s("title"));
        if (!dots.has(key)) {
          dots.set(key, dot);
          front.append(dot);
        }
        dot.onclick = () => drop.drop && open(drop.drop);
        dot.setAttribute("class", `dot ${stateClass(drop.state)}`);
        dot.setAttribute("r", String(layout.radius));
        dot.style.transform = `translate(${x}px, ${y}px)`;
        (dot.firstChild as SVGTitleElement).textContent = `${drop.object}: ${drop.code ?? drop.state}`;
      }
      for (const key of gone) {
        dots.get(key)?.remove();
        dots.delete(key);
      }
      return layout.height;
    })(signal);
  };

/** Columns with their counts and how long drops stay, lanes with their names. */
function ground({ columns, lanes, more, height, width }: FlowLayout, unit: number): SVGElement[] {
  const text = (x: number, y: number, of: string, kind: string) => s("text", { x, y, class: kind }, of);
  const isNarrow = columns[0]?.x === columns[1]?.x;
  const rest = more.map((each) => text(each.x, each.y, each.text, "soft"));
  if (isNarrow)
    return [
      ...columns.flatMap(({ title, count, stay }, at) => {
        const y = lanes[at]?.y ?? 0;
        return [
          s("line", { x1: 0, x2: width, y1: y, y2: y }),
          text(0, y + unit * 1.2, `${title} ${count}`, "strong"),
          text(0, y + unit * 2.4, stay, "soft"),
        ];
      }),
      ...rest,
    ];
  return [
    ...columns.flatMap(({ title, count, stay, x }) => [
      s("line", { x1: x, x2: x, y1: unit * 0.2, y2: height }),
      text(x + unit * 0.5, unit * 1.1, title, "soft"),
      text(x + unit * 0.5, unit * 2.4, String(count), "strong"),
      text(x + unit * 0.5, unit * 3.6, stay, "soft small"),
    ]),
    ...lanes.flatMap(({ name, y, height: tall }) => [
      s("line", { x1: 0, x2: width, y1: y, y2: y }),
      text(0, y + tall / 2 + unit * 0.3, name, "ink"),
    ]),
    ...rest,
  ];
}
