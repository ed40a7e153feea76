/** Asynchronous statements of one session, through the driver. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;
beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
  await client.run("create temporary table mine (a int)");
  await client.run("create table log (what varchar)");
});
afterAll(() => opened.close());

const start = async (text: string) => (await client.run(text, undefined, { asyncExec: true })).statement.getQueryId();
const result = (queryId: string) =>
  new Promise<unknown[]>((resolve, reject) => {
    const { connection } = client as unknown as {
      connection: { getResultsFromQueryId(options: object): Promise<unknown> };
    };
    void connection.getResultsFromQueryId({
      queryId,
      complete: (error: Error | undefined, _statement: unknown, rows: unknown[]) =>
        error ? reject(error) : resolve(rows),
    });
  });

describe("asynchronous statements of one session", () => {
  it("run beside each other and beside those that the client waits for", async () => {
    const from = performance.now();
    const ids = await Promise.all([start("call system$wait(2)"), start("call system$wait(2)")]);
    expect(await client.values("select 1")).toEqual([1]);
    expect(performance.now() - from).toBeLessThan(1500);
    await Promise.all(ids.map(result));
    expect(performance.now() - from).toBeLessThan(3500);
  });

  it("see the session's place, variables and temporary tables, and commit by themselves", async () => {
    await client.run("set v = 7");
    await result(await start("insert into mine values ($v)"));
    expect(await client.values("select a from mine")).toEqual([7]);
    const other = await start("begin insert into log values ('block'); return current_schema(); end");
    expect(await result(other)).toEqual([{ "anonymous block": "PUBLIC" }]);
  });

  it("follow each other within a transaction, whose they are", async () => {
    await client.run("begin");
    await result(await start("insert into log values ('rolled back')"));
    await client.run("rollback");
    expect(await client.values("select what from log where what = 'rolled back'")).toEqual([]);
  });

  it("change the session in turn: USE is there for what follows", async () => {
    await client.run("create schema db.elsewhere");
    await client.run("use schema db.public");
    await result(await start("use schema db.elsewhere"));
    expect(await client.values("select current_schema()")).toEqual(["ELSEWHERE"]);
    await client.run("use schema db.public");
  });
});
