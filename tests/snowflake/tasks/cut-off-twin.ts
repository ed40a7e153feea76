/** A twin of its own process whose graph stands in its second task: it is there to be killed. */
import { openTwin } from "../driver.ts";

const { client } = await openTwin({ dataDir: process.argv[2] as string });
await client.run("create table log (what varchar)");
await client.run("create task root schedule = '60 minutes' as insert into log values ('root')");
// The first time it waits to be killed.
await client.run(
  `create task child after root as begin
     if ((select count(*) from log where what = 'waiting') = 0) then insert into log values ('waiting'); call system$wait(60); end if;
     insert into log values ('child'); end`,
);
await client.run("create task side after root as select 1 / 0");
await client.run("create task last after child as insert into log values ('last')");
await client.run("create task final finalize = root as insert into log values ('final')");
for (const name of ["child", "side", "last", "final"]) await client.run(`alter task ${name} resume`);
await client.run("execute task root");
for (;;) {
  const [waiting, failed] = await client.row(
    "select (select count(*) from log where what = 'waiting'), (select count(*) from table(information_schema.task_history()) where state = 'FAILED')",
  );
  if (waiting === 1 && failed === 1) break;
}
process.stdout.write("ready\n");
