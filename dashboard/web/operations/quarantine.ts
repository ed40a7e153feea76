/** What was refused, why, and a second judgement for it. */
import { post } from "../api.ts";
import { badge } from "../badge.ts";
import { h } from "../dom.ts";
import { clock, formatCell } from "../format.ts";
import type { Tell } from "../main.ts";
import type { PanelSpec } from "../panel.ts";

interface Refused {
  id: string;
  since: string;
  dataset: string | null;
  step: string;
  code: string;
  faultCount: number;
  faults: { code: string; message?: string; file?: string; row?: number }[];
  object?: string;
  state?: string;
}

export function quarantinePanel(open: (id: string) => void, tell: Tell): PanelSpec<Refused[]> {
  let refused = new Map<string, Refused>();
  const replay = async (id: string, button: HTMLButtonElement) => {
    button.disabled = true;
    try {
      await post(`/api/drops/${id}/replay`);
      tell("");
      open(id);
    } catch (error) {
      tell(`It was not replayed: ${(error as Error).message}`);
    } finally {
      button.disabled = false;
    }
  };
  return {
    title: "Quarantine",
    about:
      "Nothing of a refused drop is loaded. Mend the data and send it again; replay it when the contract or the code was at fault.",
    query: "quarantine",
    width: "wide",
    everyMs: 2_000,
    empty: "Nothing was refused.",
    source: {
      path: () => "/api/quarantine",
      command: "npx reelhouse quarantine ls",
      read(found) {
        refused = new Map(found.map((each) => [each.id, each]));
        return {
          columns: ["object", "dataset", "code", "reasons", "step", "drop", "since", "replay"],
          rows: found.map((each) => [
            each.object,
            each.dataset,
            each.code,
            each.faultCount,
            each.step,
            each.id,
            clock(each.since),
            each.state ?? "gone",
          ]),
        };
      },
    },
    cells: {
      code: (value) => badge(String(value), "bad"),
      reasons: (value, row) => reasons(refused.get(String(row.drop)), Number(value)),
      replay(value, row) {
        if (value !== "QUARANTINED") return `is ${value} now`;
        const id = String(row.drop);
        const made = h(
          "button",
          {
            type: "button",
            "data-key": `replay-${id}`,
            "aria-label": `Replay ${id}`,
            onclick: () => void replay(id, made),
          },
          "Replay",
        );
        return made;
      },
    },
  };
}

const reasons = (refused: Refused | undefined, count: number) =>
  h(
    "details",
    {},
    h(
      "summary",
      { "data-key": `reasons-${refused?.id}` },
      `${formatCell(count)} ${count === 1 ? "reason" : "reasons"}`,
    ),
    h(
      "ul",
      {},
      ...(refused?.faults ?? []).map(({ code, file, row, message }) =>
        h("li", {}, [code, file, row === undefined ? undefined : `row ${row}`, message].filter(Boolean).join(" · ")),
      ),
    ),
  );
