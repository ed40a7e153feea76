/** The closed list of codes: what each one means and what the sender must do. Each area keeps its own part. */
import { archiveCodes } from "./archive.ts";
import { csvCodes } from "./csv.ts";
import { manifestCodes } from "./manifest.ts";
import { pipelineCodes } from "./pipeline.ts";

export interface CodeEntry {
  /** One sentence that is true of every fault with this code. */
  text: string;
  /** What the sender, or the operator, should do. */
  remedy: string;
}

export const codes = { ...archiveCodes, ...csvCodes, ...manifestCodes, ...pipelineCodes } as const satisfies Record<
  string,
  CodeEntry
>;

export type Code = keyof typeof codes;
