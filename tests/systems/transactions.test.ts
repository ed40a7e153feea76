/** Lines of sales to totals, days and products, against a few lines of TypeScript. TRANSACTIONS_SEEDS and TRANSACTIONS_DAYS make it longer. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { decimal, deliver, divide, feed, grouped, lines, once, plain, quotient, scale, scaled } from "./deliver.ts";
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

interface Line {
  row: Row;
  store: string;
  quantity: bigint;
  gross: bigint;
  discount: bigint;
  net: bigint;
  tax: bigint;
  isValid: boolean;
}

/** Money in cents. */
const priced = (rows: readonly Row[]): Line[] =>
  once(rows, "line_id").map((row) => {
    const quantity = BigInt(Number(row.quantity));
    const gross = quantity * scaled(row.unit_price, 2);
    const discount = divide(gross * scaled(row.discount_pct, 2), 10_000n);
    const net = gross - discount;
    const tax = divide(net * scaled(row.tax_pct, 2), 10_000n);
    return {
      row,
      store: String(row.store ?? "unknown").trim(),
      quantity,
      gross,
      discount,
      net,
      tax,
      isValid: Number(row.unit_price) > 0,
    };
  });

const sum = (all: readonly Line[], of: (line: Line) => bigint) => all.reduce((total, line) => total + of(line), 0n);
const distinct = (all: readonly Line[], name: string) => new Set(all.map(({ row }) => row[name])).size;
const extreme = (all: readonly Line[], sign: 1 | -1) =>
  all.map(({ row }) => String(row.transaction_at)).sort((a, b) => (a < b ? -sign : sign))[0];

it("have the totals of a computation by hand, with late and repeated lines", async () => {
  const { seeds, days } = scale("TRANSACTIONS", 2, 3);
  for (let seed = 1; seed <= seeds; seed += 1) {
    await warehouse.client.run(`truncate table reelhouse.${RAW}`);
    await feed(warehouse, RAW, deliver(makeLines(seed, days), seed, 30), async (rows, label) => {
      const all = priced(rows);
      expect(
        await lines(
          warehouse.client,
          `select line_id, sales_date, category, store, payment_method, gross_amount, discount_amount, net_amount, tax_amount, line_total, is_valid, invalid_reason
           from reelhouse.silver.transactions_enriched`,
        ),
        label,
      ).toEqual(
        plain(
          all.map(({ row, store, gross, discount, net, tax, isValid }) =>
            [
              row.line_id,
              String(row.transaction_at).slice(0, 10),
              row.category ?? "unknown",
              store,
              String(row.payment_method ?? "unknown").toLowerCase(),
              ...[gross, discount, net, tax, net + tax].map((cents) => decimal(cents, 2)),
              isValid,
              isValid ? "" : "price is not positive",
            ].join("|"),
          ),
        ),
      );
      expect(
        await lines(
          warehouse.client,
          `select sales_date, store, transactions, customers, lines, invalid_lines, units, gross_sales, discounts, net_sales, taxes, total_sales, mean_transaction
           from reelhouse.gold.daily_sales_summary`,
        ),
        label,
      ).toEqual(
        plain(
          grouped(all, ({ row, store }) => `${String(row.transaction_at).slice(0, 10)}|${store}`).map(
            ([key, group]) => {
              const valid = group.filter(({ isValid }) => isValid);
              const total = sum(valid, ({ net, tax }) => net + tax);
              return [
                key,
                distinct(valid, "transaction_id"),
                distinct(valid, "customer_id"),
                valid.length,
                group.length - valid.length,
                sum(valid, ({ quantity }) => quantity),
                ...[
                  sum(valid, ({ gross }) => gross),
                  sum(valid, ({ discount }) => discount),
                  sum(valid, ({ net }) => net),
                  sum(valid, ({ tax }) => tax),
                  total,
                ].map((cents) => decimal(cents, 2)),
                quotient(total, 2, distinct(valid, "transaction_id"), 2),
              ].join("|");
            },
          ),
        ),
      );
      expect(
        await lines(
          warehouse.client,
          `select product_id, product_name, category, transactions, customers, units, net_sales, discounts, mean_unit_price, first_sold_at, last_sold_at
           from reelhouse.gold.product_performance`,
        ),
        label,
      ).toEqual(
        plain(
          grouped(
            all.filter(({ isValid }) => isValid),
            ({ row }) => String(row.product_id),
          ).map(([key, group]) => {
            const units = sum(group, ({ quantity }) => quantity);
            const net = sum(group, (line) => line.net);
            return [
              key,
              group[0]?.row.product_name,
              group[0]?.row.category ?? "unknown",
              distinct(group, "transaction_id"),
              distinct(group, "customer_id"),
              units,
              decimal(net, 2),
              decimal(
                sum(group, ({ discount }) => discount),
                2,
              ),
              quotient(net, 2, Number(units), 2),
              extreme(group, 1),
              extreme(group, -1),
            ].join("|");
          }),
        ),
      );
    });
  }
}, 600_000);
