/** Which files of a watched folder are to be dropped, and as which member. Pure. */
import { type Contract, normaliseName } from "../../shared/contract/contract.ts";

export type FileKind =
  /** To be packed as the member of this name. */
  | { kind: "member"; member: string }
  /** A packed drop, to be dropped as it is. */
  | { kind: "zip" }
  /** Still being written, by its name. */
  | { kind: "temporary" }
  | { kind: "unknown"; why: string };

/**
 * What writers call a file that is not whole yet: NiFi's PutFile a dot in front
 * (https://nifi.apache.org/components/org.apache.nifi.processors.standard.PutFile/), rsync a dot, browsers, WinSCP, lftp and Office their endings.
 */
const TEMPORARY = /^[.~]|~$|\.(part|partial|filepart|tmp|temp|crdownload|download|swp|lock|writing|inprogress)$/i;

/** In a dataset of one table any CSV or Parquet file is that table's; in others the name begins with the table's, as `ratings-2026-01.csv`. */
export function fileKind({ dataset, tables }: Contract, name: string): FileKind {
  if (TEMPORARY.test(name)) return { kind: "temporary" };
  if (/\.zip$/i.test(name)) return { kind: "zip" };
  const [, stem = "", extension] = /^(.+)\.(csv|parquet)$/i.exec(name) ?? [];
  if (!extension) return { kind: "unknown", why: `${name} is neither CSV, Parquet nor a packed ZIP` };
  const named = tables
    .filter((table) => normaliseName(stem).startsWith(normaliseName(table.name)))
    .sort((a, b) => b.name.length - a.name.length);
  const table = named[0] ?? (tables.length === 1 ? tables[0] : undefined);
  if (table) return { kind: "member", member: `${table.name}.${extension.toLowerCase()}` };
  const names = tables.map((each) => each.name).join(", ");
  return { kind: "unknown", why: `${name} begins with none of the names that ${dataset} has: ${names}` };
}
