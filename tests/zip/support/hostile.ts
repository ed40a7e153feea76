/** Archives that must be refused: one list for each part of the rules, each case named by the code that it must give. */
import { hostileEntries } from "./hostile-entries.ts";
import { hostileLayouts } from "./hostile-layouts.ts";
import { hostileNames } from "./hostile-names.ts";
import { hostileStructures } from "./hostile-structures.ts";

export interface HostileArchive {
  code: string;
  /** What is wrong, in kebab-case. */
  kind: string;
  bytes: Buffer;
  /** Codes of what is wrong beside it, as a consequence. */
  also: string[];
}

export const hostile = (code: string, kind: string, bytes: Buffer, also: string[] = []): HostileArchive => ({
  code,
  kind,
  bytes,
  also,
});

export const hostileArchives = (): HostileArchive[] => [
  ...hostileStructures(),
  ...hostileNames(),
  ...hostileEntries(),
  ...hostileLayouts(),
];
