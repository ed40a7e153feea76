/** One seeded sequence on the twin and on the reference, step by step: DML and transactions of several sessions, streams, a task, dynamic tables. */
import { expect } from "vitest";
import type { Clock } from "../../../local/snowflake/clock.ts";
import type { Client } from "../driver.ts";
import { generator, pick } from "./random.ts";
import { Model } from "./reference.ts";

const minute = 60_000;

/** Incremental ones and such as are refreshed in full; the last reads another dynamic table. */
const queries = [
  "select id, v || '!' as w from src where v > 'v0'",
  "select v, count(*) as n, sum(id) as total, min(id) as least from src group by v",
  "select distinct v from src",
  "select s.id, d.name from src s join dim d on s.v = d.v",
  "select s.id, d.name from src s left join dim d on s.v = d.v",
  "select x.id as x, y.id as y from src x join src y on x.v = y.v and x.id < y.id",
  "select count(*) as n, max(v) as most from src",
  "select id, row_number() over (partition by v order by id) as place from src qualify place <= 2",
  "select v from src union all select name from dim",
  "select d.name, count(distinct s.id) as n from src s join dim d on s.v = d.v group by d.name having count(*) > 1",
  "select id from src order by v, id limit 3",
] as const;

interface Stream {
  id: number;
  name: string;
}

export interface Place {
  clients: readonly Client[];
  clock: Clock;
}

/** What was done and seen, line by line. */
export async function runSequence({ clients, clock }: Place, seed: number, steps: number): Promise<string[]> {
  const random = generator(seed);
  const trace: string[] = [];
  const schema = `m${seed}`;
  const model = new Model();
  const streams: Stream[] = [];
  let lastId = 0;
  let dim: string[] = [];
  const [admin] = clients as [Client];
  const note = (line: string) => trace.push(line);
  const run = (by: number, sql: string) => (clients[by] as Client).run(sql);

  await admin.run(`create or replace schema db.${schema}`);
  for (const client of clients) await client.run(`use schema db.${schema}`);
  await admin.run("create table src (id int, v varchar)");
  await admin.run("create table dim (v varchar, name varchar)");
  await admin.run("create table sink (line varchar)");
  await admin.run("create table done (line varchar)");
  const lines = "id || ':' || v || ':' || metadata$action || ':' || metadata$isupdate";
  const addStream = async (by: number, appendOnly: boolean, isInitial: boolean) => {
    const stream = { id: streams.length, name: `st${streams.length}` };
    // DDL commits.
    model.commit(by);
    const options = `${appendOnly ? " append_only = true" : ""}${isInitial ? " show_initial_rows = true" : ""}`;
    await run(by, `create stream ${stream.name} on table src${options}`);
    model.addStream(stream.id, appendOnly, isInitial);
    streams.push(stream);
    note(`stream ${stream.name}${options}`);
  };
  const insert = async (by: number, count: number) => {
    const rows = Array.from({ length: count }, () => [++lastId, `v${random(3)}`] as const);
    await run(by, `insert into src values ${rows.map(([id, value]) => `(${id}, '${value}')`).join(", ")}`);
    model.insert(by, new Map(rows));
    note(`${by} insert ${rows.join(" ")}`);
  };
  await insert(0, 3);
  // The first belongs to the task alone.
  await addStream(0, false, false);
  await addStream(0, false, false);
  await addStream(0, true, false);
  await addStream(0, false, true);
  const task = streams[0] as Stream;
  await admin.run(
    `create task t schedule = '1 minute' when system$stream_has_data('${task.name}') as insert into done select ${lines} from ${task.name}`,
  );
  await admin.run("alter task t resume");
  const tables = Array.from({ length: 2 }, (_, at) => ({ name: `d${at}`, query: pick(random, queries) as string }));
  tables.push({ name: "below", query: "select count(*) as n from d0" });
  for (const { name, query } of tables) {
    await admin.run(`create dynamic table ${name} target_lag = '1 minute' warehouse = wh as ${query}`);
    note(`${name}: ${query}`);
  }

  const bag = async (client: Client, sql: string): Promise<string[]> =>
    (await client.values(`select to_json(object_construct_keep_null(*)) from (${sql})`)).map(String).sort();
  const streamRows = async (by: number, name: string) =>
    (await (clients[by] as Client).values(`select ${lines} from ${name}`)).map(String).sort();
  /** Rows of the dynamic tables as of their last refresh. */
  let refreshed = new Map<string, string[]>();
  const done: string[] = [];
  const where = () => `seed ${seed}\n${trace.join("\n")}`;

  const advance = async () => {
    // The task's transaction is its own: it sees what is committed.
    const taskSession = -1;
    const change = model.read(taskSession, task.id);
    await clock.advance(minute);
    done.push(...change);
    model.consume(taskSession, task.id);
    expect((await admin.values("select line from done")).map(String).sort(), where()).toEqual([...done].sort());
    refreshed = new Map();
    for (const { name, query } of tables) {
      const rows = await bag(observer, `select * from ${name}`);
      expect(rows, `${name}\n${where()}`).toEqual(await bag(observer, query));
      refreshed.set(name, rows);
      note(`${name} ${rows.join(" ")}`);
    }
  };
  /** Never in a transaction. */
  const observer = clients.at(-1) as Client;
  const actors = clients.length - 1;

  for (let step = 0; step < steps; step += 1) {
    const by = random(actors);
    const kind = random(100);
    if (kind < 16) await insert(by, 1 + random(3));
    else if (kind < 34) {
      if (model.isTableHeld(by)) continue;
      const [modulus, rest, value] = [1 + random(4), random(4), `v${random(3)}`];
      const isMeant = (id: number) => id % modulus === rest;
      if (kind < 26) {
        await run(by, `update src set v = '${value}' where id % ${modulus} = ${rest}`);
        model.update(by, isMeant, value);
      } else {
        await run(by, `delete from src where id % ${modulus} = ${rest}`);
        model.remove(by, isMeant);
      }
      note(`${by} ${kind < 26 ? `update ${value}` : "delete"} ${modulus} ${rest}`);
    } else if (kind < 40) {
      if (model.isTableHeld(by)) continue;
      const known = [...model.visible(by).keys()];
      const rows = new Map<number, string>([[++lastId, `v${random(3)}`]]);
      if (known.length > 0) rows.set(pick(random, known), `v${random(3)}`);
      const values = [...rows].map(([id, value]) => `(${id}, '${value}')`).join(", ");
      await run(
        by,
        `merge into src using (select column1 as id, column2 as v from values ${values}) as new on src.id = new.id
         when matched then update set v = new.v when not matched then insert values (new.id, new.v)`,
      );
      model.merge(by, rows);
      note(`${by} merge ${values}`);
    } else if (kind < 58) {
      const word = pick(random, ["begin", "commit", "rollback"] as const);
      if (word === "begin" && model.open.has(by)) continue;
      await run(by, word);
      model[word](by);
      note(`${by} ${word}`);
    } else if (kind < 72) {
      const stream = streams[random(streams.length)] as Stream;
      const seen = await streamRows(by, stream.name);
      expect(seen, `${stream.name}\n${where()}`).toEqual(model.read(by, stream.id));
      note(`${by} reads ${stream.name} ${seen.join(" ")}`);
    } else if (kind < 84) {
      const stream = streams[1 + random(streams.length - 1)] as Stream;
      if (model.isStreamHeld(by, stream.id)) continue;
      const expected = model.read(by, stream.id);
      await run(by, `insert into sink select ${by} || ' ' || ${step} || ' ' || ${lines} from ${stream.name}`);
      model.consume(by, stream.id);
      const prefix = `${by} ${step} `;
      const taken = (await (clients[by] as Client).values(`select line from sink where startswith(line, '${prefix}')`))
        .map((line) => String(line).slice(prefix.length))
        .sort();
      expect(taken, `${stream.name}\n${where()}`).toEqual(expected);
      note(`${by} consumes ${stream.name} ${taken.join(" ")}`);
    } else if (kind < 87) {
      if (streams.length < 7) await addStream(by, random(2) === 0, random(2) === 0);
    } else if (kind < 91) {
      // Written by nobody else, so that it waits for no one.
      const value = `('v${random(3)}', 'n${random(2)}')`;
      await observer.run(
        random(2) === 0 ? `insert into dim values ${value}` : `delete from dim where v = 'v${random(3)}'`,
      );
      dim = await bag(observer, "select * from dim");
      note(`dim ${dim.join(" ")}`);
    } else await advance();
    const seen = (await (clients[by] as Client).values("select id || ':' || v from src order by id")).map(String);
    const expected = [...model.visible(by)].sort(([a], [b]) => a - b).map(([id, value]) => `${id}:${value}`);
    expect(seen, where()).toEqual(expected);
    const table = pick(random, tables).name;
    const kept = refreshed.get(table);
    if (kept !== undefined)
      expect(await bag(observer, `select * from ${table}`), `${table} changed without a refresh\n${where()}`).toEqual(
        kept,
      );
  }
  for (const [by] of clients.entries()) {
    await run(by, "rollback");
    model.rollback(by);
  }
  await advance();
  for (const stream of streams) expect(await streamRows(0, stream.name), where()).toEqual(model.read(0, stream.id));
  const failed = await admin.values(
    "select state_message from table(information_schema.dynamic_table_refresh_history(error_only => true)) where schema_name = current_schema()",
  );
  expect(failed, where()).toEqual([]);
  await admin.run(`drop schema db.${schema}`);
  return trace;
}
