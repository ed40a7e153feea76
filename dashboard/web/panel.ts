/** One question and its picture: chart, table, SQL, downloads; live, and with words where there is nothing yet or something failed. */
import { follow, objects, type Result, type Row } from "./api.ts";
import { type Chart, type Option, openChart } from "./chart.ts";
import { h, replace } from "./dom.ts";
import { formatCell, toCsv } from "./format.ts";
import { heading, table } from "./table.ts";

export interface PanelSpec {
  title: string;
  /** What it tells, in one sentence. */
  about: string;
  /** Name in the server's list of queries. */
  query: string;
  /** Without it the table is the picture. */
  draw?: (rows: readonly Row[]) => Option;
  /** Pixels. */
  height?: number;
  parameters?: () => Record<string, string>;
  /** What to do when there are no rows. */
  empty?: string;
}

const EVERY_MS = 4_000;

export interface Panel {
  element: HTMLElement;
  refresh(): void;
}

export function panel(spec: PanelSpec, signal: AbortSignal): Panel {
  const { title, about, query, draw, height = 300, empty = "No rows yet. They come with the next drop." } = spec;
  const note = h("p", { class: "note", "data-state": "loading" }, "Asking …");
  const place = draw && h("div", { class: `chart tall-${height}`, role: "img", "aria-label": title, hidden: true });
  const rowsPlace = h("div", {});
  const sqlPlace = h("pre", { tabindex: 0, "aria-label": `SQL of ${title}` });
  let result: Result | undefined;
  let chart: Promise<Chart> | undefined;

  const csv = () =>
    result &&
    save(`${query}.csv`, URL.createObjectURL(new Blob([toCsv(result.columns, result.rows)], { type: "text/csv" })));
  const png = async () => chart && save(`${query}.png`, (await chart).picture());
  const details = (name: string, content: HTMLElement, open = false) =>
    h("details", { open }, h("summary", { "aria-label": `${name} of ${title}` }, name), content);
  const button = (name: string, work: () => unknown) =>
    h("button", { type: "button", "aria-label": `${name} of ${title}`, onclick: () => void work() }, name);
  const element = h(
    "section",
    { class: draw ? "panel" : "panel wide", "data-query": query },
    h("h2", {}, title),
    h("p", { class: "about" }, about),
    note,
    place,
    h(
      "div",
      { class: "behind" },
      details("Table", rowsPlace, !draw),
      details("SQL", sqlPlace),
      button("CSV", csv),
      draw && button("PNG", png),
    ),
  );
  const tell = (state: string, text: string) => {
    note.dataset.state = state;
    note.hidden = text === "";
    note.textContent = text;
  };

  const path = () => {
    const given = new URLSearchParams(spec.parameters?.());
    return `/api/query/${query}${given.size > 0 ? `?${given}` : ""}`;
  };
  const show = (answer: Result) => {
    result = answer;
    sqlPlace.textContent = answer.sql;
    replace(rowsPlace, ...(answer.rows.length > 0 ? [table(title, answer.columns, answer.rows)] : []));
    tell(answer.rows.length > 0 ? "filled" : "empty", answer.rows.length > 0 ? "" : empty);
    if (!draw || !place) return;
    place.hidden = answer.rows.length === 0;
    if (place.hidden) return;
    chart ??= openChart(place, signal);
    void chart.then((open) => !signal.aborted && open.draw(draw(objects(answer)), `${title}. ${inWords(answer)}`));
  };
  const following = follow<Result>(path, EVERY_MS, signal, show, (error) =>
    tell("error", `This could not be asked: ${error.message} It is tried again.`),
  );
  return { element, refresh: () => following.now() };
}

/** First and last row, for those who do not see the chart; the table has all. */
function inWords({ columns, rows }: Result): string {
  const say = (row: readonly unknown[] | undefined) =>
    columns.map((name, at) => `${heading(name)} ${formatCell(row?.[at])}`).join(", ");
  return rows.length === 1
    ? say(rows[0])
    : `${rows.length} rows. First: ${say(rows[0])}. Last: ${say(rows.at(-1))}. The table below has all.`;
}

function save(name: string, href: string): void {
  const anchor = h("a", { href, download: name });
  anchor.click();
  if (href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(href), 10_000);
}
