/** `reelhouse doctor`: looks at everything that must be right for a drop to arrive, and says what to do about what is not. */
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { Command } from "commander";
import { awsOptionsOf, s3Of } from "../environment.ts";
import { CommandError, EXIT, wrongUse } from "../exit-codes.ts";
import { dataDirOf, requireTwin } from "../home.ts";
import { examples } from "../options.ts";
import { createOutput, wrapWords } from "../output.ts";
import { isAccount, type SqlOptions, targetName, variablesOf, withConnection, withTarget } from "../sql/target.ts";
import { type AwsQuestions, checkAws } from "./aws.ts";
import { type Check, failed, ok } from "./check.ts";
import { checkJava } from "./java.ts";
import { checkWarehouse } from "./warehouse.ts";

interface DoctorOptions extends SqlOptions {
  stage: string;
}

const MARKS = { ok: ["green", "✓"], warning: ["yellow", "!"], error: ["red", "✗"], skipped: ["dim", "–"] } as const;

export const doctorVerb = () =>
  examples(
    withTarget(
      new Command("doctor").description("look at everything a drop needs on its way, and say what to mend"),
    ).option("--stage <stage>", "of the AWS stack, with an account", "dev"),
    "npx reelhouse doctor",
    "npx reelhouse doctor --account --stage prod --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is wrong, 1 something is, 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (options: DoctorOptions) => {
      const output = createOutput(options.json === true);
      const checks: Check[] = [];
      const width = process.stdout.isTTY ? output.columns : Number.POSITIVE_INFINITY;
      const tell = (found: readonly Check[]) => {
        checks.push(...found);
        for (const { name, status, found: what, remedy } of found) {
          const [color, mark] = MARKS[status];
          const [first = "", ...more] = wrapWords(`${name}: ${what}`, width - 2, 2);
          output.line(`${output.style(color, mark)} ${first}`);
          for (const line of more) output.line(line);
          if (remedy) for (const line of wrapWords(`    ${remedy}`, width, 4)) output.line(line);
        }
      };
      output.note(`Looking at ${targetName(options)} …`);
      tell(await warehouseChecks(options));
      tell(await checkAws(awsQuestions(options)));
      if (!isAccount(options)) tell([await checkJava()]);
      const errors = checks.filter(({ status }) => status === "error").length;
      const warnings = checks.filter(({ status }) => status === "warning").length;
      output.json({ healthy: errors === 0, checks });
      output.line();
      output.line(
        errors + warnings === 0
          ? output.style("green", "Everything is in order.")
          : `${errors} to mend, ${warnings} to look at.`,
      );
      if (errors > 0) process.exitCode = EXIT.refused;
    });

async function warehouseChecks(options: DoctorOptions): Promise<Check[]> {
  try {
    return await withConnection(options, async (connection) => [
      ok("connection", `${targetName(options)} answers`),
      ...(await checkWarehouse(connection, {
        variables: variablesOf(options),
        isAccount: isAccount(options),
        now: Date.now(),
      })),
    ]);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== EXIT.serviceFailed) throw error;
    return [failed("connection", error.message, "npx reelhouse connect shows which settings are used")];
  }
}

function awsQuestions(options: DoctorOptions): AwsQuestions {
  if (!isAccount(options)) {
    const { environment } = requireTwin(dataDirOf(options.dataDir));
    return {
      s3: s3Of(environment),
      sns: new SNSClient(awsOptionsOf(environment)),
      buckets: environment.buckets,
      namePrefix: environment.functionPrefix.replace(/-$/, ""),
    };
  }
  const account = process.env.AWS_ACCOUNT_ID;
  if (!account) throw wrongUse("To look at the AWS stack, set AWS_ACCOUNT_ID (see .env.sample).");
  const bucket = (kind: string) => `reelhouse-${options.stage}-${account}-${kind}`;
  return {
    s3: new S3Client({}),
    sns: new SNSClient({}),
    buckets: { landing: bucket("landing"), processed: bucket("processed"), archive: bucket("archive") },
    namePrefix: `reelhouse-${options.stage}`,
  };
}
