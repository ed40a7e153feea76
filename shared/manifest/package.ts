/** The rules that a Data Package must keep to be a manifest, beyond its shape; and its reading into what the chain uses. */
import { type Contract, hasColumns, memberKind } from "../contract/contract.ts";
import { type Fault, type FaultDetails, fault } from "../errors.ts";
import { MANIFEST, RESERVED_NAMES } from "../keys.ts";
import { printable } from "../printable.ts";
import { DEFAULT_LIMITS } from "../zip/limits.ts";
import { foldName, nameFaults } from "../zip/names.ts";
import type { Manifest } from "./manifest.ts";
import type { ManifestDescriptor } from "./schema.ts";

type Json = Record<string, unknown>;

/** Faults, and the places they are about, so that the shape's check does not tell them a second time. */
export function packageFaults(descriptor: Json, contracts: ReadonlyMap<string, Contract>) {
  const faults: Fault[] = [];
  const paths = new Set<string>();
  const tell = (at: string, code: Parameters<typeof fault>[0], details: FaultDetails) => {
    paths.add(at);
    faults.push(fault(code, { entry: MANIFEST, ...details }));
  };
  const contract = typeof descriptor.name === "string" ? contracts.get(descriptor.name) : undefined;
  if (typeof descriptor.name === "string" && !contract)
    tell("name", "MANIFEST_DATASET_UNKNOWN", {
      message: `The manifest's name, "${printable(descriptor.name)}", is no dataset of this Reelhouse.`,
      found: printable(descriptor.name),
      expected: [...contracts.keys()].join(", "),
    });
  const version = isObject(descriptor.reelhouse) ? descriptor.reelhouse.version : undefined;
  if (version !== undefined && version !== 1)
    tell("reelhouse.version", "MANIFEST_VERSION_UNSUPPORTED", {
      found: printable(JSON.stringify(version)),
      expected: "1",
    });
  const seen = new Map<string, string>();
  for (const [index, resource] of (Array.isArray(descriptor.resources) ? descriptor.resources : []).entries()) {
    if (!isObject(resource)) continue;
    const at = `resources[${index}]`;
    const label = typeof resource.path === "string" ? printable(resource.path) : at;
    if (isElsewhere(resource)) {
      tell(`${at}.path`, "MANIFEST_DATA_ELSEWHERE", { message: `${label}: the data is not one file in the archive.` });
      continue;
    }
    if (typeof resource.path === "string") {
      for (const { code, details } of pathFaults(resource.path, seen)) tell(`${at}.path`, code, details);
      for (const { property, code, details } of contract ? contractFaults(contract, resource, label) : [])
        tell(`${at}.${property}`, code, details);
    }
    if (typeof resource.hash === "string" && !/^sha256:/i.test(resource.hash))
      tell(`${at}.hash`, "MANIFEST_HASH_UNSUPPORTED", {
        message: `${label}: the hash is not SHA-256.`, // in a Data Package, a hash without a prefix is MD5
        found: printable(resource.hash),
        expected: "sha256:<64 hexadecimal digits>",
      });
  }
  return { faults, paths };
}

interface Finding {
  code: Parameters<typeof fault>[0];
  details: FaultDetails;
}

function pathFaults(path: string, seen: Map<string, string>): Finding[] {
  const findings: Finding[] = nameFaults(path, DEFAULT_LIMITS).map((each) => ({
    code: "MANIFEST_PATH_INVALID",
    details: { message: `The path "${printable(path)}" cannot be in a drop (${each.code}).`, found: printable(path) },
  }));
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (RESERVED_NAMES.includes(name))
    findings.push({
      code: "MANIFEST_PATH_INVALID",
      details: { message: `${printable(path)}: Reelhouse writes a file of this name itself.`, found: name },
    });
  const fold = foldName(path);
  const other = seen.get(fold);
  if (other !== undefined)
    findings.push({
      code: "MANIFEST_PATH_DUPLICATE",
      details: {
        message: `"${printable(path)}" and "${printable(other)}" are one name to some systems.`,
        found: printable(path),
      },
    });
  seen.set(fold, path);
  return findings;
}

function contractFaults(contract: Contract, resource: Json, label: string): (Finding & { property: string })[] {
  const kind = memberKind(contract, resource.path as string);
  if (kind === undefined) {
    const known = contract.tables.map(({ name }) => name).join(", ");
    const message = `${label} is nothing that the contract of ${contract.dataset} knows.`;
    return [
      {
        property: "path",
        code: "MANIFEST_MEMBER_UNKNOWN",
        details: { message, expected: `CSV or Parquet named ${known}` },
      },
    ];
  }
  if (kind === "document") return [];
  const findings: (Finding & { property: string })[] = [];
  if (resource.rowCount === undefined)
    findings.push({
      property: "rowCount",
      code: "MANIFEST_FIELD_MISSING",
      details: { message: `${label}: the manifest has no rowCount.` },
    });
  const columns = schemaColumns(resource.schema);
  if (columns && !hasColumns(kind.table, columns))
    findings.push({
      property: "schema",
      code: "MANIFEST_SCHEMA_MISMATCH",
      details: {
        message: `${label}: the manifest's columns are not the contract's.`,
        found: printable(columns.join(", "), 400),
        expected: kind.table.schema.fields.map(({ name }) => name).join(", "),
      },
    });
  const reference = `contract:${contract.dataset}/${kind.table.name}`;
  if (typeof resource.schema === "string" && resource.schema !== reference)
    findings.push({
      property: "schema",
      code: "MANIFEST_SCHEMA_MISMATCH",
      details: {
        message: `${label}: the manifest refers to another schema than the contract's.`,
        found: printable(resource.schema),
        expected: reference,
      },
    });
  return findings;
}

function schemaColumns(schema: unknown): string[] | undefined {
  if (!isObject(schema) || !Array.isArray(schema.fields)) return undefined;
  const names = schema.fields.map((field: unknown) => (isObject(field) ? field.name : undefined));
  return names.every((name) => typeof name === "string") ? names : undefined;
}

const isElsewhere = ({ path, data }: Json) =>
  data !== undefined || Array.isArray(path) || (typeof path === "string" && /^[a-z][a-z0-9+.-]+:\/\//i.test(path));

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The descriptor must be without fault. */
export function toManifest({ name, reelhouse, resources }: ManifestDescriptor, contract: Contract): Manifest {
  return {
    dataset: name,
    mode: reelhouse.mode,
    sequence: reelhouse.sequence ?? undefined,
    producedAt: reelhouse.producedAt ?? undefined,
    members: resources.map(({ path, bytes, hash, rowCount }) => {
      const kind = memberKind(contract, path);
      const isData = kind !== undefined && kind !== "document";
      return {
        path,
        bytes,
        sha256: hash.slice("sha256:".length).toLowerCase(),
        rowCount: isData ? rowCount : undefined,
        table: isData ? kind.table.name : undefined,
        format: isData ? kind.format : "document",
      };
    }),
  };
}
