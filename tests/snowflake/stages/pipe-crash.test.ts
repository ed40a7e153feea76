/** kill -9 in the middle of a pipe's loads: after the restart every file is there once. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "./session.ts";
import { startTinyS3, type TinyS3 } from "./tiny-s3.ts";

const script = fileURLToPath(new URL("twin-process.ts", import.meta.url));
const files = 150;
const rowsPerFile = 200;
let s3: TinyS3;
let folder: string;
let running: ChildProcess | undefined;
beforeAll(async () => {
  s3 = await startTinyS3();
  folder = mkdtempSync(path.join(tmpdir(), "pipe-crash-"));
  for (let file = 0; file < files; file += 1) {
    const rows = Array.from({ length: rowsPerFile }, (_, row) => `${file},${row}\n`);
    s3.put(`crash/${String(file).padStart(3, "0")}.csv`, rows.join(""));
  }
});
afterAll(async () => {
  running?.kill("SIGKILL");
  await s3.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ["--no-warnings", script, folder, s3.endpoint], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running = child;
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return { child, url: String(line).trim() };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

it("loads every file once, whenever the process is killed", async () => {
  const first = await start();
  const session = await connect(first.url);
  await session.run("create database film");
  await session.run("create schema film.raw");
  await session.run("create stage st url = 's3://crash/'");
  await session.run("create table t (file int, row_no int)");
  await session.run("create pipe p as copy into t from @st");
  await session.run("alter pipe p refresh");
  // At different moments of the load: the queue is worked on from the start of each process.
  let twin = first;
  for (const wait of [5, 120, 40, 200]) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    await kill(twin.child);
    twin = await start();
  }
  const last = await connect(twin.url);
  const deadline = Date.now() + 20_000;
  for (;;) {
    const [row] = await last.run("select parse_json(system$pipe_status('film.raw.p')) as s");
    const status = row?.S as Record<string, unknown>;
    if (status.pendingFileCount === 0) break;
    if (Date.now() > deadline) throw new Error(`The pipe did not finish: ${JSON.stringify(status)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await last.run("select count(*) as n, count(distinct file, row_no) as d from film.raw.t")).toEqual([
    { N: files * rowsPerFile, D: files * rowsPerFile },
  ]);
  expect(
    await last.run(
      "select count(*) as n, count(distinct file_name) as d, sum(row_count) as r from table(film.information_schema.copy_history(table_name => 'film.raw.t', start_time => dateadd(hour, -1, current_timestamp())))",
    ),
  ).toEqual([{ N: files, D: files, R: files * rowsPerFile }]);
  await last.close();
  await kill(twin.child);
}, 60_000);
