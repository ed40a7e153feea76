/** One question and its picture: table, SQL, downloads; live, and with words where there is nothing yet or something failed. */
import { follow, objects, type Result, type Row, type Rows } from "./api.ts";
import { h, replace } from "./dom.ts";
import { save, saveText, toCsv } from "./download.ts";
import { formatCell, heading } from "./format.ts";
import type { MakePicture } from "./picture.ts";
import { table } from "./table.ts";

/** What has no SQL behind it: the ledger's and the mailbox's. `command` is what asks the same in a terminal. */
export interface Source<T> {
  path: () => string;
  command: string;
  read: (answer: T) => Rows;
}

export interface PanelSpec<T = never> {
  title: string;
  /** What it tells, in one sentence. */
  about: string | HTMLElement;
  /** Names the panel and its files; without `source` also the query in the server's list. */
  query: string;
  source?: Source<T>;
  /** Without it the table is the picture. */
  picture?: MakePicture;
  /** Cells that are more than their value, by column. */
  cells?: Record<string, (value: unknown, row: Row) => Node | string>;
  /** wide: all of a desk's width, a third of a wall's; full: always all. */
  width?: "wide" | "full";
  parameters?: () => Record<string, string>;
  /** What to do when there are no rows. */
  empty?: string;
  everyMs?: number;
}

const EVERY_MS = 4_000;
const ROWS_SHOWN = 500;

export interface Panel {
  element: HTMLElement;
  refresh(): void;
}

export function panel<T = never>(spec: PanelSpec<T>, signal: AbortSignal): Panel {
  const { title, about, query, source, empty = "No rows yet. They come with the next drop." } = spec;
  const picture = spec.picture?.(signal);
  const note = h("p", { class: "note", "data-state": "loading" }, "Asking …");
  const rowsPlace = h("div", {});
  const behindPlace = h(
    "pre",
    { tabindex: 0, "aria-label": `${source ? "Command" : "SQL"} of ${title}` },
    source?.command,
  );
  const details = (name: string, content: HTMLElement, open = false) =>
    h(
      "details",
      { open },
      h("summary", { "aria-label": `${name} of ${title}`, "data-key": `${name}-${query}` }, name),
      content,
    );
  const tablePlace = details("Table", rowsPlace, !picture);
  const button = (name: string, work: () => unknown) =>
    h("button", { type: "button", "aria-label": `${name} of ${title}`, onclick: () => void work() }, name);
  let result: Rows | undefined;
  const element = h(
    "section",
    { class: `panel ${spec.width ?? ""}`, "data-query": query },
    h("h2", {}, title),
    typeof about === "string" ? h("p", { class: "about" }, about) : about,
    note,
    picture?.element,
    h(
      "div",
      { class: "behind" },
      tablePlace,
      details(source ? "Command" : "SQL", behindPlace),
      button("CSV", () => result && saveText(`${query}.csv`, toCsv(result), "text/csv")),
      ...Object.entries(picture?.files ?? {}).map(([ending, file]) =>
        button(ending.toUpperCase(), async () => result && save(`${query}.${ending}`, await file())),
      ),
    ),
  );
  const tell = (state: string, text: string) => {
    note.dataset.state = state;
    note.hidden = text === "";
    note.textContent = text;
  };
  /** Only where somebody looks: a table of thousands of rows takes longer to make than its picture. */
  const showTable = () => {
    if (!tablePlace.open || !result) return;
    const shown = objects({ columns: result.columns, rows: result.rows.slice(0, ROWS_SHOWN) });
    const cell = (row: Row) => (name: string) => spec.cells?.[name]?.(row[name], row) ?? row[name];
    const rows = shown.map((row) => result?.columns.map(cell(row)) ?? []);
    const more =
      result.rows.length > ROWS_SHOWN
        ? [
            h(
              "p",
              { class: "about" },
              `The first ${ROWS_SHOWN} of ${formatCell(result.rows.length)} rows; the CSV has all.`,
            ),
          ]
        : [];
    replace(rowsPlace, ...(rows.length > 0 ? [table(title, result.columns, rows), ...more] : []));
  };
  tablePlace.addEventListener("toggle", showTable);

  const path = () => {
    if (source) return source.path();
    const given = new URLSearchParams(spec.parameters?.());
    return `/api/query/${query}${given.size > 0 ? `?${given}` : ""}`;
  };
  const show = (answer: T | Result) => {
    const found = source ? source.read(answer as T) : (answer as Result);
    // What a source tells beside its rows may change without them: then nobody's selection is disturbed.
    const isSame = source && note.dataset.state !== "error" && JSON.stringify(found) === JSON.stringify(result);
    result = found;
    if (isSame) return;
    if (!source) behindPlace.textContent = (answer as Result).sql;
    const isEmpty = result.rows.length === 0;
    tell(isEmpty ? "empty" : "filled", isEmpty ? empty : "");
    tablePlace.hidden = isEmpty;
    showTable();
    if (!picture) return;
    picture.element.hidden = isEmpty;
    if (!isEmpty) picture.show(objects(result), `${title}. ${inWords(result)}`);
  };
  const following = follow<T | Result>(path, spec.everyMs ?? EVERY_MS, signal, show, (error) => {
    const kept = result === undefined ? "" : " What is shown is older.";
    tell("error", `This could not be asked: ${error.message} It is tried again.${kept}`);
  });
  return { element, refresh: () => following.now() };
}

/** First and last row, for those who do not see the picture; the table has all. */
function inWords({ columns, rows }: Rows): string {
  const say = (row: readonly unknown[] | undefined) =>
    columns.map((name, at) => `${heading(name)} ${formatCell(row?.[at])}`).join(", ");
  return rows.length === 1
    ? say(rows[0])
    : `${rows.length} rows. First: ${say(rows[0])}. Last: ${say(rows.at(-1))}. The table below has all.`;
}
