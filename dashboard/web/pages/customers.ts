/** Customers as they were at any moment: a slider over their history. */
import { ask, objects, type Result } from "../api.ts";
import { h } from "../dom.ts";
import { panel } from "../panel.ts";
import { overColumn } from "../shapes.ts";

const STEPS = 200;

export async function customersPage(page: HTMLElement, signal: AbortSignal): Promise<void> {
  page.replaceChildren(
    h("h1", {}, "Customers"),
    h(
      "p",
      { class: "lead" },
      "Every version of every customer is kept (type 2): move the slider to see them as they were.",
    ),
  );
  const [range] = objects(await ask<Result>("/api/query/customers-range"));
  if (signal.aborted) return;
  if (!range?.first_at) {
    page.append(h("p", { class: "note", "data-state": "empty" }, "No customers yet: drop some, then come back."));
    return;
  }
  const first = Date.parse(String(range.first_at));
  // The seconds are cut off a moment: one is added, so that the last change is in.
  const last = Date.parse(String(range.last_at)) + 1_000;
  const slider = h("input", { type: "range", id: "as-of", min: 0, max: STEPS, value: STEPS });
  const moment = h("output", { for: "as-of" });
  const at = () => `${new Date(first + ((last - first) * Number(slider.value)) / STEPS).toISOString().slice(0, 19)}Z`;
  const parameters = () => ({ asOf: at() });
  const panels = [
    panel(
      {
        title: "Customers by segment",
        about: "At the chosen moment.",
        query: "customers-segments",
        parameters,
        empty: "There were no customers at this moment.",
        draw: (rows) => overColumn(rows, "segment", [{ column: "customers", name: "customers" }]),
      },
      signal,
    ),
    panel(
      {
        title: "As they were",
        about: "The fifty that had changed last.",
        query: "customers-as-of",
        parameters,
        empty: "There were no customers at this moment.",
      },
      signal,
    ),
  ];
  let timer = 0;
  const say = () => {
    moment.textContent = `${at().slice(0, 19).replace("T", " ")} UTC`;
    slider.setAttribute("aria-valuetext", moment.textContent);
  };
  slider.addEventListener("input", () => {
    say();
    clearTimeout(timer);
    timer = setTimeout(() => panels.forEach((each) => void each.refresh()), 120);
  });
  say();
  page.append(
    h("section", { class: "slider" }, h("label", { for: "as-of" }, "As of"), slider, moment),
    h("div", { class: "panels" }, ...panels.map(({ element }) => element)),
  );
}
