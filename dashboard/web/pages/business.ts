/** A page about what the drops say: a title, a sentence, panels. */
import { h } from "../dom.ts";
import { type PanelSpec, panel } from "../panel.ts";

export interface BusinessPage {
  title: string;
  about: string;
  panels: readonly PanelSpec[];
}

export const businessPage =
  ({ title, about, panels }: BusinessPage) =>
  (page: HTMLElement, signal: AbortSignal) =>
    page.replaceChildren(
      h("h1", {}, title),
      h("p", { class: "lead" }, about),
      h("div", { class: "panels" }, ...panels.map((spec) => panel(spec, signal).element)),
    );
