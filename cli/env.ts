/** `reelhouse env`: the addresses of the running twin, for a shell or for a program. */
import { Command } from "commander";
import { shellVariables } from "./environment.ts";
import { dataDirOf, requireTwin } from "./home.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "./options.ts";
import { createOutput } from "./output.ts";

export const envVerb = () =>
  examples(
    withDataDir(withJson(new Command("env").description("what to export to reach the running twin"))),
    'eval "$(npx reelhouse env)"',
    "npx reelhouse env --json",
  )
    .addHelpText("after", "\nExit codes: 0 done, 2 wrong use, 3 no twin runs.")
    .action((options: CommonOptions) => {
      const output = createOutput(options.json === true);
      const { environment } = requireTwin(dataDirOf(options.dataDir));
      output.json(environment);
      // The values are our own: addresses, names and the word `local`. Quoted all the same.
      for (const [name, value] of Object.entries(shellVariables(environment)))
        output.line(`export ${name}='${value.replaceAll("'", "'\\''")}'`);
    });
