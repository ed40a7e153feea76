/** Pipes: refresh, history of their own, pause, and each file once over restarts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { startSnowflakeTwin } from "../../../local/snowflake/server.ts";
import { connect, failureOf, gzip, type Row, type Stage, s3Access, startStage } from "./session.ts";

const DAY = 86_400_000;
const clock = createClock(Date.now());
let stage: Stage;
beforeAll(async () => {
  stage = await startStage({ clock });
  await stage.run(
    "create file format archive_csv type = csv skip_header = 1 field_optionally_enclosed_by = '\"' null_if = () compression = gzip",
  );
  await stage.run("create stage archive url = 's3://archive/movielens/' file_format = (format_name = 'archive_csv')");
});
afterAll(() => stage.close());
beforeEach(async () => {
  for (const key of stage.s3.keys()) stage.s3.remove(key);
  await run(
    "create or replace table movies (id number(10,0) not null, title varchar(20), at timestamp_ltz default current_timestamp())",
  );
  await run("create or replace pipe movies_pipe as copy into movies (id, title) from @archive/movies/");
});

const run = (sql: string) => stage.run(sql);
const put = (key: string, rows: string) =>
  stage.s3.put(`archive/movielens/${key}`, gzip(`id,title\n${rows}`), clock.now());

/** Until the pipe has nothing to load. */
async function loaded(pipe = "film.raw.movies_pipe", ask = run): Promise<Row> {
  // Longer than the two seconds after which a pipe asks a store again that did not answer.
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    const [row] = await ask(`select parse_json(system$pipe_status('${pipe}')) as s`);
    const status = row?.S as Row;
    if (status.pendingFileCount === 0) return status;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("The pipe did not finish.");
}
const titles = async () => (await run("select title from movies order by id")).map(({ TITLE }) => TITLE);

describe("ALTER PIPE REFRESH", () => {
  it("loads what is under the prefix, and tells each file in COPY_HISTORY", async () => {
    put("movies/d1/part-00000.csv.gz", '1,Heat\n2,"Up, up"\n');
    put("movies/d2/part-00000.csv.gz", "3,Alien\n");
    expect(await run("alter pipe movies_pipe refresh prefix = 'd1/'")).toEqual([
      { File: "movies/d1/part-00000.csv.gz", Status: "SENT" },
    ]);
    expect(await loaded()).toMatchObject({
      executionState: "RUNNING",
      pendingFileCount: 0,
      lastIngestedFilePath: "movies/d1/part-00000.csv.gz",
    });
    expect(await titles()).toEqual(["Heat", "Up, up"]);
    const history = await run(
      "select * from table(information_schema.copy_history(table_name => 'movies', start_time => dateadd(hour, -1, current_timestamp())))",
    );
    expect(history).toHaveLength(1);
    expect(history[0]).toMatchObject({
      FILE_NAME: "movies/d1/part-00000.csv.gz",
      STAGE_LOCATION: "s3://archive/movielens/",
      ROW_COUNT: 2,
      ROW_PARSED: 2,
      STATUS: "Loaded",
      PIPE_NAME: "MOVIES_PIPE",
      PIPE_CATALOG_NAME: "FILM",
      PIPE_SCHEMA_NAME: "RAW",
      ERROR_COUNT: 0,
      FIRST_ERROR_MESSAGE: null,
    });
  });

  it("does not load a changed file again under the same name for 14 days", async () => {
    put("movies/a.csv.gz", "1,Heat\n");
    await run("alter pipe movies_pipe refresh");
    await loaded();
    clock.advance(13 * DAY);
    put("movies/a.csv.gz", "2,Other\n");
    expect(await run("alter pipe movies_pipe refresh")).toEqual([]);
    clock.advance(2 * DAY);
    put("movies/a.csv.gz", "2,Other\n");
    expect(await run("alter pipe movies_pipe refresh")).toHaveLength(1);
    await loaded();
    expect(await titles()).toEqual(["Heat", "Other"]);
  });

  it("looks at the last seven days, and at MODIFIED_AFTER within them", async () => {
    put("movies/old.csv.gz", "1,Old\n");
    clock.advance(6 * DAY);
    put("movies/new.csv.gz", "2,New\n");
    const after = new Date(clock.now() - DAY).toISOString();
    expect(await run(`alter pipe movies_pipe refresh modified_after = '${after}'`)).toMatchObject([
      { File: "movies/new.csv.gz" },
    ]);
    clock.advance(2 * DAY);
    expect(await run("alter pipe movies_pipe refresh")).toEqual([]);
    await loaded();
    expect(await titles()).toEqual(["New"]);
  });

  it("skips a file with an error, and lists it by VALIDATE_PIPE_LOAD", async () => {
    put("movies/bad.csv.gz", "1,Heat\nx,Up\n");
    put("movies/good.csv.gz", "3,Alien\n");
    await run("alter pipe movies_pipe refresh");
    await loaded();
    expect(await titles()).toEqual(["Alien"]);
    const [failed] = await run(
      "select status, row_count, first_error_message, first_error_line_number from table(information_schema.copy_history(table_name => 'MOVIES', start_time => dateadd(hour, -1, current_timestamp()))) where error_count > 0",
    );
    expect(failed).toEqual({
      STATUS: "Load failed",
      ROW_COUNT: 0,
      FIRST_ERROR_MESSAGE: "Numeric value 'x' is not recognized",
      FIRST_ERROR_LINE_NUMBER: 3,
    });
    expect(
      await run(
        "select error, file, line, rejected_record from table(information_schema.validate_pipe_load(pipe_name => 'film.raw.movies_pipe', start_time => dateadd(hour, -1, current_timestamp())))",
      ),
    ).toEqual([
      { ERROR: "Numeric value 'x' is not recognized", FILE: "movies/bad.csv.gz", LINE: 3, REJECTED_RECORD: "x,Up" },
    ]);
  });

  it("queues files while the pipe is paused, and loads them when it goes on", async () => {
    put("movies/a.csv.gz", "1,Heat\n");
    await run("alter pipe movies_pipe set pipe_execution_paused = true");
    await run("alter pipe movies_pipe refresh");
    const [row] = await run("select parse_json(system$pipe_status('movies_pipe')) as s");
    expect(row?.S).toMatchObject({ executionState: "PAUSED", pendingFileCount: 1 });
    expect(await titles()).toEqual([]);
    await run("alter pipe movies_pipe set pipe_execution_paused = false");
    await loaded();
    expect(await titles()).toEqual(["Heat"]);
  });

  it("tells a file that went before its turn, and loads the others", async () => {
    put("movies/a.csv.gz", "1,Heat\n");
    put("movies/b.csv.gz", "2,Up\n");
    await run("alter pipe movies_pipe set pipe_execution_paused = true");
    await run("alter pipe movies_pipe refresh");
    stage.s3.remove("archive/movielens/movies/a.csv.gz");
    await run("alter pipe movies_pipe set pipe_execution_paused = false");
    await loaded();
    expect(await titles()).toEqual(["Up"]);
  });

  it("keeps a file in the queue while S3 fails, and loads it afterwards", async () => {
    put("movies/a.csv.gz", "1,Heat\n");
    await run("alter pipe movies_pipe set pipe_execution_paused = true");
    await run("alter pipe movies_pipe refresh");
    stage.s3.failAfter(0);
    await run("alter pipe movies_pipe set pipe_execution_paused = false");
    await new Promise((resolve) => setTimeout(resolve, 300));
    stage.s3.failAfter(undefined);
    await run("alter pipe movies_pipe set pipe_execution_paused = false");
    await loaded();
    expect(await titles()).toEqual(["Heat"]);
  });
});

describe("CREATE PIPE", () => {
  it("refuses what pipes do not take", async () => {
    for (const option of ["purge = true", "force = true", "on_error = abort_statement", "files = ('a')"]) {
      const failure = await failureOf(
        run(`create or replace pipe p as copy into movies (id, title) from @archive ${option}`),
      );
      expect(failure.message).toMatch(/not supported in a pipe/);
    }
  });

  it("with AUTO_INGEST loads what a bucket's event names", async () => {
    await run("create or replace pipe auto auto_ingest = true as copy into movies (id, title) from @archive/movies/");
    put("movies/a b.csv.gz", "1,Heat\n");
    put("links/a.csv.gz", "9,No\n");
    const record = (key: string) => ({
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "archive" }, object: { key } },
    });
    await stage.twin.notifyPipes({
      Records: [record("movielens/movies/a+b.csv.gz"), record("movielens/links/a.csv.gz")],
    });
    await loaded("film.raw.auto");
    expect(await titles()).toEqual(["Heat"]);
  });
});

describe("a twin that starts again", () => {
  it("loads what was queued, each file once", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pipes-"));
    const options = { port: 0, s3: s3Access(stage.s3), dataDir: folder };
    const first = await startSnowflakeTwin(options);
    const session = await connect(first.url);
    await session.run("create database film");
    await session.run("create schema film.raw");
    await session.run("create stage archive url = 's3://archive/again/' file_format = (type = csv)");
    await session.run("create table t (a int)");
    await session.run("create pipe p as copy into t from @archive");
    for (let file = 0; file < 5; file += 1) stage.s3.put(`archive/again/${file}.csv`, `${file}\n`);
    await session.run("alter pipe p refresh prefix = '0'");
    await loaded("film.raw.p", session.run);
    await session.run("alter pipe p set pipe_execution_paused = true");
    await session.run("alter pipe p refresh");
    await session.close();
    await first.close();

    const second = await startSnowflakeTwin(options);
    const again = await connect(second.url);
    await again.run("alter pipe film.raw.p set pipe_execution_paused = false");
    await loaded("film.raw.p", again.run);
    expect((await again.run("select a from film.raw.t order by a")).map(({ A }) => A)).toEqual([0, 1, 2, 3, 4]);
    await again.close();
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
