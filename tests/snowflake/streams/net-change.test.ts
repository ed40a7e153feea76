/** What a stream holds after which changes, and when its offset moves. */
import { afterEach, describe, expect, it } from "vitest";
import type { StorageSession, TableId } from "../../../local/snowflake/storage/port.ts";
import { createTable, insert, open, remove, update } from "../storage/open.ts";
import { Bench, type StreamOptions } from "./fake-context.ts";

let bench: Bench;
afterEach(() => bench.storage.close());

async function withStream(options: StreamOptions = {}) {
  const { storage, session, clock } = await open();
  bench = new Bench(storage, clock);
  const table = await createTable(storage, session);
  const sink = await createTable(storage, session);
  await insert(storage, session, table, "select 1, 'a' union all select 2, 'b'");
  const source = bench.addTable(table);
  const stream = await bench.addStream(session, source, options);
  const other = await storage.openSession();
  return {
    storage,
    session,
    other,
    clock,
    table,
    sink,
    source,
    stream,
    add: (select: string, s: StorageSession = session) => insert(storage, s, table, select),
    set: (where: string, value: string, s: StorageSession = session) => update(storage, s, table, where, value),
    drop: (where: string, s: StorageSession = session) => remove(storage, s, table, where),
    see: (s: StorageSession = session) => bench.read(s, stream),
    take: (s: StorageSession = session, into: TableId = sink) => bench.consumeInto(s, stream, into),
  };
}

describe("a standard stream", () => {
  it("is empty when made, and again after it was consumed", async () => {
    const { see, take, add } = await withStream();
    expect(await see()).toEqual([]);
    await add("select 3, 'c'");
    expect(await take()).toEqual(["3:c:INSERT:false"]);
    expect(await see()).toEqual([]);
  });

  it("gives an update as DELETE and INSERT with ISUPDATE, two updates as one pair", async () => {
    const { see, set } = await withStream();
    await set('"ID" = 1', "'x'");
    await set('"ID" = 1', "'y'");
    expect(await see()).toEqual(["1:a:DELETE:true", "1:y:INSERT:true"]);
  });

  it("forgets a row inserted and deleted, and an update that was taken back", async () => {
    const { see, set, add, drop } = await withStream();
    await add("select 3, 'c'");
    await drop('"ID" = 3');
    await set('"ID" = 1', "'x'");
    await set('"ID" = 1', "'a'");
    expect(await see()).toEqual([]);
  });

  it("gives a row inserted and updated as one INSERT, a row updated and deleted as one DELETE of what it was", async () => {
    const { see, set, add, drop } = await withStream();
    await add("select 3, 'c'");
    await set('"ID" = 3', "'d'");
    await set('"ID" = 2', "'x'");
    await drop('"ID" = 2');
    expect(await see()).toEqual(["2:b:DELETE:false", "3:d:INSERT:false"]);
  });

  it("gives a row deleted and inserted anew as two rows with different ids", async () => {
    const { see, add, drop, session, stream } = await withStream();
    await drop('"ID" = 1');
    await add("select 1, 'a'");
    expect(await see()).toEqual(["1:a:DELETE:false", "1:a:INSERT:false"]);
    expect(stream.mode).toBe("DEFAULT");
    expect(session.transaction).toBeUndefined();
  });

  it("does not move on SELECT or ROLLBACK, moves on COMMIT", async () => {
    const { see, take, add, storage, session } = await withStream();
    await add("select 3, 'c'");
    await see();
    storage.begin(session);
    await take();
    await storage.rollback(session);
    expect(await see()).toEqual(["3:c:INSERT:false"]);
    storage.begin(session);
    await take();
    await storage.commit(session);
    expect(await see()).toEqual([]);
  });

  it("reads the same all through a transaction, also after it was consumed in it", async () => {
    const { see, take, add, storage, session, other } = await withStream();
    await add("select 3, 'c'");
    storage.begin(session);
    expect(await see()).toEqual(["3:c:INSERT:false"]);
    await add("select 4, 'd'", other);
    await add("select 5, 'e'");
    expect(await see()).toEqual(["3:c:INSERT:false"]);
    expect(await take()).toEqual(["3:c:INSERT:false"]);
    expect(await take()).toEqual(["3:c:INSERT:false"]);
    expect(await see(other)).toEqual(["3:c:INSERT:false", "4:d:INSERT:false"]);
    await storage.commit(session);
    expect(await see()).toEqual(["4:d:INSERT:false", "5:e:INSERT:false"]);
  });

  it("makes a second consumer wait for the first, and then gives it only what is left", async () => {
    const { take, add, storage, session, other } = await withStream();
    await add("select 3, 'c'");
    storage.begin(session);
    await take();
    const second = take(other);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await storage.commit(session);
    expect(await second).toEqual([]);
  });

  it("never goes back, when consumed in a transaction that began before another consumed it", async () => {
    const { see, take, add, storage, session, other } = await withStream();
    storage.begin(other);
    await add("select 3, 'c'");
    await take(session);
    expect(await take(other)).toEqual([]);
    await storage.commit(other);
    expect(await see()).toEqual([]);
  });

  it("does not see changes that are not committed", async () => {
    const { see, add, set, storage, session, other } = await withStream();
    storage.begin(other);
    await add("select 3, 'c'", other);
    await set('"ID" = 1', "'x'", other);
    expect(await see()).toEqual([]);
    await add("select 4, 'd'");
    expect(await see()).toEqual(["4:d:INSERT:false"]);
    await storage.commit(other);
    expect(await see(session)).toEqual(["1:a:DELETE:true", "1:x:INSERT:true", "3:c:INSERT:false", "4:d:INSERT:false"]);
  });

  it("misses nothing that was written before, but committed after, it was consumed", async () => {
    const { take, add, storage, other } = await withStream();
    storage.begin(other);
    await add("select 3, 'early'", other);
    await add("select 4, 'late'");
    expect(await take()).toEqual(["4:late:INSERT:false"]);
    await storage.commit(other);
    expect(await take()).toEqual(["3:early:INSERT:false"]);
  });
});

describe("two streams on one table", () => {
  it("each keep their own offset", async () => {
    const { take, add, session, source, see } = await withStream();
    const second = await bench.addStream(session, source);
    await add("select 3, 'c'");
    await take();
    expect(await see()).toEqual([]);
    expect(await bench.read(session, second)).toEqual(["3:c:INSERT:false"]);
  });
});

describe("an append-only stream", () => {
  it("gives inserted rows as they were inserted, whatever came of them", async () => {
    const { see, add, set, drop } = await withStream({ appendOnly: true });
    await add("select 3, 'c' union all select 4, 'd'");
    await set('"ID" in (1, 3)', "'x'");
    await drop('"ID" in (2, 4)');
    expect(await see()).toEqual(["3:c:INSERT:false", "4:d:INSERT:false"]);
  });
});

describe("a stream with initial rows", () => {
  it("gives the rows of its creation first, and then only changes", async () => {
    const { see, take, set, add } = await withStream({ initialRows: true });
    await set('"ID" = 1', "'x'");
    await add("select 3, 'c'");
    expect(await see()).toEqual(["1:a:INSERT:false", "2:b:INSERT:false"]);
    await take();
    expect(await see()).toEqual(["1:a:DELETE:true", "1:x:INSERT:true", "3:c:INSERT:false"]);
  });
});

describe("history", () => {
  it("is kept by purge for a stream until the stream is stale, then the stream says so", async () => {
    const { see, set, storage, clock, table } = await withStream();
    const day = 86_400_000;
    await set('"ID" = 1', "'x'");
    clock.now += 10 * day;
    await set('"ID" = 1', "'y'");
    expect(await storage.purge(table, clock.now - day)).toBe(0);
    expect(await see()).toEqual(["1:a:DELETE:true", "1:y:INSERT:true"]);
    clock.now += 5 * day;
    await expect(see()).rejects.toThrow("stale");
    await set('"ID" = 1', "'z'");
    clock.now += 2 * day;
    expect(await storage.purge(table, clock.now - day)).toBe(3);
  });

  it("is refused by name once the table is gone", async () => {
    const { see, source } = await withStream();
    bench.objects.delete(source.id);
    await expect(see()).rejects.toThrow("dropped, cannot read from stream");
  });
});
