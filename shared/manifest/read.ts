/** Reads manifest.json of either form, and reports every fault of it at once. */
import type { Contract } from "../contract/contract.ts";
import { InputError, refuse } from "../errors.ts";
import { MANIFEST } from "../keys.ts";
import { printable } from "../printable.ts";
import { isFlatForm, readFlat } from "./flat.ts";
import type { ReadManifest } from "./manifest.ts";
import { packageFaults, toManifest } from "./package.ts";
import { manifestSchema } from "./schema.ts";
import { shapeFaults } from "./shape-faults.ts";

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

/** A Data Package is some five levels deep; whoever walks a value of millions runs out of stack. */
const DEPTH_MOST = 64;

function parseJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (depthOf(text) > DEPTH_MOST) throw new Error(`values nested deeper than ${DEPTH_MOST} levels`);
    return JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? printable(cause.message) : "";
    throw refuse("MANIFEST_NOT_JSON", { entry: MANIFEST, found }, { cause });
  }
}

/** How deep lists and objects are nested. */
function depthOf(json: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === "[" || token === "{") deepest = Math.max(deepest, ++depth);
    else if (token === "]" || token === "}") depth -= 1;
  }
  return deepest;
}
