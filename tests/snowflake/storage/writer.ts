/** Writes without end, to be killed: statement n leaves 100 rows of n; an open transaction of another session never commits. */
import { columns, insert, open, update } from "./open.ts";

const { storage, session } = await open(process.argv[2]);
const table = await storage.systemTable("written", columns);
const other = await storage.openSession();
storage.begin(other);
await insert(storage, other, table, "select -1, 'never' from range(50)");
process.stdout.write("done 0\n");
for (let n = 1; ; n += 1) {
  if (n % 2 === 0) {
    storage.begin(session);
    await insert(storage, session, table, `select ${n}, 'old' from range(100)`);
    await update(storage, session, table, `"ID" = ${n}`, `'v${n}'`);
    await storage.commit(session);
  } else {
    await insert(storage, session, table, `select ${n}, 'v${n}' from range(100)`);
  }
  process.stdout.write(`done ${n}\n`);
}
