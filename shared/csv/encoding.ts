/** From the bytes of a member to text: checks that they are the declared encoding, and turns UTF-16 into UTF-8, which everything else reads. */
import { isUtf8 } from "node:buffer";
import type { Encoding } from "./dialect.ts";

/** Bytes that Windows-1252 leaves undefined. https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/WINDOWS/CP1252.TXT */
const UNDEFINED_1252 = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/** Whether all bytes are text in the encoding. UTF-16 comes here as UTF-8. */
export function isText(bytes: Buffer, encoding: Encoding): boolean {
  if (encoding === "iso-8859-1") return true;
  if (encoding === "windows-1252") return UNDEFINED_1252.every((byte) => !bytes.includes(byte));
  return isUtf8(bytes);
}

const windows1252 = new TextDecoder("windows-1252");

export function decode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === "iso-8859-1") return bytes.toString("latin1");
  return encoding === "windows-1252" ? windows1252.decode(bytes) : bytes.toString("utf8");
}

/** How many of the last bytes start a character that is not whole yet. */
export function cutCharacterBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

export interface Utf16Reader {
  /** As UTF-8; `undefined` once the bytes are not UTF-16. */
  push(chunk: Uint8Array, isLast: boolean): Buffer | undefined;
}

/** A byte order mark, if there is one, is left out. */
export function createUtf16Reader(encoding: "utf-16le" | "utf-16be"): Utf16Reader {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return {
    push(chunk, isLast) {
      try {
        return Buffer.from(decoder.decode(chunk, { stream: !isLast }), "utf8");
      } catch {
        return undefined; // a lone surrogate or half a unit: the caller names the place
      }
    },
  };
}
