/** `reelhouse up`: starts the twin and serves until Ctrl-C. */
import { Command } from "commander";
import { type DbtOptions, dbtAfterLoads, withDbt } from "./dbt/after-loads.ts";
import { dataDirOf } from "./home.ts";
import { type CommonOptions, examples, wholeNumber, withDataDir, withJson, withPorts } from "./options.ts";
import { createOutput } from "./output.ts";
import { type ServeOptions, serve, showAddresses, stop, untilStopped } from "./serve.ts";

export const upVerb = () =>
  examples(
    withDbt(withPorts(withDataDir(withJson(new Command("up").description("start the twin and serve until Ctrl-C")))))
      .option("--drop-events", "lose every event, as a test of reconcile")
      .option("--glue-threshold <bytes>", "size from which a drop goes to Glue", wholeNumber("--glue-threshold")),
    "npx reelhouse up",
    "npx reelhouse up --aws-port 0 --snowflake-port 0 --console-port 0 --json",
  )
    .addHelpText("after", "\nExit codes: 0 stopped, 2 wrong use, 3 a service failed.")
    .action(async (options: CommonOptions & ServeOptions & DbtOptions) => {
      const output = createOutput(options.json === true);
      const dataDir = dataDirOf(options.dataDir);
      const stopped = untilStopped();
      const twin = await serve({ ...options, dataDir }, output);
      output.json(twin.environment);
      showAddresses(output, twin, dataDir);
      output.line(
        "\nServing until Ctrl-C. `npx reelhouse drop <zip> --wait` sends a drop, `npx reelhouse --help` lists the rest.",
      );
      const dbt = dbtAfterLoads(twin.environment, dataDir, options, output);
      await stopped;
      output.note("ending …");
      await dbt.stop();
      await stop(twin, dataDir);
    });
