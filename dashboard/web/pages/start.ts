/** The first screen: what Reelhouse does, as a picture that lives. */
import { ask, follow, objects, type Result } from "../api.ts";
import { h, link, replace } from "../dom.ts";
import { type Drop, STATIONS, stateClass } from "../drops.ts";
import { duration, formatCell } from "../format.ts";
import { type PanelSpec, panel } from "../panel.ts";
import { figures } from "../picture.ts";

const LAYERS: Record<string, string> = {
  RAW: "as the drops say it",
  BRONZE: "streams of events",
  SILVER: "cleaned, current and historic",
  GOLD: "answers for people",
};

export function startPage(page: HTMLElement, signal: AbortSignal): void {
  const stations = STATIONS.map(({ state, title, what }, at) => {
    const dots = h("span", { class: "dots", "aria-hidden": "true" });
    const count = h("strong", { class: "count" }, "…");
    return {
      state,
      dots,
      count,
      element: h(
        "li",
        { class: "station", "data-station": state },
        h("span", { class: "step" }, at + 1),
        h("h3", {}, title),
        h("p", {}, what),
        h("p", { class: "here" }, count, " here"),
        dots,
      ),
    };
  });
  const side = h("p", { class: "side" });
  const news = h("ul", { class: "news" });
  const layers = h("ul", { class: "layers" }, h("li", { class: "note", "data-state": "loading" }, "Asking …"));
  const addresses = h("dl", {});
  const part = (id: string, title: string, ...content: Node[]) =>
    h("section", { "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), ...content);
  page.replaceChildren(
    h("h1", {}, "A ZIP goes in. Checked rows come out, each exactly once."),
    h(
      "p",
      { class: "lead" },
      "Data engineers drop a ZIP of CSV or Parquet files with a manifest into S3. Reelhouse proves every byte and every row, and loads them into Snowflake. If something is wrong with them, nothing is loaded, and one e-mail says what to mend. This is the real chain, running on your machine.",
    ),
    part(
      "chain",
      "The chain, live: the last hundred drops",
      h("ol", { class: "chain" }, ...stations.map(({ element }) => element)),
      side,
    ),
    h(
      "div",
      { class: "panels" },
      panel(ACCOUNTS, signal).element,
      part("news", "What has just happened", news),
      part("layers", "Rows in the warehouse", layers),
      part("next", "Look around", LOOK_AROUND()),
      part("addresses", "Addresses", addresses),
    ),
  );
  follow<Drop[]>(
    () => "/api/drops",
    1_000,
    signal,
    (drops) => {
      for (const { state, dots, count } of stations) {
        const here = drops.filter((each) => each.state === state);
        count.textContent = formatCell(here.length);
        dots.replaceChildren(
          ...here.slice(0, 40).map((each) => h("span", { class: `dot ${stateClass(state)}`, title: each.object })),
        );
        dots.parentElement?.classList.toggle("active", here.length > 0 && state !== "LOADED");
      }
      const refused = drops.filter(({ state }) => state === "QUARANTINED").length;
      const twice = drops.filter(({ state }) => state === "DUPLICATE").length;
      replace(
        side,
        h("span", { class: refused > 0 ? "bad" : "" }, `${refused} refused`),
        h("span", {}, `, each with its reasons (`),
        link("#/operations", "quarantine"),
        h("span", {}, `). ${twice} known already: loaded once, not twice.`),
      );
      const latest = drops.slice(0, NEWS).map((each) => h("li", {}, ...told(each)));
      replace(
        news,
        ...(latest.length > 0 ? latest : [h("li", {}, "Nothing yet: the first drop is on its way, or waits for you.")]),
      );
    },
    (error) => replace(side, h("span", { class: "bad" }, `The drops could not be asked: ${error.message}`)),
  );
  follow<Result>(
    () => "/api/query/totals",
    3_000,
    signal,
    (result) => {
      const found = objects(result);
      const most = Math.max(1, ...found.map(({ row_count }) => Number(row_count)));
      replace(
        layers,
        ...found.map(({ layer, tables, row_count }) =>
          h(
            "li",
            { "data-layer": String(layer) },
            h("b", {}, String(layer).toLowerCase()),
            h("meter", { min: 0, max: most, value: Number(row_count), "aria-hidden": "true" }),
            h("strong", {}, formatCell(row_count)),
            h("span", { class: "soft" }, ` rows in ${tables} tables: ${LAYERS[String(layer)] ?? ""}`),
          ),
        ),
      );
    },
    (error) => replace(layers, h("li", { class: "note" }, `The warehouse does not answer yet: ${error.message}`)),
  );
  void ask<Record<string, string>>("/api/addresses")
    .then((found) =>
      addresses.replaceChildren(
        ...Object.entries(found).flatMap(([name, address]) => [h("dt", {}, name), h("dd", {}, address)]),
      ),
    )
    .catch(() => undefined); // the line above the page says that nobody answers
}

const ACCOUNTS: PanelSpec = {
  title: "Every row accounted for",
  about: "What the manifests promised, and where it is: loaded once, or set aside with its reason and row number.",
  query: "accounts",
  width: "full",
  everyMs: 2_000,
  empty: "No drop is loaded yet.",
  picture: figures([
    { column: "drops", name: "drops loaded" },
    { column: "promised", name: "rows promised" },
    { column: "loaded", name: "rows loaded" },
    { column: "set_aside", name: "set aside" },
    { column: "unaccounted", name: "lost, or there twice" },
  ]),
};

const NEWS = 6;

/** One drop in a sentence. */
function told({ object, drop, state, code, rows, rejected = 0, startedAt, updatedAt }: Drop): (Node | string)[] {
  const file = object.split("/").at(-1) ?? object;
  const name = drop === undefined ? file : link(`#/operations/${drop}`, file);
  const what =
    state === "QUARANTINED"
      ? `refused: ${code ?? "see its reasons"}`
      : state === "DUPLICATE"
        ? "known already, so not loaded again"
        : state === "LOADED" && rows !== undefined
          ? `${formatCell(rows)} rows loaded, ${formatCell(rejected)} set aside, in ${duration(updatedAt - startedAt)}`
          : state.toLowerCase();
  return [h("span", { class: `mark ${stateClass(state)}`, "aria-hidden": "true" }, "●"), " ", name, `: ${what}`];
}

const LOOK_AROUND = () =>
  h(
    "ul",
    { class: "next" },
    h(
      "li",
      {},
      link("#/operations", "Operations"),
      ": each drop and its steps, what was refused and why, what it cost.",
    ),
    h(
      "li",
      {},
      ...["Films", "Ratings", "Bookings", "Customers", "Devices", "Sales", "Sessions"].flatMap((name, at) => [
        at === 0 ? "" : ", ",
        link(`#/${name.toLowerCase()}`, name),
      ]),
      ": what the rows say.",
    ),
    h(
      "li",
      {},
      "Feed it from a second terminal, and watch: ",
      h("code", {}, "npx reelhouse pipeline --mode full --continuous --interval 5"),
    ),
    h("li", {}, "Drop your own: ", h("code", {}, "npx reelhouse pack <folder> && npx reelhouse drop <zip> --wait")),
  );
