/** The steps of one drop: those of the newest, until somebody chooses another. */
import { badge } from "../badge.ts";
import { h, replace } from "../dom.ts";
import { stateClass } from "../drops.ts";
import { clock, dollars, duration, formatCell } from "../format.ts";
import type { PanelSpec } from "../panel.ts";
import { timelinePicture } from "./timeline.ts";

interface Cost {
  seconds: number;
  gbSeconds?: number;
  dpuSeconds?: number;
  usd: number;
}

export interface Trace {
  drop: string;
  state: string;
  code?: string;
  dataset?: string;
  engine?: string;
  object: string;
  /** Times are milliseconds since 1970. */
  receivedAt?: number;
  decision?: { bytes: number; estimate: Cost };
  cost?: Cost;
  steps: {
    step: string;
    outcome: string;
    from: string;
    to: string;
    startedAt: number;
    endedAt: number;
    counts?: Record<string, number>;
    note?: string;
    worker?: { requestId: string };
  }[];
}

export function tracePanel(id: () => string): PanelSpec<Trace> {
  const about = h("p", { class: "about" });
  return {
    title: "Steps of a drop",
    about,
    query: "trace",
    width: "wide",
    everyMs: 1_000,
    empty: "It has no step behind it yet.",
    source: {
      path: () => `/api/drops/${id()}`,
      command: "npx reelhouse trace <drop>",
      read(trace) {
        replace(about, ...summary(trace));
        const start = trace.receivedAt ?? trace.steps[0]?.startedAt ?? 0;
        return {
          columns: ["step", "at", "outcome", "began_ms", "took_ms", "result", "counts", "log"],
          rows: trace.steps.map((step) => [
            step.step,
            clock(step.startedAt),
            step.outcome,
            step.startedAt - start,
            step.endedAt - step.startedAt,
            step.note ?? (step.from === step.to ? step.outcome : `${step.from} → ${step.to}`),
            Object.entries(step.counts ?? {})
              .map(([name, value]) => `${formatCell(value)} ${name}`)
              .join(", "),
            step.worker?.requestId.slice(0, 8),
          ]),
        };
      },
    },
    picture: timelinePicture,
  };
}

const ENGINES: Record<string, string> = { duckdb: "DuckDB in one function", glue: "Spark in Glue" };

function summary({ drop, object, state, code, dataset, engine, decision, cost, receivedAt, steps }: Trace): Node[] {
  const took = receivedAt === undefined ? undefined : (steps.at(-1)?.endedAt ?? receivedAt) - receivedAt;
  const said = [
    dataset,
    took !== undefined && `${duration(took)} since it was received`,
    engine && `by ${ENGINES[engine] ?? engine}${decision ? `, chosen for ${formatCell(decision.bytes)} bytes` : ""}`,
    decision && `estimated ${dollars(decision.estimate.usd)}`,
    cost && `cost ${dollars(cost.usd)}`,
  ].filter(Boolean);
  return [
    h("code", {}, drop),
    document.createTextNode(` ${object} `),
    badge(code ? `${state} ${code}` : state, stateClass(state)),
    document.createTextNode(` ${said.join("; ")}.`),
  ];
}
