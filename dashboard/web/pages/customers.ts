/** Customers as they were at any moment: a slider over their history, which grows while one looks. */
import { follow, objects, type Result } from "../api.ts";
import { h } from "../dom.ts";
import { formatCell, moment } from "../format.ts";
import { panel } from "../panel.ts";
import { chart } from "../picture.ts";
import { overTime } from "../shapes/over.ts";
import { ranking } from "../shapes/ranking.ts";

const STEPS = 200;
const EVERY_MS = 4_000;

export function customersPage(page: HTMLElement, signal: AbortSignal): void {
  const slider = h("input", { type: "range", id: "as-of", min: 0, max: STEPS, value: STEPS, disabled: true });
  const shown = h("output", { for: "as-of" });
  const note = h("p", { class: "note", "data-state": "loading" }, "Asking …");
  let range: { first: number; last: number } | undefined;
  const at = () => (range ? range.first + ((range.last - range.first) * Number(slider.value)) / STEPS : 0);
  const parameters = () => ({ asOf: `${new Date(at()).toISOString().slice(0, 19)}Z` });
  const empty = "There were no customers at this moment.";
  const panels = [
    panel(
      {
        title: "Customers by segment",
        about: "At the chosen moment.",
        query: "customers-segments",
        parameters,
        empty,
        picture: chart((rows) => ranking(rows, "segment", [{ column: "customers", name: "customers" }], "customers")),
      },
      signal,
    ),
    panel(
      {
        title: "Changes by hour",
        about: "Customers who came, changed, or were deleted; UTC.",
        query: "customers-changes",
        picture: chart((rows) =>
          overTime(rows, {
            column: "hour_start",
            left: "customers",
            measures: [
              { column: "new", name: "new", stack: "changes" },
              { column: "changed", name: "changed", stack: "changes" },
              { column: "deleted", name: "deleted", stack: "changes" },
            ],
          }),
        ),
      },
      signal,
    ),
    panel(
      {
        title: "As they were",
        about: "At the chosen moment: the fifty that had changed last.",
        query: "customers-as-of",
        width: "wide",
        parameters,
        empty,
      },
      signal,
    ),
  ];
  const refresh = () => panels.forEach((each) => void each.refresh());
  let timer = 0;
  const say = () => {
    shown.textContent = range ? `${moment(at())} UTC` : "–";
    slider.setAttribute("aria-valuetext", shown.textContent);
  };
  slider.addEventListener("input", () => {
    say();
    clearTimeout(timer);
    timer = setTimeout(refresh, 120);
  });
  signal.addEventListener("abort", () => clearTimeout(timer));
  say();
  follow<Result>(
    () => "/api/query/customers-range",
    EVERY_MS,
    signal,
    (answer) => {
      const [row] = objects(answer);
      note.dataset.state = row ? "filled" : "empty";
      note.textContent = row
        ? `${formatCell(row.versions)} versions of customers.`
        : "No customers yet. They come with the next drop.";
      slider.disabled = !row;
      if (!row) return;
      const chosen = at();
      const isAtEnd = Number(slider.value) === STEPS;
      // The seconds are cut off a moment: one is added, so that the last change is in.
      range = { first: Date.parse(String(row.first_at)), last: Date.parse(String(row.last_at)) + 1_000 };
      // Who looks at the newest goes on looking at it; who looks at a moment stays there.
      slider.value = String(
        isAtEnd ? STEPS : Math.round((STEPS * (chosen - range.first)) / (range.last - range.first)),
      );
      say();
      refresh();
    },
    (error) => {
      note.dataset.state = "error";
      note.textContent = `The history could not be asked: ${error.message} It is tried again.`;
    },
  );
  page.replaceChildren(
    h("h1", {}, "Customers"),
    h(
      "p",
      { class: "lead" },
      "Every version of every customer is kept (type 2): move the slider, by mouse or arrow keys, to see them as they were.",
    ),
    h("section", { class: "slider" }, h("label", { for: "as-of" }, "As of"), slider, shown, note),
    h("div", { class: "panels" }, ...panels.map(({ element }) => element)),
  );
}
