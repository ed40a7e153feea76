/** Reads manifest.json of either form, and reports every fault of it at once. */
import type { z } from "zod";
import type { Contract } from "../contract/contract.ts";
import { type Fault, fault, InputError, refuse } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import { printable } from "../printable.ts";
import { isFlatForm, readFlat } from "./flat.ts";
import type { ReadManifest } from "./manifest.ts";
import { packageFaults, toManifest } from "./package.ts";
import { manifestSchema } from "./schema.ts";

export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

/** Throws `InputError` with every fault. A byte order mark is passed over; text that is not UTF-8 is not JSON (RFC 8259, 8.1). */
export function readManifest(bytes: Uint8Array, contracts: ReadonlyMap<string, Contract>): ReadManifest {
  if (bytes.length > MAX_MANIFEST_BYTES)
    throw refuse("MANIFEST_TOO_LARGE", {
      entry: MANIFEST,
      found: `${bytes.length} bytes`,
      expected: `at most ${MAX_MANIFEST_BYTES}`,
    });
  const descriptor = parseJson(bytes);
  if (typeof descriptor !== "object" || descriptor === null || Array.isArray(descriptor))
    throw refuse("MANIFEST_NOT_OBJECT", { entry: MANIFEST, found: printable(JSON.stringify(descriptor)) });
  if (isFlatForm(descriptor)) return { form: "flat", flat: readFlat(descriptor, contracts) };
  const own = packageFaults(descriptor as Record<string, unknown>, contracts);
  const parsed = manifestSchema.safeParse(descriptor);
  const shape = parsed.success ? [] : shapeFaults(parsed.error.issues, descriptor, own.paths);
  const faults = [...own.faults, ...shape];
  if (faults.length > 0 || !parsed.success) throw new InputError(faults);
  return {
    form: "package",
    manifest: toManifest(parsed.data, contracts.get(parsed.data.name)!),
    descriptor: parsed.data,
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const found = cause instanceof Error ? printable(cause.message) : "";
    throw refuse("MANIFEST_NOT_JSON", { entry: MANIFEST, found }, { cause });
  }
}

/** Zod's issues in the words of the code list; `told` are places that have a more telling fault already. */
function shapeFaults(issues: readonly z.core.$ZodIssue[], descriptor: unknown, told: ReadonlySet<string>): Fault[] {
  return issues
    .filter((issue) => !told.has(place(issue.path)))
    .map((issue) => {
      const at = place(issue.path);
      const value = valueAt(descriptor, issue.path);
      if (value === undefined)
        return fault("MANIFEST_FIELD_MISSING", {
          entry: MANIFEST,
          message: `The manifest has no ${at}.`,
          expected: issue.message,
        });
      return fault("MANIFEST_FIELD_INVALID", {
        entry: MANIFEST,
        message: `The manifest's ${at} is not valid: ${issue.message}.`,
        found: printable(JSON.stringify(value)),
      });
    });
}

/** As `resources[2].hash`. */
export const place = (path: readonly PropertyKey[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "") || "content";

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
