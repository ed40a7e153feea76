/** Sales by hand. */
import { decimal, divide, grouped, lines, type Model, once, plain, quotient, scaled } from "./deliver.ts";
import type { Row } from "./warehouse.ts";

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

export const transactionsModel: Model = {
  target: "bronze.raw_transactions",
  async expected(rows) {
    const all = priced(rows);
    return {
      silver: plain(
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
      days: plain(
        grouped(all, ({ row, store }) => `${String(row.transaction_at).slice(0, 10)}|${store}`).map(([key, group]) => {
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
        }),
      ),
      products: plain(
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
    };
  },
  found: async (client) => ({
    silver: await lines(
      client,
      `select line_id, sales_date, category, store, payment_method, gross_amount, discount_amount, net_amount, tax_amount, line_total, is_valid, invalid_reason
           from reelhouse.silver.transactions_enriched`,
    ),
    days: await lines(
      client,
      `select sales_date, store, transactions, customers, lines, invalid_lines, units, gross_sales, discounts, net_sales, taxes, total_sales, mean_transaction
           from reelhouse.gold.daily_sales_summary`,
    ),
    products: await lines(
      client,
      `select product_id, product_name, category, transactions, customers, units, net_sales, discounts, mean_unit_price, first_sold_at, last_sold_at
           from reelhouse.gold.product_performance`,
    ),
  }),
};
