/** Faults for people and for machines: what, where, found and expected, and what to do. Pure. */
import type { Fault } from "../../shared/errors.ts";
import { untold } from "../../shared/notify/compose.ts";
import { countThings } from "../../shared/quarantine.ts";
import type { Output } from "../output.ts";

const SHOWN = 20;

/** Every property, `null` where it is not known, so that programs need not ask which are there. */
export const faultJson = ({
  code,
  entry,
  record,
  line,
  column,
  offset,
  found,
  expected,
  text,
  remedy,
  message,
}: Fault) => ({
  code,
  entry: entry ?? null,
  record: record ?? null,
  line: line ?? null,
  column: column ?? null,
  offset: offset ?? null,
  found: found ?? null,
  expected: expected ?? null,
  text: text ?? null,
  remedy,
  message,
});

/** The first 20 and the count of the rest. A remedy is given once, at the first fault that it is for. */
export function faultLines(faults: readonly Fault[], style: Output["style"], count = countThings(faults)): string[] {
  const told = new Set<string>();
  const lines = faults.slice(0, SHOWN).flatMap((fault, index) => {
    const { code, message, remedy, text } = fault;
    const { found, expected } = untold(fault);
    const place = placeOf(fault);
    const isNew = !told.has(remedy);
    told.add(remedy);
    return [
      `${String(index + 1).padStart(3)}  ${style("bold", code)}${place ? `  ${place}` : ""}`,
      `     ${message}`,
      ...(found === undefined ? [] : [`     ${style("dim", "found   ")} ${found}`]),
      ...(expected === undefined ? [] : [`     ${style("dim", "expected")} ${expected}`]),
      ...(text === undefined ? [] : [`     ${style("dim", "line    ")} ${text}`]),
      ...(isNew ? [`     ${style("cyan", "→")} ${remedy}`] : []),
      "",
    ];
  });
  const rest = count - countThings(faults.slice(0, SHOWN));
  return rest > 0 ? [...lines, `     … and ${rest.toLocaleString("en-US")} more${rest > 1 ? " faults" : ""}.`] : lines;
}

function placeOf({ entry, record, line, column, offset }: Fault): string {
  return [
    entry,
    record !== undefined && `record ${record}`,
    line !== undefined && `line ${line}`,
    column !== undefined && `column ${column}`,
    offset !== undefined && `byte ${offset}`,
  ]
    .filter((part) => part !== false && part !== undefined)
    .join(", ");
}
