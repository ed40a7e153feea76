/** Whatever happens to the tables below, a dynamic table's rows are its query's at its data timestamp. Seeded: DYNAMIC_TABLE_SEED=… */
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { type Client, type Opened, openTwin } from "../driver.ts";

const clock = createClock(Date.parse("2026-01-05T09:00:00Z"));
let opened: Opened;
let client: Client;

beforeAll(async () => {
  opened = await openTwin({ clock });
  client = opened.client;
});
afterAll(() => opened.close());

/** Each with how it is refreshed. */
const queries: Record<string, string> = {
  filtered: "select id, v * 2 as v2 from a where v > 3",
  projected: "select v from a",
  joined: "select a.id, b.name, a.v from a join b on a.k = b.k where a.v <> 5",
  self_joined: "select x.id as x, y.id as y from a x join a y on x.k = y.k and x.v < y.v",
  crossed: "select a.v, b.name from a, b",
  through_view: "select * from big_a",
  nested: "select q.id from (select id, k from a where v < 8) q join b on q.k = b.k",
  grouped: "select k, count(*) as n, sum(v) as total, min(v) as least from a group by k",
  grouped_join: "select b.name, sum(a.v) as total from a join b on a.k = b.k group by b.name having sum(a.v) > 4",
  merged:
    "select k, count(*) as n, count(v) as known, sum(v) as total, min(v) as least, max(v) as most from a group by k",
  merged_join:
    "select b.name, b.k, count(*) as n, sum(a.v) as total, max(a.id) as newest from a join b on a.k = b.k group by 1, 2",
  merged_self_join: "select x.k, count(*) as n, min(y.v) as least from a x join a y on x.k = y.k group by x.k",
  merged_texts: "select v, max(id::varchar) as last_id, sum(id / 3) as thirds, sum(v::float) as real from a group by v",
  grouped_twice: "select k, v % 2 as odd, count(distinct id) as n from a group by 1, 2",
  distinct_values: "select distinct k, v from a",
  counted: "select count(*) as n, max(v) as most from a",
  outer_joined: "select a.id, b.name from a left join b on a.k = b.k",
  united: "select k from a union all select k from b",
  united_once: "select k from a union select k from b",
  ranked: "select id, row_number() over (partition by k order by v, id) as place from a qualify place <= 2",
  with_part: "with t as (select k, sum(v) as s from a group by k) select t.k, t.s, b.name from t join b on t.k = b.k",
  limited: "select id from a order by v, id limit 3",
  below: "select k, total * 2 as twice from grouped where n > 1",
  below_joined: "select g.k, f.v2 from grouped g join filtered f on f.v2 = g.total",
};

function generator(seed: number) {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

it("after random changes, refresh by refresh", async () => {
  const seed = Number(process.env.DYNAMIC_TABLE_SEED ?? 20260105);
  const random = generator(seed);
  await client.run("create schema db.model");
  await client.run("create table a (id int, k int, v int)");
  await client.run("create table b (k int, name varchar)");
  await client.run("create view big_a as select id, v + 1 as w from a where v > 2");
  for (const [name, query] of Object.entries(queries)) {
    await client.run(`create dynamic table ${name} target_lag = '1 minute' warehouse = wh as ${query}`);
  }
  let nextId = 0;
  const rounds = Number(process.env.DYNAMIC_TABLE_ROUNDS ?? 25);
  for (let round = 0; round < rounds; round += 1) {
    const steps = random(6);
    // Rounds in which rows are only added take a shorter way.
    const addsOnly = random(2) === 0;
    for (let step = 0; step < steps; step += 1) {
      const key = random(4) === 3 ? "null" : String(random(4));
      const value = random(10) === 0 ? "null" : String(random(10));
      const choices = [
        `insert into a values (${nextId++}, ${key}, ${value}), (${nextId++}, ${random(4)}, ${random(10)})`,
        `insert into a select id, k, v from a where v = ${random(10)}`,
        `update a set v = ${value} where k = ${random(4)}`,
        `update a set k = ${key} where v > ${random(10)}`,
        `delete from a where v = ${random(10)}`,
        `insert into b values (${key}, 'n${random(3)}')`,
        `update b set name = 'm${random(3)}' where k = ${random(4)}`,
        `delete from b where k = ${random(4)}`,
      ];
      const added = choices.filter((text) => text.startsWith("insert"));
      const from = addsOnly ? added : choices;
      await client.run(from[random(from.length)] as string);
    }
    await clock.advance(60_000);
    for (const [name, query] of Object.entries(queries)) {
      const rows = async (sql: string) =>
        (await client.rows(`select to_json(object_construct_keep_null(*)) as j from (${sql})`))
          .map(({ J }) => String(J))
          .sort();
      expect(await rows(`select * from ${name}`), `${name}, round ${round}, seed ${seed}`).toEqual(await rows(query));
    }
  }
  const failed = await client.rows(
    "select name, state_message from table(information_schema.dynamic_table_refresh_history(error_only => true))",
  );
  expect(failed).toEqual([]);
}, 60_000);
