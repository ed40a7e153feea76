/** Adds rows to a table and consumes its stream into another without end, to be killed. */
import { columns, insert, open, remove, update } from "../storage/open.ts";
import { Bench } from "./fake-context.ts";

const { storage, session, clock } = await open(process.argv[2]);
const bench = new Bench(storage, clock);
const source = bench.addTable(await storage.systemTable("source", columns));
const sink = await storage.systemTable("sink", columns);
const stream = await bench.addStream(session, source);
process.stdout.write("0\n");
for (let n = 1; ; n += 1) {
  const inTransaction = n % 3 === 0;
  if (inTransaction) storage.begin(session);
  await insert(storage, session, source.table, `select ${n} * 100 + i, 'v' from range(20) r(i)`);
  if (n % 2 === 0) await update(storage, session, source.table, `"ID" = ${n} * 100`, "'w'");
  if (n % 5 === 0) await remove(storage, session, source.table, `"ID" = ${n} * 100 + 1`);
  await bench.consumeInto(session, stream, sink);
  if (inTransaction) await storage.commit(session);
  process.stdout.write(`${n}\n`);
}
