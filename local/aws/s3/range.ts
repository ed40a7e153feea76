/** Which bytes of an object a reader asks for. */
import { S3Error } from "./errors.ts";
import type { ObjectRecord } from "./store/records.ts";

export interface ByteRange {
  start: number;
  bytes: number;
}

/**
 * One `bytes=` range, closed, open or suffix. `undefined` for a header that is no range, which S3 passes over as RFC 9110 14.2 allows;
 * several ranges are not supported by S3, which then gives the whole. Throws `InvalidRange`.
 */
export function parseRange(text: string | undefined, size: number): ByteRange | undefined {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(text?.trim() ?? "") ?? [];
  if (first === "" && last === "") return undefined;
  const unsatisfiable = () =>
    new S3Error("InvalidRange", undefined, {
      RangeRequested: text,
      ActualObjectSize: size,
      headers: { "content-range": `bytes */${size}` },
    });
  if (first === "") {
    const bytes = Math.min(Number(last), size);
    if (bytes === 0) throw unsatisfiable();
    return { start: size - bytes, bytes };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return undefined;
  if (start >= size) throw unsatisfiable();
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return { start, bytes: end - start + 1 };
}

/** The bytes of one part of a multipart object; an object put in one go is its own part 1. Throws `InvalidPartNumber`. */
export function partRange({ parts, bytes }: ObjectRecord, partNumber: number): ByteRange {
  const sizes = parts?.map((part) => part.bytes) ?? [bytes];
  const size = sizes[partNumber - 1];
  if (size === undefined)
    throw new S3Error("InvalidPartNumber", undefined, {
      PartNumberRequested: partNumber,
      ActualPartCount: sizes.length,
    });
  return { start: sizes.slice(0, partNumber - 1).reduce((sum, part) => sum + part, 0), bytes: size };
}
