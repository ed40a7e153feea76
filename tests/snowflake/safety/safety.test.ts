/** What SQL must not reach or stop: files of the machine, DuckDB itself, the twin's own thread. Through the driver. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, connect, type Opened, openTwin } from "../driver.ts";

let folder: string;
let opened: Opened;
let client: Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "safety-"));
  writeFileSync(join(folder, "secret.csv"), "hidden-word\n");
  opened = await openTwin({ dataDir: join(folder, "data") });
  client = opened.client;
  await client.run("create table t (a varchar)");
  await client.run("create stage st");
});
afterAll(async () => {
  await opened.close();
  rmSync(folder, { recursive: true });
});

describe("files of the machine", () => {
  it("are no tables, whatever function or name DuckDB has for them", async () => {
    const file = join(folder, "secret.csv");
    for (const from of [
      `read_csv('${file}')`,
      `table(read_csv_auto('${file}'))`,
      `table(read_text('${file}'))`,
      `table(read_blob('${file}'))`,
      `table(glob('${folder}/*'))`,
      `table(parquet_scan('${file}'))`,
      `"${file}"`,
      `'${file}'`,
      "table(duckdb_settings())",
      "information_schema.duckdb_tables",
      "main.sqlite_master",
      "scheduler.task_runs",
    ]) {
      expect((await client.fails(`select * from ${from}`)).code, from).toMatch(/^00(1003|2003|2140|2141)$/);
      await client
        .run(`create or replace function leak() returns table (a varchar) as $$ select * from ${from} $$`)
        .then(
          async () => expect((await client.fails("select * from table(leak())")).message).not.toContain("hidden-word"),
          () => undefined,
        );
    }
  });

  it("are no locations of COPY or of stages", async () => {
    for (const location of [`file://${folder}/secret.csv`, `${folder}/secret.csv`, "http://127.0.0.1/secret.csv"]) {
      expect((await client.fails(`copy into t from '${location}'`)).code, location).toBe("001011");
      expect((await client.fails(`copy into '${location}' from t`)).code, location).toBe("001011");
      expect((await client.fails(`create stage bad url = '${location}'`)).code, location).toBe("001011");
    }
  });

  it("are not reached by a path that leaves the stage, to read or to write", async () => {
    const up = "../".repeat(12);
    const out = `@st/${up}${folder.slice(1)}`;
    expect(await client.values(`select $1 from ${out}/secret.csv`)).toEqual([]);
    expect(await client.rows(`list ${out}`)).toEqual([]);
    await client.run(`copy into t from ${out}/secret.csv`);
    expect(await client.values("select count(*) from t")).toEqual([0]);
    expect((await client.fails(`copy into ${out}/made.csv from (select 'x') single = true`)).code).toBe("001757");
    expect((await client.fails(`put file://${folder}/secret.csv ${out}/put/`)).code).toBe("001757");
    await client.run(`remove ${out}/secret.csv`);
    await client.run(`get ${out} file://${folder}/`);
    expect(["made.csv", "put"].filter((name) => existsSync(join(folder, name)))).toEqual([]);
    expect(existsSync(join(folder, "secret.csv"))).toBe(true);
  });

  it("are not reached by a link in the stage's folder", async () => {
    await client.run(`put file://${folder}/secret.csv @st/in/ auto_compress = false`);
    const [listed] = await client.rows("list @st/in");
    expect(basename(String(listed?.name))).toBe("secret.csv");
    const [own] = await client.values("select count(*) from @st/in");
    const { readdirSync } = await import("node:fs");
    const stages = join(folder, "data", "files", "stages");
    const [stage] = readdirSync(stages);
    symlinkSync(join(folder, "secret.csv"), join(stages, String(stage), "in", "link.csv"));
    symlinkSync(folder, join(stages, String(stage), "in", "linked"));
    expect(await client.values("select count(*) from @st/in")).toEqual([own]);
    expect(await client.rows("list @st/in")).toHaveLength(1);
  });
});

it("DuckDB's own statements are not understood", async () => {
  for (const sql of [
    `attach '${folder}/x.duckdb' as x`,
    "pragma database_list",
    "load httpfs",
    "install httpfs",
    `copy t to '${folder}/made.csv'`,
    `export database '${folder}/made'`,
    "set global enable_external_access = true",
    "checkpoint",
  ]) {
    expect((await client.fails(sql)).code, sql).toBe("001003");
  }
  expect((await client.fails("select getenv('HOME')")).code).toBe("002140");
});

describe("the twin's thread", () => {
  it("is not held by an endless JavaScript function for longer than its limit", async () => {
    await client.run("create function spin() returns float language javascript as $$ while (true) {} $$");
    const from = performance.now();
    expect((await client.fails("select spin()")).message).toContain("time limit of 5 seconds");
    expect(performance.now() - from).toBeLessThan(9_000);
    expect(await client.values("select 1")).toEqual([1]);
  }, 20_000);

  it("is not held by a regular expression that backtracks", async () => {
    const from = performance.now();
    const failure = await client.fails("select regexp_like(repeat('a', 60) || 'b', '(a+)+$')");
    expect(failure.message).toContain("took longer than 5 seconds");
    expect(performance.now() - from).toBeLessThan(9_000);
    expect(await client.values("select regexp_replace('aab', '(a+)', 'x')")).toEqual(["xb"]);
  }, 20_000);
});

describe("the server", () => {
  it("listens on the loopback address alone", async () => {
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each !== undefined && !each.internal && each.family === "IPv4");
    for (const other of others) {
      const answered = await new Promise<boolean>((resolve) => {
        const socket = createConnection({ host: other?.address ?? "", port: opened.twin.port });
        socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      });
      expect(answered, other?.address).toBe(false);
    }
    expect(new URL(opened.twin.url).hostname).toBe("127.0.0.1");
  });

  it("checks credentials when they are configured", async () => {
    const guarded = await openTwin({ users: [{ user: "tester", password: "secret" }] });
    await expect(connect(guarded.twin, { password: "wrong" })).rejects.toThrow(/Incorrect username or password/);
    await expect(connect(guarded.twin, { username: "other" })).rejects.toThrow();
    await guarded.close();
  });
});
