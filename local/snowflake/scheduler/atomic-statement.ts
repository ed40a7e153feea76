/** Which statements are one transaction, so that the record of their run can commit with them. Of others the parts commit by themselves. */
import type { Statement } from "../sql/ast/index.ts";
import { parseStatement } from "../sql/parser/index.ts";

const atomicKinds: ReadonlySet<Statement["kind"]> = new Set([
  "insert",
  "multiInsert",
  "update",
  "delete",
  "merge",
  "truncate",
  "copyIntoTable",
  "createTable",
]);

export function commitsAsOne(text: string): boolean {
  try {
    return atomicKinds.has(parseStatement(text).kind);
  } catch {
    // It will fail when it is run, and that is recorded.
    return false;
  }
}
