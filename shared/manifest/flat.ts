/** The older, flat manifest (`source, total_movies, columns, …`): it names no files and no hashes, so it is upgraded from what is in the archive. */
import { type Contract, memberKind, normaliseName } from "../contract/contract.ts";
import { fault, InputError, refuse } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import { printable } from "../printable.ts";
import type { FlatManifest, Manifest, ManifestMember } from "./manifest.ts";

type Json = Record<string, unknown>;

/** It has none of a Data Package's required properties, and columns of its own. */
export const isFlatForm = (descriptor: object): descriptor is Json =>
  !("resources" in descriptor) && "columns" in descriptor && "source" in descriptor;

/** Throws `InputError` with every fault. */
export function readFlat(flat: Json, contracts: ReadonlyMap<string, Contract>): FlatManifest {
  const columns = parsePythonList(flat.columns);
  const faults = [];
  if (!columns)
    faults.push(
      fault("MANIFEST_FIELD_INVALID", {
        entry: MANIFEST,
        message: "The manifest's columns are no list of names.",
        found: printable(JSON.stringify(flat.columns)),
        expected: `"['title', 'genres']" or ["title", "genres"]`,
      }),
    );
  const totalRows = parseCount(flat.total_movies);
  if (totalRows === "invalid")
    faults.push(
      fault("MANIFEST_FIELD_INVALID", {
        entry: MANIFEST,
        message: "The manifest's total_movies is no whole number.",
        found: printable(JSON.stringify(flat.total_movies)),
      }),
    );
  const match = columns && matchTable(columns, contracts);
  if (columns && !match)
    faults.push(fault("MANIFEST_FLAT_UNMATCHED", { entry: MANIFEST, found: printable(columns.join(", "), 400) }));
  if (faults.length > 0 || !match || totalRows === "invalid") throw new InputError(faults);
  return { dataset: match.dataset, table: match.table, totalRows };
}

/** The one table whose columns these are, in any order. */
function matchTable(columns: readonly string[], contracts: ReadonlyMap<string, Contract>) {
  const wanted = new Set(columns.map(normaliseName));
  for (const contract of contracts.values()) {
    for (const { name, schema } of contract.tables) {
      const fields = schema.fields.map((field) => normaliseName(field.name));
      if (fields.length === wanted.size && fields.every((field) => wanted.has(field)))
        return { dataset: contract.dataset, table: name };
    }
  }
  return undefined;
}

/** What was read of a data member of the archive. */
export interface FoundMember {
  path: string;
  bytes: number;
  sha256: string;
  rowCount: number;
}

/** Which files of the archive the flat manifest speaks of. Throws `InputError` when it is not one table. */
export function flatMembers(flat: FlatManifest, contract: Contract, paths: readonly string[]): string[] {
  const data = paths.filter((path) => memberKind(contract, path) !== "document");
  const stems = new Set(data.map((path) => path.replace(/\.(csv|parquet)$/i, "")));
  const strangers = data.filter((path) => {
    const kind = memberKind(contract, path);
    return kind === undefined || kind === "document" || kind.table.name !== flat.table;
  });
  if (stems.size !== 1 || strangers.length > 0)
    throw refuse("MANIFEST_FLAT_MEMBERS", {
      entry: MANIFEST,
      found: data.length === 0 ? "no data file" : printable(data.join(", "), 400),
      expected: `${flat.table}.csv, ${flat.table}.parquet or both`,
    });
  return data;
}

/** The manifest that the drop would have had in today's form. Throws `InputError` when the count it gives is not what is there. */
export function upgradeFlat(flat: FlatManifest, found: readonly FoundMember[]): Manifest {
  const wrong = found.filter(({ rowCount }) => flat.totalRows !== undefined && rowCount !== flat.totalRows);
  if (wrong.length > 0)
    throw new InputError(
      wrong.map(({ path, rowCount }) =>
        fault("MANIFEST_ROWS_MISMATCH", {
          entry: path,
          found: String(rowCount),
          expected: `${flat.totalRows} (total_movies)`,
        }),
      ),
    );
  const members = found.map(
    (member): ManifestMember => ({
      ...member,
      table: flat.table,
      format: /\.parquet$/i.test(member.path) ? "parquet" : "csv",
    }),
  );
  return { dataset: flat.dataset, mode: "snapshot", sequence: undefined, producedAt: undefined, members };
}

/** Numbers may be texts, and "N/A" stands for none. */
function parseCount(value: unknown): number | undefined | "invalid" {
  if (value === undefined || value === null || value === "N/A" || value === "") return undefined;
  const text = String(value).trim();
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : "invalid";
}

/** A JSON array of texts, or a Python list in a text: `"['title', \"it's\"]"`. */
export function parsePythonList(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return value.every((each) => typeof each === "string") ? value : undefined;
  const [, inside] = typeof value === "string" ? (/^\s*\[(.*)\]\s*$/s.exec(value) ?? []) : [];
  if (inside === undefined) return undefined;
  const names: string[] = [];
  const item = /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*(,|$)/suy;
  while (item.lastIndex < inside.length) {
    const match = item.exec(inside);
    if (!match) return /^\s*$/.test(inside) ? names : undefined;
    names.push((match[1] ?? match[2] ?? "").replace(/\\(.)/gsu, "$1"));
  }
  return names;
}
