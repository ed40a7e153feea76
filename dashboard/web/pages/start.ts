/** The first screen: what Reelhouse does, as a picture that lives. */
import { ask, follow, objects, type Result } from "../api.ts";
import { h, link, replace } from "../dom.ts";
import { type Drop, STATIONS, stateClass } from "../drops.ts";
import { formatCell } from "../format.ts";
import type { Tell } from "../main.ts";

const LAYERS: Record<string, string> = {
  RAW: "as the drops say it",
  BRONZE: "streams of events",
  SILVER: "cleaned, current and historic",
  GOLD: "answers for people",
};

export function startPage(page: HTMLElement, signal: AbortSignal, tell: Tell): void {
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
  const layers = h("ul", { class: "layers" });
  const addresses = h("dl", {});
  page.replaceChildren(
    h("h1", {}, "A ZIP goes in. Checked rows come out, each exactly once."),
    h(
      "p",
      { class: "lead" },
      "Data engineers drop a ZIP of CSV or Parquet files with a manifest into S3. Reelhouse proves every byte and every row, and loads them into Snowflake. This is the real chain, running on your machine.",
    ),
    h(
      "section",
      { "aria-labelledby": "chain-title" },
      h("h2", { id: "chain-title" }, "The chain, live"),
      h("ol", { class: "chain" }, ...stations.map(({ element }) => element)),
      side,
    ),
    h(
      "section",
      { "aria-labelledby": "layers-title" },
      h("h2", { id: "layers-title" }, "Rows in the warehouse"),
      layers,
    ),
    h(
      "section",
      { "aria-labelledby": "next-title" },
      h("h2", { id: "next-title" }, "Look around"),
      h(
        "ul",
        { class: "next" },
        h(
          "li",
          {},
          link("#/operations", "Operations"),
          ": each drop and its steps, what was refused and why, what moves the rows on.",
        ),
        h(
          "li",
          {},
          link("#/films", "Films"),
          ", ",
          link("#/ratings", "Ratings"),
          ", ",
          link("#/bookings", "Bookings"),
          ", ",
          link("#/customers", "Customers"),
          ", ",
          link("#/devices", "Devices"),
          ", ",
          link("#/sales", "Sales"),
          ", ",
          link("#/sessions", "Sessions"),
          ": what the rows say.",
        ),
        h(
          "li",
          {},
          "Feed it: ",
          h("code", {}, "npx reelhouse pipeline --mode full --continuous --interval 5"),
          " in a second terminal, and watch.",
        ),
        h("li", {}, "Drop your own: ", h("code", {}, "npx reelhouse pack <folder> && npx reelhouse drop <zip> --wait")),
      ),
    ),
    h("section", { "aria-labelledby": "addresses-title" }, h("h2", { id: "addresses-title" }, "Addresses"), addresses),
  );
  follow<Drop[]>(
    () => "/api/drops",
    1_000,
    signal,
    (drops) => {
      tell("");
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
    },
    (error) => tell(`The twin does not answer: ${error.message}`),
  );
  follow<Result>(
    () => "/api/query/totals",
    3_000,
    signal,
    (result) => {
      replace(
        layers,
        ...objects(result).map(({ layer, tables, row_count }) =>
          h(
            "li",
            { "data-layer": String(layer) },
            h("strong", {}, formatCell(row_count)),
            h("span", {}, ` rows in ${tables} tables of `),
            h("b", {}, String(layer).toLowerCase()),
            h("span", { class: "soft" }, ` ${LAYERS[String(layer)] ?? ""}`),
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
    .catch(() => undefined); // the line about the drops says that nothing answers
}
