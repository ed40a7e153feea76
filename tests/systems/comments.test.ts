/** Every column that analysts see in the gold schema says what it is. */
import { expect, it } from "vitest";
import { readTables } from "../../cli/bi/tables.ts";
import { openWarehouse } from "./warehouse.ts";

it("every gold column has a comment", async () => {
  const warehouse = await openWarehouse(["bookings", "sensors", "transactions", "events", "monitoring"]);
  try {
    const run = async (sql: string) => {
      const rows = await warehouse.client.rows(sql);
      return { columns: [], rows: rows.map((row) => Object.values(row)) };
    };
    const tables = await readTables({ run, close: async () => {} }, ["GOLD"]);
    expect(tables.map(({ name }) => name)).toContain("BOOKINGS_BY_MOVIE");
    const silent = tables.flatMap(({ name, comment, columns }) => [
      ...(comment === "" ? [name] : []),
      ...columns.filter((column) => column.comment === "").map((column) => `${name}.${column.name}`),
    ]);
    expect(silent).toEqual([]);
  } finally {
    await warehouse.close();
  }
});
