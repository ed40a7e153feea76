/** The small files whose writing starts the next step. Their content is a function of the drop, so a lost write can be done again. */
import { type DropRef, readyKey, transformKey } from "./keys.ts";
import { stemOf } from "./manifest/completeness.ts";
import type { Manifest } from "./manifest/manifest.ts";
import type { ObjectStore } from "./object-store/port.ts";

export interface Ready extends DropRef {
  mode: Manifest["mode"];
  sequence: number | null;
  /** Of all members, as they lie beside it. */
  bytes: number;
  rows: number;
}

export async function writeReady(store: ObjectStore, bucket: string, drop: string, manifest: Manifest): Promise<void> {
  const { dataset, mode, sequence, members } = manifest;
  const ready: Ready = {
    dataset,
    drop,
    mode,
    sequence: sequence ?? null,
    bytes: members.reduce((sum, { bytes }) => sum + bytes, 0),
    rows: [...new Map(members.map(({ path, rowCount }) => [stemOf(path), rowCount ?? 0])).values()].reduce(
      (sum, rows) => sum + rows,
      0,
    ),
  };
  await writeMarker(store, bucket, readyKey(ready), ready);
}

export const writeTransform = (store: ObjectStore, bucket: string, { dataset, drop }: DropRef) =>
  writeMarker(store, bucket, transformKey({ dataset, drop }), { dataset, drop });

async function writeMarker(store: ObjectStore, bucket: string, key: string, content: DropRef): Promise<void> {
  await store.put({ bucket, key }, `${JSON.stringify(content)}\n`, {
    contentType: "application/json",
    metadata: { drop: content.drop },
  });
}
