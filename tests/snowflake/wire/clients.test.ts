/** What other clients send, and the Node driver does not by itself: kept here so that the fast tests guard it. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;
const folder = mkdtempSync(join(tmpdir(), "clients-"));

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true, force: true });
});

const post = async (path: string, body: unknown, token?: string) => {
  const response = await fetch(`${opened.twin.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Snowflake Token="${token}"` }) },
    body: JSON.stringify(body),
  });
  return (await response.json()) as { data: Record<string, unknown>; success: boolean };
};

const logIn = async (application: string) => {
  const { data } = await post("/session/v1/login-request?databaseName=DB", {
    data: { LOGIN_NAME: "tester", PASSWORD: "secret", CLIENT_APP_ID: application },
  });
  return String(data.token);
};

describe("the Python connector", () => {
  it("may double a slash when it asks for a query's status", async () => {
    const token = await logIn("PythonConnector");
    const { data } = await post(
      "/queries/v1/query-request?requestId=a",
      { sqlText: "select 1", asyncExec: true },
      token,
    );
    const response = await fetch(`${opened.twin.url}/monitoring/queries//${data.queryId}`, {
      headers: { authorization: `Snowflake Token="${token}"` },
    });
    expect(await response.json()).toMatchObject({ data: { queries: [{ id: data.queryId }] }, success: true });
  });

  it("binds the stage of write_pandas's PUT, and reads no list of keys in its answer", async () => {
    const token = await logIn("PythonConnector");
    await client.run("create or replace stage db.public.files");
    const { data } = await post(
      "/queries/v1/query-request?requestId=b",
      {
        sqlText: "put 'file:///tmp/a.parquet' ? parallel=4",
        bindings: { 1: { type: "TEXT", value: '@"DB"."PUBLIC"."FILES"/sub' } },
      },
      token,
    );
    expect(data).toMatchObject({ command: "UPLOAD", src_locations: ["/tmp/a.parquet"], encryptionMaterial: null });
    const path = join(folder, "a.csv");
    writeFileSync(path, "1\n");
    await client.run(`put file://${path} ?`, ["@db.public.files/sub"]);
    expect(await client.values("list @db.public.files")).toEqual(["files/sub/a.csv.gz"]);
  });
});

describe("bulk inserts", () => {
  const request = async (body: Record<string, unknown>) => {
    const { data } = await post(
      `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
      body,
      await logIn("JDBC"),
    );
    return data as { arrayBindSupported: boolean; rowtype: { name: string }[]; total: number };
  };

  it("are told to send lists of values for an INSERT, and one row after the other for what else has binds", async () => {
    await client.run("create or replace table db.public.listed (a int, b varchar)");
    const insert = await request({ sqlText: "insert into db.public.listed values (?, ?)", describeOnly: true });
    expect([insert.arrayBindSupported, insert.rowtype.map(({ name }) => name)]).toEqual([
      true,
      ["number of rows inserted"],
    ]);
    const update = await request({ sqlText: "update db.public.listed set a = ?", describeOnly: true });
    expect(update.arrayBindSupported).toBe(false);
    expect(await client.values("select count(*) from db.public.listed")).toEqual([0]);
  });

  it("may leave their values in files of a stage", async () => {
    await client.run("create or replace table db.public.staged (a int, b varchar, d date)");
    await client.run(
      `create or replace stage db.public.binds file_format = (type = csv field_optionally_enclosed_by = '"')`,
    );
    for (const [name, text] of [
      ["2.csv", '1,"a,\n""b""",2024-02-29\n,,\n'],
      ["10.csv", '3,"",\n'],
    ] as const) {
      writeFileSync(join(folder, name), text);
      await client.run(`put file://${join(folder, name)} @db.public.binds/request`);
    }
    await request({ sqlText: "insert into db.public.staged values (?, ?, ?)", bindStage: "@db.public.binds/request" });
    expect(await client.rows("select a, b, d::varchar as d from db.public.staged order by a nulls last")).toEqual([
      { A: 1, B: 'a,\n"b"', D: "2024-02-29" },
      { A: 3, B: "", D: null },
      { A: null, B: null, D: null },
    ]);
  });
});

describe("clients that ask what a statement would give", () => {
  it("get the columns of SHOW, DESCRIBE, LIST and DML", async () => {
    await client.run("create or replace table db.public.asked (a int)");
    await client.run("create or replace stage db.public.asked_files");
    const columnsOf = async (sqlText: string) => {
      const { data } = await post(
        `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
        { sqlText, describeOnly: true },
        await logIn("PythonConnector"),
      );
      return [data.total, (data.rowtype as { name: string }[]).slice(0, 2).map(({ name }) => name)];
    };
    expect(await columnsOf("show tables")).toEqual([0, ["created_on", "name"]]);
    expect(await columnsOf("describe table db.public.asked")).toEqual([0, ["name", "type"]]);
    expect(await columnsOf("list @db.public.asked_files")).toEqual([0, ["name", "size"]]);
    expect(await columnsOf("delete from db.public.asked")).toEqual([0, ["number of rows deleted"]]);
    expect(
      await columnsOf(
        "merge into db.public.asked t using (select 1 a) s on t.a = s.a when matched then delete when not matched then insert values (s.a)",
      ),
    ).toEqual([0, ["number of rows inserted", "number of rows deleted"]]);
    expect(await columnsOf("drop table db.public.asked")).toEqual([0, ["status"]]);
    expect(await client.values("select count(*) from db.public.asked")).toEqual([0]);
  });
});

describe("clients that read JSON", () => {
  it("get times with as many digits after the point as the type has", async () => {
    const { data } = await post(
      `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
      {
        sqlText: `select '2024-01-01 00:00:00.123456'::timestamp_ntz(3), '2024-01-01 00:00:00.123456'::timestamp_ntz(0), '00:00:01.5'::time(2),
          '2024-01-01 00:00:00.25 +01:00'::timestamp_tz(6), '2024-01-01 00:00:00'::timestamp_ltz`,
      },
      await logIn("JavaScript"),
    );
    expect(data.rowset).toEqual([
      ["1704067200.123", "1704067200", "1.50", "1704063600.250000 1500", "1704067200.000000000"],
    ]);
    const shown = await post(
      `/queries/v1/query-request?requestId=${crypto.randomUUID()}`,
      { sqlText: "show databases like 'DB'" },
      await logIn("PythonConnector"),
    );
    expect((shown.data.rowset as string[][])[0]?.[0]).toMatch(/^\d+\.\d{3}$/);
  });
});

describe("Snowpark", () => {
  it("makes scoped temporary tables, views, stages and file formats", async () => {
    for (const kind of [
      "table t_scoped (a int)",
      "view v_scoped as select 1 a",
      "stage s_scoped",
      "file format f_scoped",
    ]) {
      await client.run(`create scoped temporary ${kind}`);
    }
    expect(await client.row("select count(*) from t_scoped")).toEqual([0]);
    expect((await client.fails("create scoped table t_wrong (a int)")).code).toBe("001003");
  });

  it("puts a table function in brackets for session.range", async () => {
    expect(
      await client.values(
        "select (row_number() over (order by seq8()) - 1) * 2 id from (table(generator(rowcount => 3)))",
      ),
    ).toEqual([0, 2, 4]);
    expect(
      await client.row(
        "select count(*) from (table(generator(rowcount => 3)) a join table(generator(rowcount => 2)) b)",
      ),
    ).toEqual([6]);
  });
});

describe("SQLAlchemy and dbt", () => {
  it("read the names that columns were declared with, which the twin does not know", async () => {
    await client.run("create or replace table aliases (a bigint)");
    expect(
      await client.row(
        "select data_type, data_type_alias from information_schema.columns where table_name = 'ALIASES'",
      ),
    ).toEqual(["NUMBER", null]);
  });

  it("find transient tables as tables among the objects", async () => {
    await client.run("create or replace transient table brief (a int)");
    expect(await client.rows("show objects like 'brief'")).toMatchObject([{ name: "BRIEF", kind: "TABLE" }]);
    expect(await client.rows("show tables like 'brief'")).toMatchObject([{ name: "BRIEF", kind: "TRANSIENT" }]);
  });

  it("grant on a bare name, which is a table's or a view's, and show its grants", async () => {
    await client.run("create role if not exists readers");
    await client.run("create or replace table db.public.granted (a int, c character varying(7))");
    await client.run("create or replace view db.public.granted_view as select a from db.public.granted");
    await client.run("grant select, insert on db.public.granted to readers");
    await client.run("grant select on granted_view to role readers");
    const shown = async (name: string) =>
      (await client.rows(`show grants on ${name}`)).map(({ privilege, granted_on: on }) => [privilege, on]).sort();
    expect(await shown("granted")).toEqual([
      ["INSERT", "TABLE"],
      ["SELECT", "TABLE"],
    ]);
    expect(await shown("db.public.granted_view")).toEqual([["SELECT", "VIEW"]]);
    await client.run("revoke insert on granted from readers");
    expect(await shown("table granted")).toEqual([["SELECT", "TABLE"]]);
  });

  it("state the scheduler of a dynamic table; without one it is refused by name", async () => {
    await client.run("create or replace table source (a int)");
    const create = (scheduler: string) =>
      `create dynamic table made target_lag = '1 minute' warehouse = w scheduler = '${scheduler}' as (select a from source)`;
    expect((await client.fails(create("DISABLE"))).message).toMatch(/SCHEDULER = DISABLE/);
    await client.run("create warehouse if not exists w");
    await client.run(create("ENABLE"));
    expect(await client.rows("show dynamic tables like 'made'")).toMatchObject([{ name: "MADE" }]);
  });
});

describe("clients on Snowflake's core library", () => {
  const transfer = async (statement: string) => {
    const login = await post("/session/v1/login-request?databaseName=DB", {
      data: { LOGIN_NAME: "tester", CLIENT_APP_ID: "PythonConnector", CLIENT_CAPABILITIES: { SMK_ID_AS_STRING: true } },
    });
    const path = `/queries/v1/query-request?requestId=${crypto.randomUUID()}`;
    const { data } = await post(path, { sqlText: statement }, String(login.data.token));
    return data as {
      stageInfo: { location: string; endPoint: string; creds: Record<string, string> };
      src_locations: string[];
    };
  };
  const ask = (url: string, token: string | undefined, method: string, more: RequestInit = {}) =>
    fetch(url, { method, ...more, headers: { ...more.headers, authorization: `Bearer ${token}` } });

  it("put, look at and get files of a stage as objects of a bucket", async () => {
    await client.run("create or replace stage db.public.objects");
    const { stageInfo } = await transfer("put file:///tmp/a.csv @db.public.objects/sub auto_compress=false");
    expect(stageInfo).toMatchObject({ locationType: "GCS", isClientSideEncrypted: false });
    const url = `${stageInfo.endPoint}/${stageInfo.location}a%20b.csv`;
    const token = stageInfo.creds.GCS_ACCESS_TOKEN;
    expect((await ask(url, token, "HEAD")).status).toBe(404);
    expect((await ask(url, token, "PUT", { body: "1,x\n2,y\n" })).status).toBe(200);
    const head = await ask(url, token, "HEAD");
    expect([head.headers.get("content-length"), head.headers.get("x-goog-meta-sfc-digest")]).toEqual([
      "8",
      createHash("sha256").update("1,x\n2,y\n").digest("base64"),
    ]);
    expect(await client.values("list @db.public.objects")).toEqual(["objects/sub/a b.csv"]);
    const got = await transfer("get @db.public.objects file:///tmp");
    const source = `${got.stageInfo.endPoint}/${got.stageInfo.location}${got.src_locations[0]}`;
    const granted = got.stageInfo.creds.GCS_ACCESS_TOKEN;
    expect(await (await ask(source, granted, "GET")).text()).toBe("1,x\n2,y\n");
    const part = await ask(source, granted, "GET", { headers: { range: "bytes=4-6" } });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 4-6/8", "2,y"]);
  });

  it("reach no other folder, and nothing without the token of the answer", async () => {
    await client.run("create or replace stage db.public.closed");
    const { stageInfo } = await transfer("put file:///tmp/a.csv @db.public.closed");
    const url = `${stageInfo.endPoint}/${stageInfo.location}`;
    expect((await ask(`${url}a.csv`, "guessed", "PUT", { body: "1" })).status).toBe(401);
    expect((await ask(`${url}..%2F..%2Fa.csv`, stageInfo.creds.GCS_ACCESS_TOKEN, "PUT", { body: "1" })).status).toBe(
      400,
    );
    expect((await ask(`${url}%00`, stageInfo.creds.GCS_ACCESS_TOKEN, "GET")).status).toBe(404);
    expect((await ask(`${url}%E0`, stageInfo.creds.GCS_ACCESS_TOKEN, "GET")).status).toBe(400);
  });
});
