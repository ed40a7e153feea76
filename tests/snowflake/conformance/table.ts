/** Writes the conformance table from the forms, the function table, and what the tests call. */
import { functionTable } from "../../../local/snowflake/sql/functions/index.ts";
import { refusedNames } from "../../../local/snowflake/sql/functions/not-in-twin.ts";
import { type Form, readForms } from "./forms.ts";
import { refusedFunctions } from "./refused-functions.ts";
import { expressionRules, otherRules } from "./rules.ts";

/** The Markdown of docs/conformance.md. */
export function conformanceTable(): string {
  const { forms } = readForms();
  const functions = [...functionTable.keys()].sort();
  const refused = functions.filter((name) => name in refusedFunctions);
  const count = (state: Form["state"]) => forms.filter((form) => form.state === state).length;
  return `${[
    "# Conformance of the Snowflake twin",
    "Made by `npm run conformance` from the tests; a test fails when it is not current.",
    `**${forms.length} statement forms**: ${count("supported")} supported, ${count("refused")} refused, ${count("differs")} different. ` +
      `**${functions.length} functions**: ${functions.length - refused.length} supported, ${refused.length} refused.`,
    "Each form and each function runs through the unmodified Node driver. A form must answer with the columns, rows, status, counts or error that " +
      "`tests/snowflake/conformance/answers/` keeps; a function must give the values in `tests/snowflake/functions/`, which follow the examples and " +
      "rules of Snowflake's documentation. *Refused* means error 000002, which names the feature and says what to do instead. " +
      "What stands in no list is refused too, as a syntax error or an unknown function.",
    "## Rules",
    "Each rule has a test that fails when it is broken (`tests/snowflake/conformance/rules.ts`).",
    table(
      ["rule", "test"],
      [
        ...expressionRules.map(({ rule, page, checks }) => [
          `[${rule}](${new URL(page, "https://docs.snowflake.com/en/sql-reference/")})`,
          `${checks.length} ${checks.length === 1 ? "statement" : "statements"} in rules.test.ts`,
        ]),
        ...otherRules.map(([rule, file, test]) => [rule, `${file}: ${test}`]),
      ],
    ),
    "## Statements",
    ...[...new Set(forms.map(({ area }) => area))].flatMap((area) => [
      `### ${area[0]!.toUpperCase()}${area.slice(1)}`,
      table(
        ["form", "state"],
        forms
          .filter((form) => form.area === area)
          .map(({ name, state, note }) => [code(name), note === "" ? state : `${state}: ${note}`]),
      ),
    ]),
    "## Functions",
    "### Supported",
    wrapped(functions.filter((name) => !(name in refusedFunctions))),
    "### Refused",
    wrapped([...refused, ...refusedNames].sort()),
  ].join("\n\n")}\n`;
}

const code = (text: string) => `\`${text}\``;
const wrapped = (names: readonly string[]) => names.map(code).join(" ");

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
