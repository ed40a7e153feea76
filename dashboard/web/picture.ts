/** What a panel shows above its table: a chart, figures, or a drawing of its own. */
import type { Row } from "./api.ts";
import { type Option, openChart } from "./chart.ts";
import { h, replace } from "./dom.ts";
import { formatCell } from "./format.ts";

export interface Picture {
  element: HTMLElement;
  /** `words` say it to those who do not see it. */
  show(rows: readonly Row[], words: string): void;
  /** By file ending: an address to save. */
  files: Record<string, () => Promise<string>>;
}

/** Made when the panel is, for as long as `signal` lets it. */
export type MakePicture = (signal: AbortSignal) => Picture;

/** One chart is drawn per frame: the first is on the screen before the last is made. */
let turn: Promise<unknown> = Promise.resolve();
function inTurn(work: () => void): void {
  turn = turn
    .then(work)
    .catch(reportError)
    .then(() => new Promise((next) => requestAnimationFrame(next)));
}

/** A chart by ECharts. It is opened while its rows are still asked for. */
export const chart =
  (draw: (rows: readonly Row[]) => Option, height: "low" | "tall" = "low"): MakePicture =>
  (signal) => {
    const element = h("div", { class: `chart ${height}`, role: "img" });
    const opening = openChart(element, signal);
    let shown: readonly Row[] = [];
    return {
      element,
      show(rows, words) {
        shown = rows;
        element.setAttribute("aria-label", words);
        const paint = (open: Awaited<typeof opening>) =>
          !signal.aborted && shown === rows && open.draw(() => draw(rows));
        void opening.then((open) => inTurn(() => void paint(open)));
      },
      files: {
        png: async () => (await opening).png(),
        svg: async () => URL.createObjectURL(new Blob([await (await opening).svg()], { type: "image/svg+xml" })),
      },
    };
  };

export interface Figure {
  column: string;
  name: string;
  format?: (value: unknown) => string;
}

/** The first row's values, large. */
export const figures =
  (of: readonly Figure[]): MakePicture =>
  () => {
    const element = h("dl", { class: "figures" });
    return {
      element,
      show: ([row]) =>
        replace(
          element,
          ...of.map(({ column, name, format = formatCell }) =>
            h("div", {}, h("dt", {}, name), h("dd", { "data-figure": column }, format(row?.[column]))),
          ),
        ),
      files: {},
    };
  };
