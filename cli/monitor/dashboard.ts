/** The state of the pipeline as lines for a terminal of any width. Pure: colours come from the caller. */

import type { DynamicTableState, PipelineState } from "../../shared/monitor/collect.ts";
import { judgeHealth } from "../../shared/monitor/health.ts";
import type { Output } from "../output.ts";
import { formatTable, wrapWords } from "../output.ts";

type Style = Output["style"];

export function dashboardLines(state: PipelineState, width: number, style: Style, isFancy: boolean): string[] {
  const health = judgeHealth(state);
  const section = (title: string, lines: readonly string[], empty: string) => [
    "",
    style("bold", title),
    ...(lines.length > 0 ? lines : [style("dim", `  ${empty}`)]),
  ];
  const isNarrow = width < NARROW;
  /** Of a narrow terminal only the columns that say most. */
  const table = (headers: string[], rows: (string | number | null)[][], telling: readonly number[]) => {
    const kept = <T>(row: readonly T[]) => (isNarrow ? telling.map((column) => row[column]!) : row);
    return rows.length === 0 ? [] : formatTable(kept(headers), rows.map(kept), width - 2).map((line) => `  ${line}`);
  };
  const color = (text: string) => style(COLORS[text] ?? "reset", text);
  return [
    `${style("bold", "Reelhouse")} ${isNarrow ? state.at.slice(11, 19) : `at ${state.at}`}: ${health.healthy ? style("green", "healthy") : style("red", `${health.findings.filter(({ severity }) => severity === "error").length} things are wrong`)}`,
    ...health.findings.flatMap(({ severity, subject, what }) =>
      wrapWords(`${severity === "error" ? "✗" : "!"} ${subject}: ${what}`, width, 2).map((line) =>
        line.replace(/^[✗!]/, (mark) => style(severity === "error" ? "red" : "yellow", mark)),
      ),
    ),
    ...section(
      "Datasets",
      table(
        ["dataset", "drops", "rows loaded", "rejected", "last load"],
        state.datasets.map(({ dataset, drops, rowsLoaded, rowsRejected, ageSeconds }) => [
          dataset,
          drops,
          rowsLoaded,
          rowsRejected,
          `${ago(ageSeconds)} ago`,
        ]),
        [0, 2, 4],
      ),
      "nothing was loaded yet",
    ),
    ...section(
      "Rows loaded per minute, last 30 minutes",
      [`${thousands(sum(state.rowsPerMinute))} rows`].flatMap((rows) => {
        const line = sparkline(state.rowsPerMinute, isFancy);
        return 4 + line.length + rows.length <= width ? [`  ${line}  ${rows}`] : [`  ${line}`, `  ${rows}`];
      }),
      "",
    ),
    ...section(
      "Rows by layer",
      wrapWords(
        Object.entries(state.rowsByLayer)
          .map(([layer, rows]) => `${layer}\u00a0${thousands(rows)}`)
          .join("   "),
        width - 2,
      ).map((line) => `  ${line.trim().replaceAll("\u00a0", " ")}`),
      "",
    ),
    ...section(
      "Dynamic tables: lag against target",
      state.dynamicTables.map((each) => lagLine(each, width, style, isFancy)),
      "none",
    ),
    ...section(
      "Tasks",
      table(
        ["task", "state", "schedule", "last run", "ended"],
        state.tasks.map(({ name, state: taskState, schedule, lastRun, lastRunAt }) => [
          name,
          taskState,
          schedule,
          shortTime(lastRunAt),
          lastRun,
        ]),
        [0, 4],
      ).map((line) => line.replace(/\b(FAILED|SUCCEEDED|suspended)\b/g, (word) => color(word))),
      "none",
    ),
    ...section(
      "Streams",
      table(
        ["stream", "on", "state", "readable until"],
        state.streams.map(({ name, source, isStale, hasData, staleAfter }) => [
          name,
          source,
          isStale ? "STALE" : hasData ? "has changes" : "read",
          shortTime(staleAfter),
        ]),
        [0, 2],
      ),
      "none",
    ),
    ...section(
      "Pipes",
      table(
        ["pipe", "state", "files waiting", "last file"],
        state.pipes.map(({ name, state: pipeState, pendingFiles, lastIngestedAt }) => [
          name,
          pipeState,
          pendingFiles,
          shortTime(lastIngestedAt),
        ]),
        [0, 1],
      ),
      "none",
    ),
    ...section(
      "Failures of the last 24 hours",
      state.failures
        .slice(0, 5)
        .map(({ at, kind, name, message }) =>
          cut(`  ${shortTime(at)}  ${kind.toLowerCase()} ${name}: ${message ?? ""}`, width),
        ),
      "none",
    ),
    ...section(
      "Findings of the checks, last 7 days",
      state.alerts
        .slice(0, 5)
        .map(({ at, severity, title, told }) =>
          cut(`  ${shortTime(at)}  ${severity}: ${title}${told ? "" : " (not told yet)"}`, width),
        ),
      "none",
    ),
  ];
}

const COLORS: Readonly<Record<string, "red" | "green" | "yellow">> = {
  FAILED: "red",
  suspended: "red",
  SUCCEEDED: "green",
};

/** Columns of a terminal on which names and times have no room beside each other. */
const NARROW = 72;

/** `GOLD.T   ████████░░░░  34 s of 60 s  FRESH`: the bar is full when the lag is the target. */
function lagLine(
  { name, status, lagSeconds, targetLagSeconds }: DynamicTableState,
  width: number,
  style: Style,
  isFancy: boolean,
): string {
  const isNarrow = width < NARROW;
  const nameWidth = isNarrow ? Math.max(8, width - 20) : Math.min(44, Math.floor(width * 0.4));
  const barWidth = isNarrow ? 6 : Math.max(6, Math.min(30, width - nameWidth - 36));
  const share = lagSeconds === null || !targetLagSeconds ? 0 : lagSeconds / targetLagSeconds;
  const filled = Math.min(barWidth, Math.round(share * barWidth));
  const [full, empty] = isFancy ? ["█", "░"] : ["#", "."];
  const color = status === "FRESH" ? (share > 1 ? "yellow" : "green") : status === "LATE" ? "yellow" : "red";
  if (isNarrow)
    return `  ${cut(name, nameWidth).padEnd(nameWidth)} ${style(color, full!.repeat(filled))}${empty!.repeat(barWidth - filled)} ${style(color, cut(status, 9))}`;
  const times = lagSeconds === null ? "" : `${ago(lagSeconds)} of ${ago(targetLagSeconds ?? 0)}`;
  return `  ${cut(name, nameWidth).padEnd(nameWidth)} ${style(color, full!.repeat(filled))}${empty!.repeat(barWidth - filled)} ${times.padStart(18)}  ${style(color, status)}`;
}

function sparkline(values: readonly number[], isFancy: boolean): string {
  const steps = isFancy ? "▁▂▃▄▅▆▇█" : "_.-=+*#@";
  const most = Math.max(...values, 1);
  return values
    .map((value) => (value === 0 ? (isFancy ? "·" : " ") : steps[Math.min(7, Math.floor((value / most) * 7.999))]))
    .join("");
}

export function ago(seconds: number): string {
  if (seconds < 120) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** Any of the forms in which times come, as `11-21 10:25:49`. */
function shortTime(value: string | null): string {
  const date = value === null ? undefined : new Date(value);
  if (date === undefined) return "–";
  return Number.isNaN(date.getTime()) ? (value ?? "") : date.toISOString().slice(5, 19).replace("T", " ");
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const thousands = (value: number) => value.toLocaleString("en-US");
const cut = (text: string, width: number) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
