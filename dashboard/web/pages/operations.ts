/** How the chain is: drops and their steps, quarantine and replay, pipes, streams, tasks, dynamic tables, e-mails, cost. */
import { follow, post } from "../api.ts";
import { h, replace } from "../dom.ts";
import { type Drop, stateClass } from "../drops.ts";
import { clock, formatCell, seconds } from "../format.ts";
import type { Tell } from "../main.ts";
import { panel } from "../panel.ts";
import { table } from "../table.ts";

interface Trace {
  drop: string;
  state: string;
  code?: string;
  dataset?: string;
  engine?: string;
  object: string;
  steps: {
    step: string;
    outcome: string;
    from: string;
    to: string;
    startedAt: number;
    endedAt: number;
    counts?: Record<string, number>;
    note?: string;
  }[];
}

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

interface State {
  health: { healthy: boolean; findings: { severity: string; subject: string; what: string; remedy: string }[] };
  pipes: { name: string; state: string; pendingFiles: number; lastIngestedAt: string | null }[];
  streams: { name: string; source: string; isStale: boolean; hasData: boolean }[];
  tasks: {
    name: string;
    state: string;
    schedule: string;
    lastRun: string | null;
    lastRunAt: string | null;
    lastError: string | null;
  }[];
  dynamicTables: { name: string; status: string; lagSeconds: number | null; targetLagSeconds: number | null }[];
}

interface Mail {
  subject: string;
  to: string;
  at: string;
  text: string;
  file: string;
}

const badge = (text: string, kind: string) => h("span", { class: `badge ${kind}` }, text);

export function operationsPage(page: HTMLElement, signal: AbortSignal, tell: Tell): void {
  const part = (id: string, title: string) => {
    const body = h("div", { id }, h("p", { class: "note", "data-state": "loading" }, "Asking …"));
    return {
      body,
      element: h(
        "section",
        { class: "panel wide", "aria-labelledby": `${id}-title` },
        h("h2", { id: `${id}-title` }, title),
        body,
      ),
    };
  };
  const drops = part("drops", "Drops");
  const trace = part("trace", "Steps of a drop");
  const quarantine = part("quarantine", "Quarantine");
  const health = part("health", "Health");
  const lags = part("lags", "Dynamic tables: lag against target");
  const tasks = part("tasks", "Tasks");
  const pipes = part("pipes", "Pipes and streams");
  const mail = part("mail", "E-mails");
  const cost = panel(
    {
      title: "Cost",
      about: "Warehouse credits by drop, from the account's usage. The twin costs nothing and has none.",
      query: "cost",
      empty: "No credits: nothing ran on an account.",
    },
    signal,
  );
  trace.element.hidden = true;
  trace.body.replaceChildren(); // nothing is asked before a drop is chosen
  page.replaceChildren(
    h("h1", {}, "Operations"),
    h("p", { class: "lead" }, "Every drop, what is done with it, and whether all that moves rows is well."),
    h(
      "div",
      { class: "panels" },
      ...[health, drops, trace, quarantine, lags, tasks, pipes, mail].map(({ element }) => element),
      cost.element,
    ),
  );
  const failed = (body: HTMLElement) => (error: Error) => {
    replace(
      body,
      h("p", { class: "note", "data-state": "error" }, `This could not be asked: ${error.message} It is tried again.`),
    );
    tell(`The twin does not answer: ${error.message}`);
  };
  let shown: string | undefined;
  let following: AbortController | undefined;

  function showTrace(id: string): void {
    shown = id;
    following?.abort();
    following = new AbortController();
    trace.element.hidden = false;
    follow<Trace>(
      () => `/api/drops/${id}`,
      1_000,
      AbortSignal.any([signal, following.signal]),
      (found) => replace(trace.body, ...steps(found)),
      failed(trace.body),
    );
    trace.element.scrollIntoView({ block: "nearest" });
  }

  follow<Drop[]>(
    () => "/api/drops",
    1_000,
    signal,
    (found) => {
      tell("");
      if (found.length === 0)
        return replace(
          drops.body,
          h("p", { class: "note", "data-state": "empty" }, "No drops yet. Make one: npx reelhouse drop <zip>"),
        );
      const open = (id: string | undefined) =>
        id
          ? h(
              "button",
              {
                type: "button",
                class: "link",
                "data-key": `drop-${id}`,
                "aria-label": `Steps of ${id}`,
                "aria-pressed": shown === id,
                onclick: () => showTrace(id),
              },
              id,
            )
          : "";
      replace(
        drops.body,
        table(
          "Drops, the newest first",
          ["object", "dataset", "state", "drop", "engine", "bytes", "took", "updated"],
          found.map((each) => [
            each.object,
            each.dataset,
            badge(each.code ? `${each.state} ${each.code}` : each.state, stateClass(each.state)),
            open(each.drop),
            each.engine,
            each.bytes,
            `${((each.updatedAt - each.startedAt) / 1000).toFixed(1)} s`,
            clock(each.updatedAt),
          ]),
        ),
      );
    },
    failed(drops.body),
  );

  const replay = async (id: string, button: HTMLButtonElement) => {
    button.disabled = true;
    try {
      await post(`/api/drops/${id}/replay`);
      tell("");
      showTrace(id);
    } catch (error) {
      tell(`It was not replayed: ${(error as Error).message}`);
    } finally {
      button.disabled = false;
    }
  };
  follow<Refused[]>(
    () => "/api/quarantine",
    2_000,
    signal,
    (found) => {
      if (found.length === 0)
        return replace(quarantine.body, h("p", { class: "note", "data-state": "empty" }, "Nothing was refused."));
      const reasons = (each: Refused) => {
        const listed = each.faults.map((fault) =>
          h(
            "li",
            {},
            [fault.code, fault.file, fault.row === undefined ? undefined : `row ${fault.row}`, fault.message]
              .filter(Boolean)
              .join(" · "),
          ),
        );
        return h(
          "details",
          {},
          h(
            "summary",
            { "data-key": `reasons-${each.id}` },
            `${formatCell(each.faultCount)} ${each.faultCount === 1 ? "reason" : "reasons"}`,
          ),
          h("ul", {}, ...listed),
        );
      };
      const button = (each: Refused) => {
        const made = h(
          "button",
          {
            type: "button",
            "data-key": `replay-${each.id}`,
            "aria-label": `Replay ${each.id}`,
            onclick: () => void replay(each.id, made),
          },
          "Replay",
        );
        return each.state === "QUARANTINED" ? made : `is ${each.state ?? "gone"} now`;
      };
      replace(
        quarantine.body,
        table(
          "Refused drops, the newest first",
          ["object", "dataset", "code", "reasons", "drop", "since", "replay"],
          found.map((each) => [
            each.object,
            each.dataset,
            badge(each.code, "bad"),
            reasons(each),
            each.id,
            clock(each.since),
            button(each),
          ]),
        ),
      );
    },
    failed(quarantine.body),
  );

  follow<State>(
    () => "/api/state",
    3_000,
    signal,
    (state) => {
      const { findings } = state.health;
      replace(
        health.body,
        h("p", {}, badge(state.health.healthy ? "healthy" : "unhealthy", state.health.healthy ? "good" : "bad")),
        ...(findings.length > 0
          ? [
              table(
                "What is wrong",
                ["severity", "subject", "what", "remedy"],
                findings.map((each) => [
                  badge(each.severity, each.severity === "error" ? "bad" : "busy"),
                  each.subject,
                  each.what,
                  each.remedy,
                ]),
              ),
            ]
          : []),
      );
      replace(
        lags.body,
        table(
          "Dynamic tables",
          ["table", "status", "lag", "target", "lag of target"],
          state.dynamicTables.map(({ name, status, lagSeconds, targetLagSeconds }) => [
            name,
            badge(
              status,
              status === "FRESH" ? "good" : status === "LATE" || status === "NEVER REFRESHED" ? "busy" : "bad",
            ),
            seconds(lagSeconds),
            seconds(targetLagSeconds),
            h("meter", {
              min: 0,
              max: 2,
              high: 1.5,
              optimum: 0,
              value: lagSeconds === null || !targetLagSeconds ? 0 : Math.min(2, lagSeconds / targetLagSeconds),
              "aria-label": `Lag of ${name}`,
            }),
          ]),
        ),
      );
      replace(
        tasks.body,
        table(
          "Tasks and their last runs",
          ["task", "state", "schedule", "last run", "at", "error"],
          state.tasks.map((each) => [
            each.name,
            badge(each.state, each.state.toLowerCase() === "suspended" ? "bad" : "good"),
            each.schedule,
            each.lastRun &&
              badge(
                each.lastRun,
                each.lastRun.startsWith("FAILED") ? "bad" : each.lastRun === "SUCCEEDED" ? "good" : "",
              ),
            each.lastRunAt && clock(each.lastRunAt),
            each.lastError,
          ]),
        ),
      );
      replace(
        pipes.body,
        table(
          "Pipes",
          ["pipe", "state", "files waiting", "last file"],
          state.pipes.map((each) => [
            each.name,
            badge(each.state, each.state === "RUNNING" ? "good" : "bad"),
            each.pendingFiles,
            each.lastIngestedAt && clock(each.lastIngestedAt),
          ]),
        ),
        table(
          "Streams",
          ["stream", "on", "state", "has changes"],
          state.streams.map((each) => [
            each.name,
            each.source,
            badge(each.isStale ? "STALE" : "readable", each.isStale ? "bad" : "good"),
            each.hasData,
          ]),
        ),
      );
    },
    (error) => {
      for (const each of [health, lags, tasks, pipes])
        replace(
          each.body,
          h("p", { class: "note", "data-state": "error" }, `The warehouse could not be asked: ${error.message}`),
        );
    },
  );

  follow<Mail[]>(
    () => "/api/mail",
    2_000,
    signal,
    (mails) => {
      if (mails.length === 0)
        return replace(mail.body, h("p", { class: "note", "data-state": "empty" }, "None: nothing has failed."));
      const isOpen = new Set(
        [...mail.body.querySelectorAll("details[open]")].map((each) => (each as HTMLElement).dataset.file),
      );
      replace(
        mail.body,
        ...mails
          .toReversed()
          .map(({ subject, to, at, text, file }) =>
            h(
              "details",
              { "data-file": file, open: isOpen.has(file) },
              h("summary", { "data-key": file }, `${subject} (to ${to}, ${clock(at)})`),
              h("pre", { tabindex: 0, "aria-label": subject }, text),
            ),
          ),
      );
    },
    failed(mail.body),
  );
}

const steps = ({ drop, state, code, object, engine, steps: records }: Trace): HTMLElement[] => [
  h(
    "p",
    {},
    h("code", {}, drop),
    " ",
    object,
    " ",
    badge(code ? `${state} ${code}` : state, stateClass(state)),
    engine ? ` by ${engine}` : "",
  ),
  table(
    "Steps",
    ["at", "step", "outcome", "took", "counts"],
    records.map((step) => [
      clock(step.startedAt),
      step.step,
      step.note ?? (step.outcome === "done" ? `${step.from} → ${step.to}` : step.outcome),
      `${step.endedAt - step.startedAt} ms`,
      Object.entries(step.counts ?? {})
        .map(([name, value]) => `${formatCell(value)} ${name}`)
        .join(", "),
    ]),
  ),
];
