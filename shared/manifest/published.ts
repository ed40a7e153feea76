/** Reads the manifest of a drop in the processed bucket, as the steps after the front door need it. */
import { contracts } from "../contract/registry.ts";
import { refuse } from "../errors.ts";
import { type DropRef, MANIFEST, manifestKey } from "../keys.ts";
import type { ObjectStore } from "../object-store/port.ts";
import { dropId } from "./drop-id.ts";
import type { Manifest } from "./manifest.ts";
import { readManifest } from "./read.ts";

/** Throws `InputError` when it is not valid or not that of this drop, `ObjectMissing` when it is not there. */
export async function readPublishedManifest(store: ObjectStore, bucket: string, ref: DropRef): Promise<Manifest> {
  const text = await store.getText({ bucket, key: manifestKey(ref) });
  const read = readManifest(new TextEncoder().encode(text), contracts());
  if (read.form === "flat" || read.manifest.dataset !== ref.dataset || dropId(read.manifest) !== ref.drop)
    throw refuse("MANIFEST_CHANGED", {
      entry: MANIFEST,
      found: read.form === "flat" ? "the older flat form" : `${read.manifest.dataset}/${dropId(read.manifest)}`,
      expected: `${ref.dataset}/${ref.drop}`,
    });
  return read.manifest;
}
