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
