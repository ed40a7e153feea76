/** Collects the faults of one CSV member: all are counted, the first of each kind are kept. */
import type { csvCodes } from "../codes/csv.ts";
import { codes } from "../codes/index.ts";
import { type Fault, fault } from "../errors.ts";
import { printable } from "../printable.ts";

export type CsvCode = keyof typeof csvCodes;

export interface CsvPlace {
  record?: number;
  line?: number;
  column?: string;
  offset?: number;
  found?: string;
  expected?: string;
  /** The record as it came. */
  text?: string;
}

/** Of a record: enough to know it again, in a reason of 1,000 faults. */
export const TEXT_CHARACTERS = 200;

/** Texts are cut and made printable here, so that callers pass them as they are. */
export function csvFault(code: CsvCode, entry: string, place: CsvPlace): Fault {
  const shown = {
    entry: printable(entry),
    ...place,
    ...(place.column !== undefined && { column: printable(place.column) }),
    ...(place.found !== undefined && { found: printable(place.found) }),
    ...(place.expected !== undefined && { expected: printable(place.expected, 400) }),
    ...(place.text !== undefined && { text: printable(place.text, TEXT_CHARACTERS) }),
  };
  const where = [
    `"${shown.entry}"`,
    shown.record !== undefined && `record ${shown.record}`,
    shown.line !== undefined && `line ${shown.line}`,
    shown.column !== undefined && `column "${shown.column}"`,
    shown.found !== undefined && `found "${shown.found}"`,
    shown.expected !== undefined && `expected ${shown.expected}`,
  ].filter((part) => part !== false);
  return fault(code, { message: `${codes[code].text.slice(0, -1)}: ${where.join(", ")}.`, ...shown });
}

export interface FaultList {
  kept: Fault[];
  count: number;
}

/** `place` is only asked for faults that are kept: finding it costs. */
export function addFault(list: FaultList, most: number, code: CsvCode, entry: string, place: () => CsvPlace): void {
  if (list.kept.length < most) list.kept.push(csvFault(code, entry, place()));
  list.count += 1;
}
