/** Faults of an archive, each with the entry, the place, what was found and what was expected. */
import type { archiveCodes } from "../codes/archive.ts";
import { codes } from "../codes/index.ts";
import { type Fault, fault, InputError } from "../errors.ts";
import { printable } from "../printable.ts";

export type ArchiveCode = keyof typeof archiveCodes;

export interface ArchiveFaultDetails {
  entry?: string;
  offset?: number;
  found?: string | number;
  expected?: string | number;
}

/** Names are made printable here, so that callers pass them as they are. */
export function archiveFault(code: ArchiveCode, { entry, offset, found, expected }: ArchiveFaultDetails = {}): Fault {
  const shown = {
    ...(entry !== undefined && { entry: printable(entry) }),
    ...(offset !== undefined && { offset }),
    ...(found !== undefined && { found: printable(String(found)) }),
    ...(expected !== undefined && { expected: printable(String(expected)) }),
  };
  const where = [
    shown.entry !== undefined && `entry "${shown.entry}"`,
    offset !== undefined && `at byte ${offset}`,
    shown.found !== undefined && `found ${shown.found}`,
    shown.expected !== undefined && `expected ${shown.expected}`,
  ].filter((part) => part !== false);
  const message = where.length > 0 ? `${codes[code].text.slice(0, -1)}: ${where.join(", ")}.` : codes[code].text;
  return fault(code, { message, ...shown });
}

export function refuseArchive(
  code: ArchiveCode,
  details: ArchiveFaultDetails = {},
  options?: ErrorOptions,
): InputError {
  return new InputError([archiveFault(code, details)], options);
}

export const hex = (value: number, digits = 8) => `0x${value.toString(16).padStart(digits, "0")}`;
