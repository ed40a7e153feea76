/** `reelhouse sql plan|deploy|status|teardown`. */
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { EXIT, wrongUse } from "../exit-codes.ts";
import { codeRoot } from "../home.ts";
import { examples } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { deploySql, makePlan } from "./deploy.ts";
import { isChange, type Plan, type PlannedStep } from "./plan.ts";
import { type SqlOptions, targetName, variablesOf, withConnection, withTarget } from "./target.ts";
import { tearDown, teardownPlan } from "./teardown.ts";

export const planVerb = () =>
  examples(
    withTarget(new Command("plan").description("say what deploy would make and change, and do nothing")).option(
      "--check",
      "exit with 1 if anything would change",
    ),
    "npx reelhouse sql plan",
    "npx reelhouse sql plan --account --check --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 something would change (--check), 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (options: SqlOptions & { check?: boolean }) => {
      const output = createOutput(options.json === true);
      const plan = await withConnection(options, (connection) => makePlan(connection, codeRoot, variablesOf(options)));
      const shown = plan.steps.filter((step) => isChange(step) || step.action === "differs");
      const counts = countsOf(plan);
      output.json({ counts, steps: shown.map(describe), orphans: plan.orphans });
      for (const line of planLines(output, shown)) output.line(line);
      showOrphans(output, plan.orphans);
      output.line(
        shown.length === 0
          ? `Nothing to do: ${plan.steps.length} statements are deployed as they are in sql/.`
          : `${counts.create} to create, ${counts.replace} to replace, ${counts.run + counts.retry} to run, ${counts.differs} that differ.`,
      );
      if (counts.differs > 0) output.line(DIFFERS);
      if (options.check && shown.length > 0) process.exitCode = EXIT.refused;
    });

export const deployVerb = () =>
  examples(
    withTarget(
      new Command("deploy").description(
        "run what is new or changed in sql/, in order; goes on where a failed deploy stopped",
      ),
    )
      .option("--all", "run every statement again; each is safe to")
      .option("--adopt", "take definitions that differ as deployed: you have altered the objects yourself"),
    "npx reelhouse sql deploy",
    "SNOWFLAKE_ACCOUNT=… SNOWFLAKE_USERNAME=… SNOWFLAKE_PRIVATE_KEY_PATH=… npx reelhouse sql deploy --account",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 deployed, 1 an object is there with another definition,\n2 wrong use, 3 a statement failed, or nobody answers.",
    )
    .action(async (options: SqlOptions & { all?: boolean; adopt?: boolean }) => {
      const output = createOutput(options.json === true);
      const { files, differs, orphans } = await withConnection(options, (connection) =>
        deploySql(connection, codeRoot, variablesOf(options), {
          all: options.all === true,
          adopt: options.adopt === true,
          onFile: ({ file, statements, changes, seconds }, index, count) => {
            if (changes > 0 || options.all)
              output.note(
                `${index + 1}/${count} ${file}: ${statements} statements in ${seconds.toFixed(2)} s, ${changes} of them new or changed`,
              );
          },
        }),
      );
      output.json({ files, differs, orphans });
      const changes = files.reduce((sum, file) => sum + file.changes, 0);
      for (const name of differs) output.line(`${output.style("yellow", "differs")} ${name}`);
      if (differs.length > 0) output.line(DIFFERS);
      showOrphans(output, orphans);
      output.line(
        changes === 0
          ? `Nothing to do: ${files.length} files are deployed on ${targetName(options)}.`
          : `${changes} statements that were new or changed are deployed on ${targetName(options)}.`,
      );
      if (differs.length > 0) process.exitCode = EXIT.refused;
    });

export const statusVerb = () =>
  examples(
    withTarget(new Command("status").description("say of every file when it was deployed, and what is open or failed")),
    "npx reelhouse sql status",
    "npx reelhouse sql status --json",
  )
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a step has failed, 2 wrong use,\n3 the twin or the account does not answer.",
    )
    .action(async (options: SqlOptions) => {
      const output = createOutput(options.json === true);
      const { steps, record } = await withConnection(options, (connection) =>
        makePlan(connection, codeRoot, variablesOf(options)),
      );
      const rows = [...Map.groupBy(steps, ({ file }) => file)].map(([file, ofFile]) => {
        const recorded = (record ?? []).filter((row) => row.file === file);
        const failed = recorded.find(({ outcome }) => outcome === "failed");
        const open = ofFile.filter(isChange).length;
        const differs = ofFile.filter(({ action }) => action === "differs").length;
        return {
          file,
          state: failed
            ? "failed"
            : differs > 0
              ? "differs"
              : open === 0
                ? "deployed"
                : recorded.length > 0
                  ? "changed"
                  : "new",
          open: open + differs,
          deployedAt:
            recorded
              .flatMap(({ deployedAt }) => deployedAt ?? [])
              .sort()
              .at(-1) ?? null,
          error: failed?.error ?? null,
        };
      });
      output.json(rows);
      for (const line of formatTable(
        ["file", "state", "open", "deployed at", "error"],
        rows.map(({ file, state, open, deployedAt, error }) => [file, state, open, deployedAt, error]),
        output.columns,
      ))
        output.line(line);
      if (rows.some(({ state }) => state === "failed")) process.exitCode = EXIT.refused;
    });

export const teardownVerb = () =>
  examples(
    withTarget(
      new Command("teardown")
        .description("drop what deploy made, with its data; all of it or the systems named")
        .argument("[systems...]", "as movies or bookings"),
    ).option("--yes", "do not ask"),
    "npx reelhouse sql teardown bookings",
    "npx reelhouse sql teardown --yes",
  )
    .addHelpText("after", "\nExit codes: 0 dropped, 2 wrong use, 3 the twin or the account does not answer.")
    .action(async (systems: string[], options: SqlOptions & { yes?: boolean }) => {
      const output = createOutput(options.json === true);
      const files = teardownPlan(codeRoot, systems);
      await confirm(options, files);
      const done = await withConnection(options, (connection) =>
        tearDown(connection, codeRoot, files, ({ file, statements }) =>
          output.note(`${file}: ${statements} statements`),
        ),
      );
      output.json(done);
      output.line(
        `${done.length} files run: ${systems.length > 0 ? systems.join(", ") : "everything"} is gone from ${targetName(options)}.`,
      );
    });

const DIFFERS =
  "Objects that differ keep their data and stay as they are. Alter them yourself, then run `reelhouse sql deploy --adopt`; or drop them, and deploy makes them anew.";

async function confirm(options: SqlOptions & { yes?: boolean }, files: readonly string[]): Promise<void> {
  if (options.yes) return;
  if (!process.stdin.isTTY || options.json)
    throw wrongUse("Teardown drops objects and their data. Say --yes when nobody is there to be asked.");
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(
    `Drop all that ${files.join(", ")} name on ${targetName(options)}, with the data? [y/N] `,
  );
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw wrongUse("Nothing was dropped.");
}

function countsOf({ steps }: Plan) {
  const count = (action: PlannedStep["action"]) => steps.filter((step) => step.action === action).length;
  return {
    create: count("create"),
    replace: count("replace"),
    run: count("run"),
    retry: count("retry"),
    differs: count("differs"),
    unchanged: count("none") + count("again"),
  };
}

const describe = ({ file, n, line, kind, action, object }: PlannedStep) => ({
  file,
  n,
  line,
  kind,
  action,
  object: object ?? null,
});

const MARKS = {
  create: ["green", "+"],
  replace: ["yellow", "~"],
  run: ["cyan", ">"],
  retry: ["cyan", "↻"],
  differs: ["red", "≠"],
} as const;

function planLines(output: Output, steps: readonly PlannedStep[]): string[] {
  return [...Map.groupBy(steps, ({ file }) => file)].flatMap(([file, ofFile]) => [
    output.style("bold", file),
    ...ofFile.map(({ action, object, kind, line }) => {
      const [color, mark] = MARKS[action as keyof typeof MARKS];
      return `  ${output.style(color, mark)} ${action.padEnd(8)}${object ? `${object.type.toLowerCase()} ${object.name}` : `${kind} (line ${line})`}`;
    }),
  ]);
}

function showOrphans(output: Output, orphans: Plan["orphans"]): void {
  for (const { type, name, file } of orphans)
    output.line(`${output.style("dim", "left alone")} ${type.toLowerCase()} ${name}: ${file} no longer makes it`);
}
