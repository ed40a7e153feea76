/** Pages of keys and versions, in the order of their UTF-8 bytes, folded at a delimiter. */
import type { State } from "../../state.ts";
import { COLUMNS, toVersion } from "./objects.ts";
import type { Version } from "./records.ts";

/** Where a page starts: after a key, after a folded prefix with all it holds, or (versions) after one version of a key. */
export type Position = { afterKey: string } | { afterPrefix: string } | { key: string; belowNumber: number };

export interface ListQuery {
  bucket: string;
  prefix: string;
  delimiter?: string | undefined;
  from?: Position | undefined;
  limit: number;
  /** All versions and delete markers instead of what is there now. */
  versions?: boolean;
}

export interface Page {
  entries: Version[];
  commonPrefixes: string[];
  /** Set when there is more. */
  next?: Position;
}

/** Costs in proportion to the page: a folded prefix is skipped by one index seek, however much it holds. */
export function listPage(state: State, { bucket, prefix, delimiter, from, limit, versions = false }: ListQuery): Page {
  const page: Page = { entries: [], commonPrefixes: [] };
  const prefixBytes = Buffer.from(prefix, "utf8");
  const delimiterBytes = delimiter ? Buffer.from(delimiter, "utf8") : undefined;
  const end = successor(prefixBytes);
  let { start, below } = startOf(from);
  if (Buffer.compare(start, prefixBytes) < 0) ({ start, below } = { start: prefixBytes, below: undefined });
  let position: Position | undefined;
  while (true) {
    const room = limit - page.entries.length - page.commonPrefixes.length;
    let jumped = false;
    const rows = read(state, bucket, start, below, end, room + 1, versions);
    for (const row of rows) {
      if (page.entries.length + page.commonPrefixes.length === limit) {
        if (position) page.next = position;
        return page;
      }
      const keyBytes = Buffer.from(row.key as Uint8Array);
      const cut = delimiterBytes ? keyBytes.indexOf(delimiterBytes, prefixBytes.length) : -1;
      if (cut >= 0) {
        const folded = keyBytes.subarray(0, cut + delimiterBytes!.length);
        const text = folded.toString("utf8");
        page.commonPrefixes.push(text);
        position = { afterPrefix: text };
        const after = successor(folded);
        if (!after) return page; // nothing sorts behind
        ({ start, below } = { start: after, below: undefined });
        jumped = true;
        break;
      }
      const version = toVersion(row);
      page.entries.push(version);
      position = versions ? { key: version.key, belowNumber: version.number } : { afterKey: version.key };
    }
    if (!jumped) return page;
  }
}

function read(
  state: State,
  bucket: string,
  start: Buffer,
  below: number | undefined,
  end: Buffer | undefined,
  limit: number,
  versions: boolean,
) {
  const bound = end ? "and key < ?" : "";
  const ends = end ? [end] : [];
  if (!versions) {
    return state
      .sql(
        `select ${COLUMNS} from versions where bucket = ? and latest = 1 and marker = 0 and key >= ? ${bound} order by key limit ?`,
      )
      .all(bucket, start, ...ends, limit);
  }
  const rest =
    below === undefined
      ? []
      : state
          .sql(
            `select ${COLUMNS} from versions where bucket = ? and key = ? and number < ? order by number desc limit ?`,
          )
          .all(bucket, start, below, limit);
  const more = state
    .sql(
      `select ${COLUMNS} from versions where bucket = ? and key ${below === undefined ? ">=" : ">"} ? ${bound} order by key, number desc limit ?`,
    )
    .all(bucket, start, ...ends, limit - rest.length);
  return [...rest, ...more];
}

function startOf(from: Position | undefined): { start: Buffer; below: number | undefined } {
  if (!from) return { start: Buffer.alloc(0), below: undefined };
  if ("afterKey" in from) return { start: Buffer.from(`${from.afterKey}\0`, "utf8"), below: undefined };
  if ("key" in from) return { start: Buffer.from(from.key, "utf8"), below: from.belowNumber };
  // No key is all 0xFF, since that is not UTF-8: so behind such a prefix there is nothing.
  return { start: successor(Buffer.from(from.afterPrefix, "utf8")) ?? Buffer.alloc(1025, 0xff), below: undefined };
}

/** The first byte string behind all that start with `bytes`; `undefined` when there is none. */
function successor(bytes: Buffer): Buffer | undefined {
  for (let last = bytes.length - 1; last >= 0; last--) {
    if (bytes[last]! < 0xff) {
      const next = Buffer.from(bytes.subarray(0, last + 1));
      next[last]! += 1;
      return next;
    }
  }
  return undefined;
}
