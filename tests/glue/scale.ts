/** `npm run test:scale`: 20 million ratings (SCALE_RATINGS) through DuckDB and through Spark; every file must be the same. About five minutes and 6 GB of disk. */
import { compareAtScale } from "./at-scale.ts";

const RATINGS = Number(process.env.SCALE_RATINGS ?? 20_000_000);
const tell = (line: string) => process.stdout.write(`${line}\n`);
const outcomes: boolean[] = [];
const report = (isPassed: boolean, sentence: string) => {
  outcomes.push(isPassed);
  tell(`${isPassed ? "ok    " : "FAILED"} ${sentence}`);
};

try {
  const { done, difference, duckdbSeconds, sparkSeconds, csvBytes } = await compareAtScale(RATINGS, tell);
  const sum = (count: "rows" | "rejected") => done.tables.reduce((total, table) => total + table[count], 0);
  tell(
    `${(csvBytes / 1e6).toFixed(0)} MB: ${sum("rows")} rows, ${sum("rejected")} rejected; DuckDB ${duckdbSeconds} s, Spark ${sparkSeconds} s`,
  );
  report(difference === undefined, `both engines make the same of it${difference ? `: ${difference}` : ""}`);
  report(sum("rejected") > RATINGS / 2_000, "the planted faults are rejected");
} catch (error) {
  report(false, error instanceof Error ? error.message : String(error));
}
const passed = outcomes.filter(Boolean).length;
tell(`${passed} passed, ${outcomes.length - passed} failed`);
process.exitCode = passed === outcomes.length ? 0 : 1;
