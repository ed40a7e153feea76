/** What is behind a panel's picture: its table, its SQL or command, its files. */
import { objects, type Row, type Rows } from "./api.ts";
import { h, replace } from "./dom.ts";
import { save, saveText, toCsv } from "./download.ts";
import { formatCell } from "./format.ts";
import type { PanelSpec } from "./panel.ts";
import type { Picture } from "./picture.ts";
import { table } from "./table.ts";

const ROWS_SHOWN = 500;

export interface Behind {
  element: HTMLElement;
  show(result: Rows, sql?: string): void;
}

/** Without a picture the table is open. It is made only where somebody looks: thousands of rows take longer than their picture. */
export function behind<T>(spec: PanelSpec<T>, picture: Picture | undefined): Behind {
  const { title, query, source } = spec;
  let result: Rows = { columns: [], rows: [] };
  const rowsPlace = h("div", {});
  const text = h("pre", { tabindex: 0, "aria-label": `${source ? "Command" : "SQL"} of ${title}` }, source?.command);
  const details = (name: string, content: HTMLElement, open = false) =>
    h(
      "details",
      { open },
      h("summary", { "aria-label": `${name} of ${title}`, "data-key": `${name}-${query}` }, name),
      content,
    );
  const tablePlace = details("Table", rowsPlace, !picture);
  const showTable = () => tablePlace.open && replace(rowsPlace, ...tableOf(spec, result));
  tablePlace.addEventListener("toggle", showTable);
  const button = (name: string, work: () => unknown) =>
    h(
      "button",
      { type: "button", "aria-label": `${name} of ${title}`, disabled: true, onclick: () => void work() },
      name,
    );
  const files = [
    button("CSV", () => saveText(`${query}.csv`, toCsv(result), "text/csv")),
    ...Object.entries(picture?.files ?? {}).map(([ending, file]) =>
      button(ending.toUpperCase(), async () => save(`${query}.${ending}`, await file())),
    ),
  ];
  return {
    element: h("div", { class: "behind" }, tablePlace, details(source ? "Command" : "SQL", text), ...files),
    show(shown, sql) {
      result = shown;
      const isEmpty = result.rows.length === 0;
      if (sql !== undefined) text.textContent = sql;
      tablePlace.hidden = isEmpty;
      for (const each of files) each.disabled = isEmpty;
      showTable();
    },
  };
}

function tableOf<T>({ title, cells }: PanelSpec<T>, { columns, rows }: Rows): HTMLElement[] {
  if (rows.length === 0) return [];
  const cell = (row: Row) => (name: string) => cells?.[name]?.(row[name], row) ?? row[name];
  const shown = objects({ columns, rows: rows.slice(0, ROWS_SHOWN) }).map((row) => columns.map(cell(row)));
  const more = `The first ${ROWS_SHOWN} of ${formatCell(rows.length)} rows; the CSV has all.`;
  return [table(title, columns, shown), ...(rows.length > ROWS_SHOWN ? [h("p", { class: "about" }, more)] : [])];
}
