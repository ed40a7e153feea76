/** Lines of sales to totals, days and products, against a few lines of TypeScript. TRANSACTIONS_SEEDS and TRANSACTIONS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { deliver, feed, scale } from "./deliver.ts";
import { transactionsModel } from "./transactions.model.ts";
import { DAY, openWarehouse, type Row, START, seeded, timeText, type Warehouse } from "./warehouse.ts";

const RAW = "bronze.raw_transactions";
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(["transactions"]);
});
afterAll(() => warehouse.close());

/** 2 % of the lines are free of charge, which no sale is. */
function makeLines(seed: number, days: number): Row[] {
  const random = seeded(seed);
  const rows: Row[] = [];
  for (let sale = 0; sale < days * 30; sale += 1) {
    const at = START + random(days * DAY);
    const customer = random(25);
    const store = [null, "Lyon ", "Bari"][random(3)] as string | null;
    for (let line = 0; line <= random(4); line += 1) {
      const product = random(9);
      rows.push({
        line_id: `l${seed}-${sale}-${line}`,
        transaction_id: `t${seed}-${sale}`,
        transaction_at: timeText(at),
        customer_id: customer,
        product_id: `p${product}`,
        product_name: `Product ${product}`,
        category: product === 3 ? null : `C${product % 3}`,
        quantity: 1 + random(12),
        unit_price: random(50) === 0 ? 0 : (1 + random(99_999)) / 100,
        discount_pct: random(3) === 0 ? null : random(10_001) / 100,
        tax_pct: [null, 5.5, 19, 21.25][random(4)] as number | null,
        payment_method: ["Card", "cash", null][random(3)] as string | null,
        store,
      });
    }
  }
  return rows.sort((a, b) => (String(a.transaction_at) < String(b.transaction_at) ? -1 : 1));
}

it("have the totals of a computation by hand, with late and repeated lines", async () => {
  const { seeds, days } = scale("TRANSACTIONS", 2, 3);
  for (let seed = 1; seed <= seeds; seed += 1) {
    await warehouse.client.run(`truncate table reelhouse.${RAW}`);
    await feed(warehouse, RAW, deliver(makeLines(seed, days), seed, 30), async (rows, label) => {
      expect(await transactionsModel.found(warehouse.client), label).toEqual(await transactionsModel.expected(rows));
    });
  }
}, 600_000);
