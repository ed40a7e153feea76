/** `reelhouse inspect <file>`: what a CSV or Parquet file is, found out without a contract. */
import { Command } from "commander";
import { faultJson, faultLines } from "../check/fault-lines.ts";
import { EXIT } from "../exit-codes.ts";
import { type CommonOptions, examples, withJson } from "../options.ts";
import { createOutput, formatTable, type Output } from "../output.ts";
import { type InspectedFile, inspectFile } from "./inspect-file.ts";

export const inspectVerb = () =>
  examples(
    withJson(
      new Command("inspect")
        .description("find out encoding, dialect, header, rows, column types and faults of a file")
        .argument("<file>", "CSV or Parquet"),
    ),
    "npx reelhouse inspect ratings.csv",
    "npx reelhouse inspect films.parquet --json",
  )
    .addHelpText("after", "\nExit codes: 0 it can be read, 1 it has faults, 2 wrong use.")
    .action(async (file: string, options: CommonOptions) => {
      const output = createOutput(options.json === true);
      const inspected = await inspectFile(file);
      output.json({ ...inspected, faults: inspected.faults.map(faultJson) });
      show(output, inspected);
      if (inspected.faultCount > 0) process.exitCode = EXIT.refused;
    });

const DELIMITER_NAMES: Record<string, string> = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe" };

function show(output: Output, { file, format, bytes, rows, columns, faults, faultCount, ...of }: InspectedFile) {
  const number = (value: number) => value.toLocaleString("en-US");
  output.line(
    `${output.style("bold", file)}  ${format}, ${number(bytes)} bytes, ${rows === null ? "?" : number(rows)} rows`,
  );
  const isForeign = faults.some(({ code }) => code === "CSV_BINARY" || code === "CSV_HTML"); // what is no CSV has no dialect
  if (of.dialect && !isForeign)
    output.line(
      [
        `${of.encoding}${of.hasByteOrderMark ? " with a byte order mark" : ""}`,
        `separated by ${DELIMITER_NAMES[of.dialect.delimiter]}`,
        `quoted with ${of.dialect.quoteChar}`,
        `line ends ${of.lineEnds}`,
        of.dialect.header ? "with a header" : "without a header",
      ].join(", "),
    );
  if (of.formulaCells) output.line(`cells that a spreadsheet would run as a formula: ${number(of.formulaCells)}`);
  if (of.codecs)
    output.line(
      `${of.rowGroups === 1 ? "1 row group" : `${number(of.rowGroups!)} row groups`}, ${of.codecs.join(", ")}`,
    );
  output.line();
  const cells = (isForeign ? [] : columns).map(({ name, type, missing, examples: some }) => [
    name,
    type,
    missing,
    some.join(" · "),
  ]);
  if (cells.length > 0)
    for (const line of formatTable(["column", "type", "missing", "examples"], cells, output.columns)) output.line(line);
  if (faultCount === 0) return;
  output.line();
  for (const line of faultLines(faults, output.style, faultCount)) output.line(line);
}
