/** Starts the twin for a command: fixed ports unless told otherwise, SQL deployed, addresses written down for the other commands. */
import { join } from "node:path";
import { startTwin, type Twin } from "../local/twin.ts";
import { CommandError, EXIT, wrongUse } from "./exit-codes.ts";
import { codeRoot, removeAddresses, runningTwin, writeAddresses } from "./home.ts";
import type { Output } from "./output.ts";
import { connectSnowflake, twinOptions } from "./sql/connection.ts";
import { deploySql } from "./sql/deploy.ts";
import { twinVariables } from "./sql/variables.ts";

export interface ServeOptions {
  dataDir: string;
  awsPort: number;
  snowflakePort: number;
  consolePort: number;
  dropEvents?: boolean;
  glueThreshold?: number;
}

/** Throws `CommandError`: wrong use when a twin runs on the folder already, a failed service when a port is taken. */
export async function serve(options: ServeOptions, output: Output): Promise<Twin> {
  const { dataDir, awsPort, snowflakePort, consolePort } = options;
  const running = runningTwin(dataDir);
  if (running)
    throw wrongUse(`A twin already runs on ${dataDir} (process ${running.pid}). End it with \`npx reelhouse down\`.`);
  const twin = await startTwin({
    dataDir,
    codeRoot,
    ports: { aws: awsPort, snowflake: snowflakePort, console: consolePort },
    dropEvents: options.dropEvents ?? false,
    ...(options.glueThreshold !== undefined && { glueThresholdBytes: options.glueThreshold }),
    onStep: (text) => output.note(`… ${text}`),
    onConsole: (url) => output.line(address(output, "Console", `${url}   (fills when the twin has started)`)),
    async prepare(environment) {
      output.note("… deploying sql/");
      const connection = await connectSnowflake(twinOptions(environment));
      await deploySql(connection, codeRoot, twinVariables(environment));
      await connection.close();
    },
  }).catch((error: NodeJS.ErrnoException & { port?: number }) => {
    if (error.code !== "EADDRINUSE") throw error;
    throw new CommandError(
      EXIT.serviceFailed,
      `Port ${error.port} is taken by another program. Choose others with --aws-port, --snowflake-port and --console-port (0 takes a free one).`,
    );
  });
  writeAddresses(dataDir, { pid: process.pid, startedAt: new Date().toISOString(), environment: twin.environment });
  return twin;
}

/** Resolves when the process is told to end; a second Ctrl-C ends it at once. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
}

export async function stop(twin: Twin, dataDir: string): Promise<void> {
  await twin.close();
  removeAddresses(dataDir);
}

const address = (output: Output, name: string, text: string) => `${output.style("bold", name.padEnd(10))} ${text}`;

/** All but the console's, which was told when it could be opened. */
export function showAddresses(output: Output, { environment }: Twin, dataDir: string): void {
  const { awsEndpoint, buckets, snowflake } = environment;
  const rows = [
    ["AWS", `${awsEndpoint}   (landing bucket ${buckets.landing})`],
    ["Snowflake", `${snowflake.accessUrl}   (account ${snowflake.account}, any user)`],
    ["State", `${dataDir}   (logs in ${join(dataDir, "logs")})`],
  ];
  for (const [name = "", text = ""] of rows) output.line(address(output, name, text));
}
