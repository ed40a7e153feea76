/** Puts a folder of members through the real transform, on memory ports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describeFolder } from "../../cli/pack/pack-folder.ts";
import { transformDrop } from "../../functions/transform/transform-drop.ts";
import type { Done } from "../../shared/done.ts";
import { manifestKey, memberKey } from "../../shared/keys.ts";
import { dropId } from "../../shared/manifest/drop-id.ts";
import { memoryObjectStore } from "../../shared/object-store/memory.ts";
import { writeReceipt } from "../../shared/receipt.ts";

export interface Transformed {
  done: Done;
  /** Lines of a table's clean rows, the header first. */
  rows(table: string): Promise<string[]>;
}

export async function transformFolder(folder: string, dataset: string): Promise<Transformed> {
  const store = memoryObjectStore();
  const { manifest, manifestText } = await describeFolder(folder, { dataset, mode: "delta", sequence: 1 });
  const ref = { dataset, drop: dropId(manifest) };
  for (const { path } of manifest.members)
    await store.put({ bucket: "processed", key: memberKey(ref, path) }, readFileSync(join(folder, path)));
  await store.put({ bucket: "processed", key: manifestKey(ref) }, manifestText);
  const members = manifest.members.map(({ path, table, format, bytes, sha256, rowCount }) => ({
    ...{ path, table: table ?? null, format, bytes, sha256, rowCount: rowCount ?? null },
    ...{ header: null, valueFaults: 0, faultyRows: 0, formulaCells: 0 },
  }));
  await writeReceipt(store, "processed", { ...ref, members, manifest: JSON.parse(manifestText) });
  const done = await transformDrop(
    {
      store,
      processedBucket: "processed",
      archiveBucket: "archive",
      rulesFolder: "transform/rules",
      memoryLimit: "512MB",
      threads: 1,
    },
    ref,
  );

  const rows = async (name: string) => {
    const texts: string[] = [];
    for (const { key } of done.tables.find(({ table }) => table === name)?.files ?? []) {
      const chunks: Uint8Array[] = [];
      for await (const chunk of store.stream({ bucket: "archive", key })) chunks.push(chunk);
      texts.push(gunzipSync(Buffer.concat(chunks)).toString());
    }
    return texts.join("").trimEnd().split("\n");
  };
  return { done, rows };
}
