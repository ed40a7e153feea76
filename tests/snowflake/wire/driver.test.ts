import { generateKeyPairSync } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import { type Client, connect, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterAll(() => opened.close());

describe("the Node driver", () => {
  it("reads a literal of every type as the driver's own types", async () => {
    const [row = {}] = await client.rows(
      `select 1 as i, 1.50::number(10,2) as n, 'a' as t, true as b, null as z, 1.5::float as f,
              '2026-01-31'::date as d, '2026-01-31 10:00:00'::timestamp_ntz as ts, parse_json('{"a":[1,2]}') as v`,
    );
    expect(row).toMatchObject({ I: 1, N: 1.5, T: "a", B: true, Z: null, F: 1.5, V: { a: [1, 2] } });
    expect((row.D as Date).toISOString()).toBe("2026-01-31T00:00:00.000Z");
    expect((row.TS as Date).toISOString()).toBe("2026-01-31T10:00:00.000Z");
  });

  it("gives the driver name, type, precision and nullability of columns", async () => {
    const { statement } = await client.run("select 1.50::number(10,2) as n, 'a'::varchar(5) as t");
    const described = (statement.getColumns() ?? []).map((column) => [
      column.getName(),
      column.getType(),
      column.getScale(),
    ]);
    expect(described).toEqual([
      ["N", "fixed", 2],
      ["T", "text", null],
    ]);
  });

  it("streams a large result in order", async () => {
    const { statement } = await client.run(
      "select row_number() over (order by seq4()) - 1 as i, repeat('x', 50) as t from table(generator(rowcount => 60000)) order by i",
      undefined,
      { streamResult: true },
    );
    let expected = 0;
    for await (const row of statement.streamRows() as AsyncIterable<{ I: number }>) {
      if (row.I !== expected) throw new Error(`Row ${row.I} where ${expected} was expected.`);
      expected++;
    }
    expect(expected).toBe(60_000);
  });

  it("binds by position with ? and with :1", async () => {
    expect(await client.row("select ?, ?::number + 1, ?", ["a", 41, null])).toEqual(["a", 42, null]);
    expect(await client.row("select :2 || :1", ["a", "b"])).toEqual(["ba"]);
  });

  it("inserts arrays of binds in one statement, and more of them than fit a request", async () => {
    await client.run("create or replace table many (i int, t varchar)");
    await client.run("insert into many values (?, ?)", [
      [1, "one"],
      [2, null],
    ] as never);
    const rows = Array.from({ length: 40_000 }, (_, at) => [at, `row ${at}`]);
    await client.run("insert into many values (?, ?)", rows as never);
    expect(await client.row("select count(*), sum(i), count(t) from many")).toEqual([40_002, 799_980_003, 40_001]);
  });

  it("tells a syntax error's code, state, line and position", async () => {
    const error = await client.fails("select 1 frm\n from from x");
    expect(error.code).toBe("001003");
    expect(error.sqlState).toBe("42000");
    expect(error.message).toMatch(/syntax error line 2 at position 6/);
  });

  it("tells that a table does not exist with 002003", async () => {
    const error = await client.fails("select * from nowhere");
    expect([error.code, error.sqlState]).toEqual(["002003", "42S02"]);
    expect(error.message).toContain("Object 'NOWHERE' does not exist or not authorized.");
  });

  it("runs several statements of one request and gives each its result", async () => {
    const results: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      client.connection.execute({
        sqlText: "select 1 as a; select 'two' as b; select 3 as c",
        parameters: { MULTI_STATEMENT_COUNT: 3 },
        complete(error, statement, rows) {
          if (error) return reject(error);
          results.push(Object.values(rows?.[0] ?? {})[0]);
          const next = statement as unknown as { hasNext(): boolean; NextResult(): void };
          if (next.hasNext()) next.NextResult();
          else resolve();
        },
      });
    });
    expect(results).toEqual([1, "two", 3]);
  });

  it("refuses a request with another number of statements than was announced", async () => {
    const error = await client.fails("select 1; select 2");
    expect(error.message).toContain("Actual statement count 2 did not match the desired statement count 1.");
  });

  it("runs a query in the background and gives its result later", async () => {
    const { statement } = await client.run("select 42 as answer", undefined, { asyncExec: true });
    const queryId = statement.getQueryId();
    const later = await client.connection.getResultsFromQueryId({ queryId } as never);
    const rows: unknown[] = [];
    for await (const row of later.streamRows() as AsyncIterable<unknown>) rows.push(row);
    expect(rows).toEqual([{ ANSWER: 42 }]);
    expect(await client.connection.getQueryStatus(queryId)).toBe("SUCCESS");
  });

  it("cancels a running statement", async () => {
    const started = Date.now();
    const outcome = new Promise<{ code?: unknown }>((resolve) => {
      const statement = client.connection.execute({
        sqlText: "call system$wait(30)",
        complete: (error) => resolve((error ?? {}) as { code?: unknown }),
      });
      setTimeout(() => statement.cancel(() => undefined), 200);
    });
    expect((await outcome).code).toBe("000604");
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await client.values("select 1")).toEqual([1]);
  });

  it("cancels a query that DuckDB is busy with", async () => {
    const outcome = new Promise<{ code?: unknown }>((resolve) => {
      const statement = client.connection.execute({
        sqlText:
          "select sum(a.i * b.i) from (select seq4() i from table(generator(rowcount => 2000000))) a cross join (select seq4() i from table(generator(rowcount => 2000000))) b",
        complete: (error) => resolve((error ?? {}) as { code?: unknown }),
      });
      setTimeout(() => statement.cancel(() => undefined), 300);
    });
    expect((await outcome).code).toBe("000604");
  });

  it("ends a statement at its time-out", async () => {
    await client.run("alter session set statement_timeout_in_seconds = 1");
    const error = await client.fails("call system$wait(20)");
    await client.run("alter session unset statement_timeout_in_seconds");
    expect(error.message).toContain("timeout of 1 second(s)");
  });

  it("gives the result of an earlier query again, by its id and through RESULT_SCAN", async () => {
    const { statement } = await client.run(
      "select column1 as a, column2 as b, column3::date as d from values (1, 'x', '2026-01-31'), (2, null, null) order by a",
    );
    const queryId = statement.getQueryId();
    const again = await client.rows(
      `select a, b, d::varchar as d from table(result_scan('${queryId}')) order by a desc`,
    );
    expect(again).toEqual([
      { A: 2, B: null, D: null },
      { A: 1, B: "x", D: "2026-01-31" },
    ]);
    await client.run("show databases");
    expect(await client.values(`select "name" from table(result_scan(last_query_id()))`)).toEqual(["DB"]);
  });
});

describe("requests as drivers send them", () => {
  const post = async (path: string, body: unknown, token?: string) => {
    const response = await fetch(`${opened.twin.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { authorization: `Snowflake Token="${token}"` }) },
      body: JSON.stringify(body),
    });
    return (await response.json()) as { success: boolean; code: string | null; data: Record<string, unknown> };
  };
  const login = async () => {
    const { data } = await post("/session/v1/login-request", { data: { LOGIN_NAME: "a", CLIENT_APP_ID: "Test" } });
    return data as { token: string; masterToken: string };
  };

  it("gives the same answer for a request id that is sent again, without running it twice", async () => {
    const { token } = await login();
    await client.run("create or replace table db.public.once (i int)");
    const path = "/queries/v1/query-request?requestId=11111111-2222-3333-4444-555555555555";
    const body = { sqlText: "insert into db.public.once values (1)" };
    const first = await post(path, body, token);
    const second = await post(path, body, token);
    expect(second.data.queryId).toBe(first.data.queryId);
    expect(await client.values("select count(*) from db.public.once")).toEqual([1]);
  });

  it("renews tokens with the master token, and refuses a token it does not know with 390104", async () => {
    const { token, masterToken } = await login();
    const renewed = await post("/session/token-request", { oldSessionToken: token, requestType: "RENEW" }, masterToken);
    const fresh = renewed.data.sessionToken as string;
    const answer = await post("/queries/v1/query-request?requestId=r1", { sqlText: "select 1" }, fresh);
    expect(answer.success).toBe(true);
    const refused = await post("/queries/v1/query-request?requestId=r2", { sqlText: "select 1" }, "st-unknown");
    expect([refused.success, refused.code]).toEqual([false, "390104"]);
  });

  it("ends the session, and drops its temporary tables, when the driver logs out", async () => {
    const other = await connect(opened.twin, { database: "DB" });
    await other.run("create temporary table fleeting (i int)");
    await other.close();
    const again = await connect(opened.twin, { database: "DB" });
    expect((await again.fails("select * from fleeting")).code).toBe("002003");
    await again.close();
  });
});

describe("credentials", () => {
  it("are checked when they are configured: passwords and key pairs", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    });
    const twin = await startSnowflakeTwin({
      port: 0,
      users: [
        { user: "reader", password: "right" },
        { user: "loader", publicKey },
      ],
    });
    const byKey = (key: string) =>
      connect(twin, { username: "loader", authenticator: "SNOWFLAKE_JWT", privateKey: key } as never);
    const reader = await connect(twin, { username: "reader", password: "right" });
    const loader = await byKey(privateKey);
    expect(await loader.values("select current_user()")).toEqual(["LOADER"]);
    await expect(connect(twin, { username: "reader", password: "wrong" })).rejects.toThrow(
      "Incorrect username or password",
    );
    await expect(connect(twin, { username: "nobody", password: "right" })).rejects.toThrow(
      "Incorrect username or password",
    );
    await expect(byKey(stranger as string)).rejects.toThrow("JWT token is invalid");
    await Promise.all([reader.close(), loader.close()]);
    await twin.close();
  });
});
