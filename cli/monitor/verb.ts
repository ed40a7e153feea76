/** `reelhouse monitor`: how the warehouse's pipes, streams, tasks and dynamic tables are. */
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { collect } from "../../shared/monitor/collect.ts";
import { judgeHealth } from "../../shared/monitor/health.ts";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { examples, wholeNumber } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import type { SqlConnection, SqlError, SqlResult } from "../sql/connection.ts";
import { isMissing } from "../sql/record.ts";
import { type SqlOptions, withConnection, withTarget } from "../sql/target.ts";
import { dashboardLines } from "./dashboard.ts";
import { readHistory } from "./history.ts";

const MODES = ["dashboard", "health", "history", "json"] as const;
type Mode = (typeof MODES)[number];

interface MonitorOptions extends SqlOptions {
  mode: string;
  watch?: boolean;
  interval: number;
  limit: number;
}

export const monitorVerb = () =>
  examples(
    withTarget(
      new Command("monitor").description("the state of every pipe, stream, task and dynamic table, and of the loads"),
    )
      .option(
        "--mode <mode>",
        "dashboard; health (JSON, exit 1 if something is wrong); history; json (all of it)",
        "dashboard",
      )
      .option("--watch", "again and again, until Ctrl-C")
      .option("--interval <seconds>", "between two looks", wholeNumber("--interval", 1), 5)
      .option("--limit <rows>", "of each history", wholeNumber("--limit", 1), 20),
    "npx reelhouse monitor --watch",
    "npx reelhouse monitor --mode health || echo something is wrong",
    "npx reelhouse monitor --mode history --limit 50",
    "npx reelhouse monitor --mode json --connection prod",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 something is wrong (--mode health), 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (options: MonitorOptions) => {
      if (!MODES.includes(options.mode as Mode))
        throw wrongUse(`--mode is one of ${MODES.join(", ")}, not "${options.mode}".`);
      const mode = options.mode === "dashboard" && options.json ? "json" : (options.mode as Mode);
      const output = createOutput(options.json === true || mode === "json" || mode === "health");
      await withConnection(options, async (connection) => {
        const stopped = new AbortController();
        if (options.watch)
          for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopped.abort());
        do {
          await show(connection, mode, options, output);
          if (options.watch)
            await sleep(options.interval * 1_000, undefined, { signal: stopped.signal }).catch(() => undefined);
        } while (options.watch && !stopped.signal.aborted);
      });
    });

async function show(connection: SqlConnection, mode: Mode, options: MonitorOptions, output: Output): Promise<void> {
  try {
    if (mode === "history") return showHistory(await readHistory(connection, options.limit), output);
    const state = await collect(connection);
    if (mode === "json") return output.json(state);
    const health = judgeHealth(state);
    if (mode === "health") {
      output.json(health);
      process.exitCode = health.healthy ? EXIT.done : EXIT.refused;
      return;
    }
    const isTerminal = process.stdout.isTTY === true && process.env.TERM !== "dumb";
    const lines = dashboardLines(state, output.columns, output.style, isTerminal);
    if (options.watch && isTerminal)
      process.stdout.write(`\u001b[H\u001b[2J${fitted(lines, process.stdout.rows ?? 50).join("\n")}\n`);
    else for (const line of lines) output.line(line);
  } catch (error) {
    if (!isMissing(error as SqlError)) throw error;
    throw new CommandError(
      EXIT.serviceFailed,
      `${(error as Error).message}\nThe warehouse is not deployed as this version wants it: run \`npx reelhouse sql deploy\`.`,
      {},
      { cause: error },
    );
  }
}

/** What does not fit the screen is left out at the end, and said so. */
const fitted = (lines: readonly string[], rows: number) =>
  lines.length < rows
    ? lines
    : [...lines.slice(0, rows - 2), `… ${lines.length - rows + 2} more lines: a higher window shows them`];

function showHistory({ tasks, refreshes }: { tasks: SqlResult; refreshes: SqlResult }, output: Output): void {
  const objects = ({ columns, rows }: SqlResult) =>
    rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name.toLowerCase(), row[index]])));
  output.json({ tasks: objects(tasks), refreshes: objects(refreshes) });
  for (const [title, { columns, rows }] of [
    ["Task runs", tasks],
    ["Refreshes of dynamic tables", refreshes],
  ] as const) {
    output.line(output.style("bold", title));
    if (rows.length === 0) output.line("  none");
    else {
      // On a common terminal the names matter more than the year and what started a refresh.
      const isShort = output.columns < 110;
      const kept = columns.flatMap(({ name }, index) => (isShort && name === "REFRESH_TRIGGER" ? [] : [index]));
      const cellsOf = (row: readonly unknown[]) =>
        kept.map((index) => (isShort && index === 0 ? String(row[0]).slice(5) : row[index]));
      for (const line of formatTable(
        kept.map((index) => columns[index]!.name.toLowerCase().replaceAll("_", " ")),
        rows.map(cellsOf),
        output.columns,
      ))
        output.line(line);
    }
    output.line();
  }
}
