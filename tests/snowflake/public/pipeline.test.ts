/** The published shape of a pipeline: files are copied in, a stream notices, a task's MERGE carries the rows on, a dynamic table sums up. */
import { expect, it } from "vitest";
import { createClock } from "../../../local/snowflake/clock.ts";
import { openTwin } from "../driver.ts";
import { runScript } from "./script.ts";

it("carries staged files to a history and a summary as the clock moves", async () => {
  const clock = createClock(Date.UTC(2026, 0, 1, 12));
  const { client, close } = await openTwin({ clock });
  try {
    await runScript(
      client,
      `create schema db.flow; use schema db.flow;
       create warehouse if not exists flow_wh with warehouse_size = 'XSMALL' auto_suspend = 120;
       create stage inbox file_format = (type = json);
       create table raw_sales (doc variant);
       create table sales (film int, sold int);
       create stream raw_changes on table raw_sales;
       create task fold warehouse = flow_wh schedule = '1 minute' when system$stream_has_data('raw_changes') as
         merge into sales s using (select doc:film::int film, sum(doc:sold::int) sold from raw_changes group by 1) c on s.film = c.film
         when matched then update set s.sold = s.sold + c.sold when not matched then insert (film, sold) values (c.film, c.sold);
       alter task fold resume;
       create dynamic table total target_lag = '1 minute' warehouse = flow_wh as select sum(sold) as sold from sales;
       copy into @inbox/one.json from (select object_construct('film', column1, 'sold', column2) from values (1, 10), (2, 5), (1, 7))
         file_format = (type = json compression = none) single = true;
       copy into raw_sales from @inbox file_format = (type = json);`,
    );
    await clock.advance(5 * 60_000);
    expect(await runScript(client, "select * from sales order by film;")).toEqual(["1|17", "2|5"]);
    expect(await runScript(client, "select * from total;")).toEqual(["22"]);
    expect(await runScript(client, "select count(*) from raw_changes;")).toEqual(["0"]);
    expect(
      await runScript(
        client,
        "select state, count(*) > 0 from table(information_schema.task_history()) where state in ('SUCCEEDED', 'SKIPPED') group by 1 order by 1;",
      ),
    ).toEqual(["SKIPPED|true", "SUCCEEDED|true"]);
  } finally {
    await close();
  }
});
