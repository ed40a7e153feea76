/** The line ends of a text: LF, CRLF and CR. */

export const LF = 10;
export const CR = 13;

/** In `[from, to)`; CRLF is one. */
export function countLineEnds(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += 1)
    if (bytes[at] === LF || (bytes[at] === CR && (at + 1 >= to || bytes[at + 1] !== LF))) count += 1;
  return count;
}
