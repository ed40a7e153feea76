/**
 * Writes docs/conformance.md from the tests of the Snowflake twin: `npm run conformance`.
 * With `-- --answers` it first runs every statement form and writes what the twin answers, to be read against Snowflake's documentation.
 */
import { writeFileSync } from "node:fs";
import { answerOf, openArea, writeAnswers } from "../tests/snowflake/conformance/answers.ts";
import { readForms } from "../tests/snowflake/conformance/forms.ts";
import { conformanceTable } from "../tests/snowflake/conformance/table.ts";

const usage = `npm run conformance [-- --answers]

Writes docs/conformance.md. With --answers, tests/snowflake/conformance/answers/*.txt too:
what the twin answers to each statement form. Read their difference before you keep it.

  npm run conformance
  npm run conformance -- --answers
`;

const flags = process.argv.slice(2);
if (flags.includes("--help")) {
  process.stdout.write(usage);
} else if (flags.some((flag) => flag !== "--answers")) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  if (flags.includes("--answers")) {
    const { forms } = readForms();
    for (const area of new Set(forms.map((form) => form.area))) {
      const opened = await openArea(area);
      const answers = new Map<string, string>();
      for (const form of forms.filter((each) => each.area === area))
        answers.set(form.name, await answerOf(opened.client, form));
      writeAnswers(area, answers);
      await opened.close();
    }
  }
  writeFileSync(new URL("../docs/conformance.md", import.meta.url), conformanceTable());
}
