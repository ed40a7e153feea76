/** Who executes which DML statement. */
import type { Executors } from "../engine/context.ts";
import { deleteRows } from "./delete.ts";
import { insert } from "./insert.ts";
import { merge } from "./merge.ts";
import { multiInsert } from "./multi-insert.ts";
import { truncate } from "./truncate.ts";
import { update } from "./update.ts";

export const dmlExecutors: Executors = { insert, multiInsert, update, delete: deleteRows, merge, truncate };
