/** Transactions over versioned rows: who sees what, who waits for whom, and what remains after failure. */
import { afterEach, describe, expect, it } from "vitest";
import type { Storage } from "../../../local/snowflake/storage/port.ts";
import { createTable, insert, names, open, remove, rows, update } from "./open.ts";

let storage: Storage;
afterEach(() => storage.close());

async function twoSessions() {
  const opened = await open();
  storage = opened.storage;
  const table = await createTable(storage, opened.session);
  await insert(storage, opened.session, table, "select i, 'a' from range(3) r(i)");
  const a = opened.session;
  const b = await storage.openSession();
  return { a, b, table, clock: opened.clock, see: (s: typeof a) => rows(s, storage.readView(s), table) };
}

describe("an explicit transaction", () => {
  it("sees its own changes; others see them only after COMMIT", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select 9, 'new'");
    await update(storage, a, table, '"ID" = 0', "'changed'");
    await remove(storage, a, table, '"ID" = 1');
    expect(await see(a)).toEqual(["0:changed", "2:a", "9:new"]);
    expect(await see(b)).toEqual(["0:a", "1:a", "2:a"]);
    await storage.commit(a);
    expect(await see(b)).toEqual(["0:changed", "2:a", "9:new"]);
  });

  it("reads what others committed between its statements (read committed), also after it has written", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select 10, 'mine'");
    await insert(storage, b, table, "select 11, 'theirs'");
    expect(await see(a)).toEqual(["0:a", "1:a", "2:a", "10:mine", "11:theirs"]);
    expect(await see(b)).toHaveLength(4);
  });

  it("leaves nothing behind after ROLLBACK", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select 9, 'new'");
    await update(storage, a, table, "true", "'changed'");
    await remove(storage, a, table, '"ID" = 1');
    await storage.rollback(a);
    expect(await see(a)).toEqual(["0:a", "1:a", "2:a"]);
    expect(await see(b)).toEqual(["0:a", "1:a", "2:a"]);
    const left = await a.connection.runAndReadAll(`select count(*) from data.t${table}`);
    expect(Number(left.getRows()[0]?.[0])).toBe(3);
  });

  it("survives a failed statement: that statement's changes are gone, earlier ones stay", async () => {
    const { a, table, see } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select 9, 'kept'");
    const failing = storage.write(a, { queryId: "q", append: [table] }, async (unit) => {
      await unit.append(table, names, "select 10, 'lost'");
      await unit.append(table, names, "select error('no'), 'x'");
    });
    await expect(failing).rejects.toThrow("no");
    await insert(storage, a, table, "select 11, 'later'");
    await storage.commit(a);
    expect(await see(a)).toEqual(["0:a", "1:a", "2:a", "9:kept", "11:later"]);
  });

  it("keeps a row it inserted and updated as one insert, and a row it inserted and removed as nothing", async () => {
    const { a, table } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select i, 'new' from range(10, 12) r(i)");
    await update(storage, a, table, '"ID" = 10', "'newer'");
    await update(storage, a, table, '"ID" = 10', "'newest'");
    await remove(storage, a, table, '"ID" = 11');
    await storage.commit(a);
    const versions = await a.connection.runAndReadAll(
      `select "ID", "V", "$upd", "$del" = 9223372036854775807 from data.t${table} where "ID" >= 10`,
    );
    expect(versions.getRows()).toEqual([[10, "newest", false, true]]);
  });

  it("runs what rides with the data once, at COMMIT, and not after ROLLBACK", async () => {
    const { a, table } = await twoSessions();
    const ran: string[] = [];
    const write = () =>
      storage.write(a, { queryId: "q", append: [table] }, async (unit) => {
        unit.atCommit(async () => void ran.push("at"));
        unit.afterCommit(() => ran.push("after"));
      });
    storage.begin(a);
    await write();
    expect(ran).toEqual([]);
    await storage.rollback(a);
    expect(ran).toEqual([]);
    storage.begin(a);
    await write();
    await storage.commit(a);
    expect(ran).toEqual(["at", "after"]);
    await write();
    expect(ran).toEqual(["at", "after", "at", "after"]);
  });

  it("is committed by a DDL statement of its session", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await insert(storage, a, table, "select 9, 'new'");
    await createTable(storage, a);
    expect(a.transaction).toBeUndefined();
    expect(await see(b)).toContain("9:new");
  });

  it("is rolled back when its session closes", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await update(storage, a, table, "true", "'x'");
    await storage.closeSession(a);
    expect(await see(b)).toEqual(["0:a", "1:a", "2:a"]);
    expect(await update(storage, b, table, "true", "'y'")).toBe(3);
  });
});

describe("closing a session", () => {
  it("ends its statement that waits for a lock", async () => {
    const { a, b, table } = await twoSessions();
    storage.begin(a);
    await update(storage, a, table, "true", "'A'");
    const waiting = update(storage, b, table, "true", "'B'");
    const ended = expect(waiting).rejects.toMatchObject({ code: "000604" });
    await storage.closeSession(b);
    await ended;
    await storage.commit(a);
  });

  it("ends its statement that runs, and undoes it", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(b);
    await insert(storage, b, table, "select 50, 'open'");
    const long = insert(storage, b, table, "select i, 'x' from range(3000000000) r(i)");
    const ended = expect(long).rejects.toThrow(/interrupt/i);
    await storage.closeSession(b);
    await ended;
    expect(await see(a)).toEqual(["0:a", "1:a", "2:a"]);
  });
});

describe("locks", () => {
  it("make an update wait for another transaction's update of the table, and then see its result", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    await update(storage, a, table, '"ID" = 0', `"V" || 'A'`);
    const waiting = update(storage, b, table, '"ID" = 0', `"V" || 'B'`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(storage.locks()).toEqual([{ key: `t${table}`, owner: a.id, waiting: [b.id] }]);
    await storage.commit(a);
    await waiting;
    expect((await see(b))[0]).toBe("0:aAB");
    expect(storage.locks()).toEqual([]);
  });

  it("do not make inserts wait for each other", async () => {
    const { a, b, table, see } = await twoSessions();
    storage.begin(a);
    storage.begin(b);
    await insert(storage, a, table, "select 10, 'A'");
    await insert(storage, b, table, "select 11, 'B'");
    await storage.commit(b);
    await storage.commit(a);
    expect(await see(a)).toHaveLength(5);
  });

  it("give up after LOCK_TIMEOUT with 000625", async () => {
    const { a, b, table } = await twoSessions();
    storage.begin(a);
    await update(storage, a, table, "true", "'A'");
    b.lockTimeoutSeconds = 0.05;
    await expect(update(storage, b, table, "true", "'B'")).rejects.toMatchObject({ code: "000625", sqlState: "57014" });
    await storage.commit(a);
    expect(await update(storage, b, table, "true", "'B'")).toBe(3);
  });

  it("refuse the statement that would close a deadlock, and leave its transaction open", async () => {
    const { a, b, table } = await twoSessions();
    const other = await createTable(storage, a);
    await insert(storage, a, other, "select 1, 'o'");
    storage.begin(a);
    storage.begin(b);
    await update(storage, a, table, "true", "'A'");
    await update(storage, b, other, "true", "'B'");
    const waiting = update(storage, a, other, "true", "'A'");
    await expect(update(storage, b, table, "true", "'B'")).rejects.toMatchObject({ code: "000625" });
    expect(b.transaction).toBeDefined();
    await storage.commit(b);
    expect(await waiting).toBe(1);
    await storage.commit(a);
    expect(await rows(a, storage.readView(a), other)).toEqual(["1:A"]);
  });

  it("end their wait when the statement is aborted", async () => {
    const { a, b, table } = await twoSessions();
    storage.begin(a);
    await update(storage, a, table, "true", "'A'");
    const abort = new AbortController();
    const waiting = storage.write(b, { queryId: "q", change: [table], signal: abort.signal }, async () => 1);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ code: "000604" });
  });
});

it("twenty sessions writing one table at once lose nothing and never see DuckDB's conflicts", async () => {
  const { table, a } = await twoSessions();
  const sessions = await Promise.all(Array.from({ length: 20 }, () => storage.openSession()));
  await Promise.all(
    sessions.map(async (session, index) => {
      if (index % 2 === 0) storage.begin(session);
      await insert(storage, session, table, `select ${100 + index}, 'x'`);
      await update(storage, session, table, '"ID" = 0', `"V" || 'u'`);
      if (index % 4 === 0) await storage.rollback(session);
      else await storage.commit(session);
    }),
  );
  const seen = await rows(a, storage.readView(a), table);
  expect(seen).toHaveLength(3 + 15);
  expect(seen[0]).toBe(`0:a${"u".repeat(15)}`);
});

describe("an idle transaction", () => {
  async function blocked(idleLimitMs: number) {
    const opened = await open(":memory:", idleLimitMs);
    storage = opened.storage;
    const table = await createTable(storage, opened.session);
    await insert(storage, opened.session, table, "select i, 'a' from range(3) r(i)");
    const a = opened.session;
    const b = await storage.openSession();
    storage.begin(a);
    await update(storage, a, table, '"ID" = 0', "'idle'");
    return { a, b, table, see: (s: typeof a) => rows(s, storage.readView(s), table) };
  }

  it("is rolled back when another waits for its locks, and what its session does next stands alone", async () => {
    const { a, b, table, see } = await blocked(300);
    await update(storage, b, table, '"ID" = 1', "'theirs'");
    expect(await see(b)).toEqual(["0:a", "1:theirs", "2:a"]);
    expect(a.transaction).toBeUndefined();
    await update(storage, a, table, '"ID" = 2', "'later'");
    await storage.commit(a);
    expect(await see(b)).toEqual(["0:a", "1:theirs", "2:later"]);
  });

  it("is left alone while its session works, even if another waits", async () => {
    const { a, b, table, see } = await blocked(400);
    const waiting = update(storage, b, table, '"ID" = 1', "'theirs'");
    for (let look = 0; look < 12; look += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      await see(a);
    }
    await storage.commit(a);
    await waiting;
    expect(await see(b)).toEqual(["0:idle", "1:theirs", "2:a"]);
  });

  it("is left alone when nobody waits for it", async () => {
    const { a, b, see } = await blocked(50);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await storage.commit(a);
    expect(await see(b)).toEqual(["0:idle", "1:a", "2:a"]);
  });

  it("that is being ended keeps its session's next statement waiting, not failing", async () => {
    const { a, b, table, see } = await blocked(100);
    const theirs = update(storage, b, table, '"ID" = 1', "'theirs'");
    while (a.transaction !== undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      if ((a as { ending?: Promise<void> }).ending === undefined) continue;
      await update(storage, a, table, '"ID" = 2', "'mine'");
    }
    await theirs;
    expect(await see(b)).toContain("1:theirs");
  });
});
