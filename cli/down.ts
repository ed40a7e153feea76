/** `reelhouse down`: ends the running twin; what it holds stays on disk. */
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { CommandError, EXIT } from "./exit-codes.ts";
import { dataDirOf, runningTwin } from "./home.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "./options.ts";
import { createOutput } from "./output.ts";

const PATIENCE_MS = 15_000;

export const downVerb = () =>
  examples(
    withDataDir(withJson(new Command("down").description("end the running twin; its data stays"))),
    "npx reelhouse down",
  )
    .addHelpText("after", "\nExit codes: 0 it has ended, 2 wrong use, 3 it does not end.")
    .action(async (options: CommonOptions) => {
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      const twin = runningTwin(dataDir);
      if (twin) {
        process.kill(twin.pid, "SIGTERM");
        const deadline = Date.now() + PATIENCE_MS;
        while (runningTwin(dataDir)) {
          if (Date.now() > deadline)
            throw new CommandError(
              EXIT.serviceFailed,
              `The twin (process ${twin.pid}) did not end within ${PATIENCE_MS / 1000} s.`,
            );
          await pause(100);
        }
      }
      output.json({ stopped: twin !== undefined });
      output.line(
        twin ? "The twin has ended. Its data is kept; `npx reelhouse up` goes on from there." : "No twin was running.",
      );
    });
