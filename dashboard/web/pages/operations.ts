/** How the chain is: drops and their steps, quarantine and replay, what moves the rows on, e-mails, cost. */
import { h } from "../dom.ts";
import type { Tell } from "../main.ts";
import { COST_BY_DROP, COST_SUM, CREDITS } from "../operations/cost.ts";
import { dropsPanel } from "../operations/drops.ts";
import { LAGS } from "../operations/lags.ts";
import { LOADS } from "../operations/loads.ts";
import { MAIL } from "../operations/mail.ts";
import { quarantinePanel } from "../operations/quarantine.ts";
import { HEALTH, PIPES, STREAMS, TASKS } from "../operations/state.ts";
import { tracePanel } from "../operations/trace.ts";
import { type Panel, panel } from "../panel.ts";

export function operationsPage(page: HTMLElement, signal: AbortSignal, tell: Tell, about: string): void {
  const tracePlace = h("div", { class: "place" });
  let chosen = /^[0-9a-f]{16}$/.test(about) ? about : undefined;
  let newest: string | undefined;
  let trace: Panel | undefined;
  const show = () => {
    trace ??= panel(
      tracePanel(() => chosen ?? newest ?? ""),
      signal,
    );
    if (!trace.element.isConnected) tracePlace.replaceChildren(trace.element);
    else trace.refresh();
  };
  const open = (id: string) => {
    chosen = id;
    history.replaceState(null, "", `#/operations/${id}`); // an address to send to others
    show();
    tracePlace.scrollIntoView({ block: "nearest" });
  };
  const arrived = (id: string) => {
    if (id === newest) return;
    newest = id;
    if (chosen === undefined) show();
  };
  if (chosen !== undefined) show();
  page.replaceChildren(
    h("h1", {}, "Operations"),
    h(
      "p",
      { class: "lead" },
      "Every drop, what is done with it, and whether all that moves rows is well. Times are UTC.",
    ),
    h(
      "div",
      { class: "panels" },
      panel(HEALTH, signal).element,
      panel(dropsPanel(open, arrived), signal).element,
      tracePlace,
      panel(quarantinePanel(open, tell), signal).element,
      panel(LAGS, signal).element,
      panel(LOADS, signal).element,
      panel(TASKS, signal).element,
      panel(PIPES, signal).element,
      panel(STREAMS, signal).element,
      panel(MAIL, signal).element,
      panel(COST_SUM, signal).element,
      panel(COST_BY_DROP, signal).element,
      panel(CREDITS, signal).element,
    ),
  );
}
