/** What the dataset's rules make of a drop's rows, on this machine and with nothing kept: the transform itself, over members that are only read. */
import { fileURLToPath } from "node:url";
import { rejectedRowFaults } from "../functions/transform/threshold.ts";
import { transformDrop } from "../functions/transform/transform-drop.ts";
import type { DoneTable } from "../shared/done.ts";
import { type Fault, InputError } from "../shared/errors.ts";
import { dropFolder, manifestKey, receiptKey } from "../shared/keys.ts";
import { type ObjectInfo, ObjectMissing, type ObjectStore } from "../shared/object-store/port.ts";
import type { Receipt } from "../shared/receipt.ts";

export interface RowVerdict {
  /** More rows are rejected than the contract allows: what the chain would tell. */
  refusal: InputError | undefined;
  tables: readonly DoneTable[];
  /** Of an accepted drop: the first rejected rows of each table. */
  rejects: readonly Fault[];
}

const RULES_FOLDER = fileURLToPath(new URL("../transform/rules", import.meta.url));

/** `openMember` gives the bytes of a member of the receipt. Needs space for the members in the temporary folder. */
export async function judgeRows(
  receipt: Receipt,
  openMember: (path: string) => AsyncIterable<Uint8Array>,
): Promise<RowVerdict> {
  const options = {
    store: readOnlyStore(receipt, openMember),
    processedBucket: "processed",
    archiveBucket: "archive",
    rulesFolder: RULES_FOLDER,
    memoryLimit: "2GB",
    threads: undefined,
  };
  try {
    const { tables } = await transformDrop(options, receipt);
    return {
      refusal: undefined,
      tables,
      rejects: tables.flatMap((table) => rejectedRowFaults(table, receipt.members)),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { refusal: error, tables: [], rejects: [] };
  }
}

/** The processed bucket as it would be; what is written is counted and let go. */
function readOnlyStore(receipt: Receipt, openMember: (path: string) => AsyncIterable<Uint8Array>): ObjectStore {
  const { manifest, ...rest } = receipt;
  const texts = new Map([
    [manifestKey(receipt), JSON.stringify(manifest)],
    [receiptKey(receipt), JSON.stringify({ ...rest, manifest })],
  ]);
  return {
    async getText({ key }) {
      const text = texts.get(key);
      if (text === undefined) throw new ObjectMissing(key);
      return text;
    },
    stream: ({ key }) => openMember(key.slice(dropFolder(receipt).length)),
    head: async () => undefined,
    async *list(): AsyncGenerator<ObjectInfo> {},
    async *listVersions(): AsyncGenerator<ObjectInfo> {},
    put: async () => true,
    async putStream(_, body) {
      let bytes = 0;
      for await (const chunk of body) bytes += chunk.length;
      return { bytes, etag: "" };
    },
    delete: async () => undefined,
  };
}
