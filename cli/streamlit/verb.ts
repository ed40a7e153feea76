/** `reelhouse streamlit`: the bookings dashboard of `dashboard/streamlit`, or an app of one's own, on the laptop. */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { openEnvironments } from "../../local/python/environments.ts";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson } from "../options.ts";
import { createOutput } from "../output.ts";
import { untilStopped } from "../serve.ts";
import { readAccount } from "../sql/account.ts";
import { accountSecrets, twinSecrets } from "./connection-file.ts";
import { appFolder, runApp } from "./run-app.ts";

/** Streamlit's own. */
const DEFAULT_PORT = 8501;
/** What Snowflake calls the file of an app unless told otherwise. */
const MAIN_FILE = "streamlit_app.py";

interface StreamlitOptions extends CommonOptions {
  port: number;
  connection?: string;
}

export const streamlitVerb = () =>
  examples(
    withDataDir(
      withJson(
        new Command("streamlit")
          .description("serve the bookings dashboard, or a Streamlit app of your own, until Ctrl-C")
          .argument("[app]", `its file, or a folder with ${MAIN_FILE}; it reads st.connection("snowflake")`),
      ),
    )
      .option(
        "--port <port>",
        "where it listens, on 127.0.0.1; 0 takes a free one",
        wholeNumber("--port"),
        DEFAULT_PORT,
      )
      .option(
        "--connection <name>",
        "data of the account of this connection in connections.toml; the twin unless told otherwise",
      ),
    "npx reelhouse streamlit",
    "npx reelhouse streamlit --port 0 --json",
    "npx reelhouse streamlit reports/sales.py",
    "npx reelhouse streamlit --connection prod",
    "snow streamlit deploy --project dashboard/streamlit --replace   (into an account)",
  )
    .addHelpText("after", "\nExit codes: 0 stopped, 2 wrong use, 3 Streamlit or the twin does not answer.")
    .action(async (asked: string | undefined, options: StreamlitOptions) => {
      const output = createOutput(options.json === true);
      const script = findScript(asked);
      const secretsFile = writeSecrets(options);
      const stopped = untilStopped();
      const bin = await findEnvironment((line) => output.note(line));
      const app = await runApp(bin, { script, secretsFile, port: options.port });
      output.json({ url: app.url, pid: app.pid });
      output.line(`${output.style("bold", asked ?? "Bookings")}  ${app.url}\n\nServing until Ctrl-C.`);
      const ended = await Promise.race([app.ended.then((code) => ({ code })), stopped]);
      if (ended && ended.code !== 0 && ended.code !== null)
        throw new CommandError(EXIT.serviceFailed, `Streamlit ended with ${ended.code}.`);
      await app.stop();
    });

function findScript(asked: string | undefined): string {
  const place = resolve(asked ?? appFolder);
  const script = existsSync(place) && statSync(place).isDirectory() ? join(place, MAIN_FILE) : place;
  if (!existsSync(script)) throw wrongUse(`There is no ${script}.`);
  return script;
}

/** Readable for its owner only, in the twin's folder. */
function writeSecrets({ connection, dataDir }: StreamlitOptions): string {
  const home = dataDirOf(dataDir);
  if (connection) readAccount(process.env, connection); // says what is wrong with it before anything is installed
  const text = connection ? accountSecrets(connection) : twinSecrets(requireTwin(home).environment);
  const folder = join(home, "streamlit");
  const file = join(folder, connection ? "account.toml" : "twin.toml");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

async function findEnvironment(tell: (line: string) => void): Promise<string> {
  try {
    return await (await openEnvironments(tell)).bin(join(appFolder, "streamlit.txt"));
  } catch (error) {
    throw new CommandError(EXIT.serviceFailed, (error as Error).message, {}, { cause: error });
  }
}
