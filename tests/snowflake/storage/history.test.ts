/** Versions of rows: reading at a point, purge, clones, columns, and what a killed process leaves. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Storage } from "../../../local/snowflake/storage/port.ts";
import { columns, createTable, insert, names, open, remove, rows, update } from "./open.ts";

let storage: Storage;
afterEach(() => storage.close());

async function withHistory() {
  const opened = await open();
  storage = opened.storage;
  const { session, clock } = opened;
  const table = await createTable(storage, session);
  clock.now += 1000;
  await insert(storage, session, table, "select 1, 'a'", "first");
  clock.now += 1000;
  await update(storage, session, table, "true", "'b'");
  clock.now += 1000;
  await remove(storage, session, table, "true");
  return { session, clock, table };
}

it("reads a table as it was at a time, and at and before a statement", async () => {
  const { session, table } = await withHistory();
  const seenAt = async (past: Parameters<Storage["pointAt"]>[1]) => {
    const point = storage.pointAt(table, past);
    return point === undefined ? undefined : rows(session, storage.readView(session), table, point);
  };
  expect(await seenAt({ kind: "timestamp", at: 1_001_500 })).toEqual(["1:a"]);
  expect(await seenAt({ kind: "timestamp", at: 1_002_000 })).toEqual(["1:b"]);
  expect(await seenAt({ kind: "timestamp", at: 1_002_000, before: true })).toEqual(["1:a"]);
  expect(await seenAt({ kind: "timestamp", at: 9_000_000 })).toEqual([]);
  expect(await seenAt({ kind: "timestamp", at: 999_999 })).toBeUndefined();
  expect(await seenAt({ kind: "statement", queryId: "first" })).toEqual(["1:a"]);
  expect(await seenAt({ kind: "statement", queryId: "first", before: true })).toEqual([]);
  expect(await seenAt({ kind: "statement", queryId: "nobody's" })).toBeUndefined();
});

it("purge drops versions older than asked, keeps what is held, and then refuses to go further back", async () => {
  const { session, table } = await withHistory();
  const free = storage.holdHistory((held) => (held === table ? 2 : undefined));
  expect(await storage.purge(table, 9_000_000)).toBe(0);
  expect(storage.pointAt(table, { kind: "timestamp", at: 1_001_500 })).toBeDefined();
  free();
  expect(await storage.purge(table, 1_002_500)).toBe(1);
  expect(storage.pointAt(table, { kind: "timestamp", at: 1_001_500 })).toBeUndefined();
  const kept = storage.pointAt(table, { kind: "timestamp", at: 1_002_500 });
  expect(await rows(session, storage.readView(session), table, kept)).toEqual(["1:b"]);
});

it("clones the rows of a table as they are or were, and the two go apart", async () => {
  const { session, table } = await withHistory();
  await insert(storage, session, table, "select 2, 'new'");
  const at = storage.pointAt(table, { kind: "timestamp", at: 1_002_000 });
  const [now, then] = await storage.ddl(session, { queryId: "clone" }, async (unit) => [
    await unit.cloneTable(table, columns),
    await unit.cloneTable(table, columns, at),
  ]);
  await remove(storage, session, table, "true");
  const view = storage.readView(session);
  expect(await rows(session, view, now as number)).toEqual(["2:new"]);
  expect(await rows(session, view, then as number)).toEqual(["1:b"]);
  expect(await rows(session, view, table)).toEqual([]);
});

it("adds, fills, renames, changes and drops columns of a table with history", async () => {
  const { session, table } = await withHistory();
  await insert(storage, session, table, "select 2, 'new'");
  await storage.ddl(session, { queryId: "alter", change: [table] }, async (unit) => {
    await unit.addColumn(table, { name: "N", type: "DECIMAL(5,2)" }, "1.5");
    await unit.renameColumn(table, "V", "W");
    await unit.changeColumnType(table, "N", "DECIMAL(10,2)");
    await unit.dropColumn(table, "ID");
  });
  const read = await session.connection.runAndReadAll(
    `select * from ${storage.readView(session).relation(table, ["W", "N"])}`,
  );
  expect(read.getRowsJson()).toEqual([["new", "1.50"]]);
});

it("undoes a DDL statement that fails, physical changes too", async () => {
  const { session, table } = await withHistory();
  const failing = storage.ddl(session, { queryId: "alter", change: [table] }, async (unit) => {
    await unit.addColumn(table, { name: "N", type: "INTEGER" }, "1");
    await unit.createTable(columns);
    throw new Error("after all");
  });
  await expect(failing).rejects.toThrow("after all");
  await insert(storage, session, table, "select 7, 'still'");
  const wide = await session.connection.runAndReadAll(`select count(*) from duckdb_columns() where column_name = 'N'`);
  expect(Number(wide.getRows()[0]?.[0])).toBe(0);
});

it("hands out a sequence's values without giving any twice", async () => {
  const { session, table } = await withHistory();
  const sequence = await storage.ddl(session, { queryId: "q" }, (unit) => unit.createSequence(5n, 10n));
  await insert(storage, session, table, `select ${storage.nextValue(sequence)}, 's' from range(3)`);
  storage.begin(session);
  await insert(storage, session, table, `select ${storage.nextValue(sequence)}, 's'`);
  await storage.rollback(session);
  await insert(storage, session, table, `select ${storage.nextValue(sequence)}, 's'`);
  expect(await rows(session, storage.readView(session), table)).toEqual(["5:s", "15:s", "25:s", "45:s"]);
});

it("counts live rows and knows when a table last changed", async () => {
  const { session, table, clock } = await withHistory();
  expect(await storage.rowCount(table)).toBe(0);
  clock.now = 5_000_000;
  await insert(storage, session, table, "select i, 'x' from range(7) r(i)");
  expect(await storage.rowCount(table)).toBe(7);
  expect(storage.lastChangedAt(table)).toBe(5_000_000);
});

it("keeps a bookkeeping table under its name, committed and rolled back with the data", async () => {
  const { session } = await withHistory();
  const table = await storage.systemTable("load_history", columns);
  expect(await storage.systemTable("load_history", columns)).toBe(table);
  storage.begin(session);
  await storage.write(session, { queryId: "q", append: [table] }, (unit) => unit.append(table, names, "select 1, 'f'"));
  expect(await rows(session, storage.readView(session), table)).toEqual(["1:f"]);
  await storage.rollback(session);
  expect(await rows(session, storage.readView(session), table)).toEqual([]);
});

it("after kill -9 has every committed statement whole, and nothing of open transactions", async () => {
  storage = (await open()).storage;
  const folder = mkdtempSync(join(tmpdir(), "storage-kill-"));
  try {
    for (const delayMs of [5, 25, 60, 110, 170]) {
      const path = join(folder, `${delayMs}.duckdb`);
      const child = spawn(process.execPath, [join(import.meta.dirname, "writer.ts"), path], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let told = "";
      await new Promise<void>((resolve) => {
        child.stdout.on("data", (text) => {
          const first = told === "";
          told += text;
          if (first) setTimeout(() => child.kill("SIGKILL"), delayMs);
        });
        child.on("close", () => resolve());
      });
      // `done n` is printed when statement n has returned: it must be there; the one after may be.
      const done = Number(told.trimEnd().split("\n").at(-1)?.split(" ")[1]);
      const after = await open(path);
      const table = await after.storage.systemTable("written", columns);
      const view = after.storage.readView(after.session);
      const groups = await after.session.connection.runAndReadAll(
        `select "ID", count(*), min("V"), max("V") from ${view.relation(table, names)} group by 1 order by 1`,
      );
      const found = groups.getRows();
      expect(found.length === done || found.length === done + 1, `${found.length} groups, ${done} done`).toBe(true);
      for (const [id, count, min, max] of found) {
        expect([Number(count), min, max]).toEqual([100, `v${id}`, `v${id}`]);
      }
      // Row ids go on where they were.
      await insert(after.storage, after.session, table, "select -2, 'new' from range(1000)");
      const relation = after.storage.readView(after.session).relation(table, names, { withRowId: true });
      const ids = await after.session.connection.runAndReadAll(
        `select count(*) - count(distinct "$rid") from ${relation}`,
      );
      expect(Number(ids.getRows()[0]?.[0])).toBe(0);
      await after.storage.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
