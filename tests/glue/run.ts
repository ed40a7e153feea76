/**
 * `npm run test:glue [text …]`: the Glue job's Spark against the small engine's DuckDB. A line for each check, and `N passed, N failed`.
 * A text selects the checks whose title contains it. Needs Java 17 and Python 3.11, and PyPI the first time.
 */
import { checkBoto3 } from "./boto3.ts";
import { checkChain } from "./chain.ts";
import { checkEquality } from "./equality.ts";
import { checkKilledTwin } from "./killed-twin.ts";
import { checkRuns } from "./runs.ts";
import { runUnits } from "./units.ts";

const asked = process.argv.slice(2).map((text) => text.toLowerCase());
const wants = (title: string) => asked.length === 0 || asked.some((text) => title.toLowerCase().includes(text));
const tell = (line: string) => process.stdout.write(`${line}\n`);
const startedAt = Date.now();
let passed = 0;
let failed = 0;

function report(isPassed: boolean, sentence: string): void {
  if (isPassed) passed += 1;
  else failed += 1;
  tell(`${isPassed ? "ok    " : "FAILED"} ${sentence}`);
}

try {
  await runUnits(report, tell, wants);
  await checkBoto3(report, tell, wants);
  await checkEquality(report, tell, wants);
  await checkRuns(report, wants);
  await checkChain(report, wants);
  await checkKilledTwin(report, wants);
} catch (error) {
  report(false, error instanceof Error ? error.message : String(error));
}
tell(`\nglue: ${((Date.now() - startedAt) / 1000).toFixed(1)} s\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
