/** `reelhouse snowflake`: the Snowflake twin alone, without AWS and console, until Ctrl-C. */
import { Command } from "commander";
import { createClock } from "../local/snowflake/clock.ts";
import { type SnowflakeTwin, startSnowflakeTwin } from "../local/snowflake/server.ts";
import { DEFAULT_PORTS } from "./default-ports.ts";
import { CommandError, EXIT, wrongUse } from "./exit-codes.ts";
import { examples, wholeNumber, withJson } from "./options.ts";
import { createOutput } from "./output.ts";
import { untilStopped } from "./serve.ts";

interface SnowflakeOptions {
  json?: boolean;
  port: number;
  dataDir?: string;
  clock?: "real" | "manual";
  startAt?: number;
}

const clockKind = (text: string): "real" | "manual" => {
  if (text !== "real" && text !== "manual") throw wrongUse(`--clock takes real or manual, not "${text}".`);
  return text;
};

const moment = (text: string): number => {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds))
    throw wrongUse(`--start-at takes a time such as 2026-01-01T00:00:00Z, not "${text}".`);
  return milliseconds;
};

export const snowflakeVerb = () =>
  examples(
    withJson(new Command("snowflake").description("start the Snowflake twin alone and serve until Ctrl-C"))
      .option(
        "--port <port>",
        "where drivers connect; 0 takes a free one",
        wholeNumber("--port"),
        DEFAULT_PORTS.snowflakePort,
      )
      .option("--data-dir <folder>", "where it keeps its data; without it everything is gone at the end")
      .option(
        "--clock <kind>",
        "real, or manual: it stands still until ALTER SYSTEM SET CLOCK moves it",
        clockKind,
        "real",
      )
      .option("--start-at <time>", "where the manual clock begins (default: now)", moment),
    "npx reelhouse snowflake",
    "npx reelhouse snowflake --port 0 --json",
    "npx reelhouse snowflake --data-dir .snowflake --clock manual --start-at 2026-01-01T00:00:00Z",
  )
    .addHelpText("after", "\nExit codes: 0 stopped, 2 wrong use, 3 it cannot start.")
    .action(async (options: SnowflakeOptions) => {
      const output = createOutput(options.json === true);
      if (options.startAt !== undefined && options.clock !== "manual")
        throw wrongUse("--start-at goes with --clock manual.");
      const stopped = untilStopped();
      const twin = await start(options);
      output.json({ url: twin.url, port: twin.port, clock: options.clock, dataDir: options.dataDir ?? null });
      output.line(`Snowflake twin on ${twin.url}: any account, user and password.`);
      output.line(options.dataDir === undefined ? "In memory: nothing is kept." : `Kept in ${options.dataDir}.`);
      output.line("\nServing until Ctrl-C. docs/snowflake-twin.md shows how Node, Python and dbt connect.");
      await stopped;
      output.note("ending …");
      await twin.close();
    });

async function start({ port, dataDir, clock, startAt }: SnowflakeOptions): Promise<SnowflakeTwin> {
  try {
    return await startSnowflakeTwin({
      port,
      ...(dataDir !== undefined && { dataDir }),
      ...(clock === "manual" && { clock: createClock(startAt ?? Date.now()) }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new CommandError(
      EXIT.serviceFailed,
      `Port ${port} is taken by another program. Choose another with --port (0 takes a free one).`,
    );
  }
}
