/** `reelhouse mail`: the e-mails that the twin's SNS delivered. */
import { join } from "node:path";
import { Command } from "commander";
import { listMail } from "../local/aws/sns/mailbox.ts";
import { dataDirOf } from "./home.ts";
import { type CommonOptions, examples, withDataDir, withJson } from "./options.ts";
import { createOutput } from "./output.ts";

export const mailVerb = () =>
  examples(
    withDataDir(
      withJson(new Command("mail").description("the e-mails about failures, newest last")).option(
        "--drop <id>",
        "only those about one drop",
      ),
    ),
    "npx reelhouse mail",
    "npx reelhouse mail --drop 3f9c0a12b4d5e6f7 --json",
  )
    .addHelpText("after", "\nExit codes: 0 done, 2 wrong use, 3 the twin does not answer.")
    .action(async (options: CommonOptions & { drop?: string }) => {
      const output = createOutput(options.json === true);
      const mails = (await listMail(join(dataDirOf(options.dataDir), "aws"))).filter(
        ({ drop }) => options.drop === undefined || drop === options.drop,
      );
      output.json(mails.map(({ to, subject, text, drop, at }) => ({ to, subject, text, drop, at })));
      if (mails.length === 0) output.line("The mailbox is empty: nothing has failed.");
      for (const { to, subject, text, at } of mails) {
        output.line(output.style("dim", "─".repeat(Math.min(output.columns, 80))));
        output.line(
          `${output.style("bold", subject)}\n${output.style("dim", `to ${to}, ${at}`)}\n\n${text.trimEnd()}\n`,
        );
      }
    });
