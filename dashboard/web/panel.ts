/** One question and its picture: table, SQL, downloads; live, and with words where there is nothing yet or something failed. */
import { follow, objects, type Result, type Row, type Rows } from "./api.ts";
import { behind } from "./behind.ts";
import { h } from "./dom.ts";
import { formatCell, heading } from "./format.ts";
import type { MakePicture } from "./picture.ts";

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
const EMPTY = "No rows yet. They come within minutes of the next drop.";

export interface Panel {
  element: HTMLElement;
  refresh(): void;
}

export function panel<T = never>(spec: PanelSpec<T>, signal: AbortSignal): Panel {
  const { title, about, query, source, empty = EMPTY } = spec;
  const picture = spec.picture?.(signal);
  const below = behind(spec, picture);
  const note = h("p", { class: "note", "data-state": "loading" }, "Asking …");
  const element = h(
    "section",
    { class: `panel ${spec.width ?? ""}`, "data-query": query },
    h("h2", {}, title),
    typeof about === "string" ? h("p", { class: "about" }, about) : about,
    note,
    picture?.element,
    below.element,
  );
  const tell = (state: string, text: string) => {
    note.dataset.state = state;
    note.hidden = text === "";
    note.textContent = text;
  };
  let result: Rows | undefined;
  const show = (answer: T | Result) => {
    const found = source ? source.read(answer as T) : (answer as Result);
    // What a source tells beside its rows may change without them: then nobody's selection is disturbed.
    const isSame = source && note.dataset.state !== "error" && JSON.stringify(found) === JSON.stringify(result);
    result = found;
    if (isSame) return;
    const isEmpty = found.rows.length === 0;
    tell(isEmpty ? "empty" : "filled", isEmpty ? empty : "");
    below.show(found, source ? undefined : (answer as Result).sql);
    if (!picture) return;
    picture.element.hidden = isEmpty;
    if (!isEmpty) picture.show(objects(found), `${title}. ${inWords(found)}`);
  };
  const following = follow<T | Result>(
    () => pathOf(spec),
    spec.everyMs ?? EVERY_MS,
    signal,
    show,
    (error) => {
      const kept = result === undefined ? "" : " What is shown is older.";
      tell("error", `This could not be asked: ${error.message} It is tried again.${kept}`);
    },
  );
  return { element, refresh: () => following.now() };
}

function pathOf<T>({ query, source, parameters }: PanelSpec<T>): string {
  if (source) return source.path();
  const given = new URLSearchParams(parameters?.());
  return `/api/query/${query}${given.size > 0 ? `?${given}` : ""}`;
}

/** First and last row, for those who do not see the picture; the table has all. */
function inWords({ columns, rows }: Rows): string {
  const say = (row: readonly unknown[] | undefined) =>
    columns.map((name, at) => `${heading(name)} ${formatCell(row?.[at])}`).join(", ");
  return rows.length === 1
    ? say(rows[0])
    : `${rows.length} rows. First: ${say(rows[0])}. Last: ${say(rows.at(-1))}. The table below has all.`;
}
