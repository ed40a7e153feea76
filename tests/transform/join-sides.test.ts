/** DuckDB knows no size of a CSV and takes it for a small table: left to itself it would hold a member's rows in memory to join them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startEngine } from "../../functions/transform/duckdb.ts";
import { loadRules } from "../../functions/transform/rules.ts";
import { contracts } from "../../shared/contract/registry.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "join-sides-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([...contracts().keys()])(
  "the rules of %s hold the small side of each join, not the member",
  async (dataset) => {
    const instance = await startEngine({ memoryLimit: "1GB", threads: 2, folder });
    const connection = await instance.connect();
    await connection.run("create table drop_tables (table_name varchar)");
    for (const { table, columns } of contracts().get(dataset)!.tables) {
      const file = join(folder, `${table}.csv`);
      const names = [...columns.map(({ name }) => name), "_source_file"];
      writeFileSync(file, `${names.map(() => "1").join(",")}\n`);
      const types = names.map((name) => `'${name}': 'VARCHAR'`).join(", ");
      await connection.run(
        `create view raw_${table} as select *, row_number() over () as _source_row from read_csv('${file}', auto_detect = false, header = false, delim = ',', columns = {${types}})`,
      );
    }
    for (const { name, sql, file, scope } of await loadRules("transform/rules", dataset)) {
      const plan = (await connection.runAndReadAll(`explain ${sql}`)).getRows().join("\n");
      expect(plan, `${file}\n${plan}`).not.toMatch(/Join Type:\s*RIGHT/);
      if (scope === "part") continue;
      await connection.run(`create table ${name} as ${sql}`);
      const [column] = (await connection.runAndReadAll(`describe ${name}`)).getRows()[0]!;
      await connection.run(`insert into ${name} (${column}) select null from range(30000)`);
    }
    connection.closeSync();
    instance.closeSync();
  },
);
