/** Tables that scroll by keyboard where they are wider than the page. */
import { h } from "./dom.ts";
import { formatCell, heading } from "./format.ts";

/** Ids and years are numbers that name something: nobody writes them with separators. */
const isName = (column: string) => /(_id|year|released)$/.test(column);

/** `cells` are values or elements; numbers stand to the right. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): HTMLElement {
  const isNumber = columns.map((_, at) => rows.some((row) => typeof row[at] === "number"));
  const align = (at: number) => (isNumber[at] ? "number" : undefined);
  const cell = (value: unknown, at: number) =>
    h(
      "td",
      { class: align(at) },
      value instanceof Node ? value : isName(columns[at] ?? "") ? String(value ?? "–") : formatCell(value),
    );
  return h(
    "div",
    { class: "scroll", "data-key": `rows-${caption}`, tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", {}, caption),
      h(
        "thead",
        {},
        h("tr", {}, ...columns.map((name, at) => h("th", { scope: "col", class: align(at) }, heading(name)))),
      ),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell)))),
    ),
  );
}
