/** Sales at the counters and in the shop, a line for each product. */
import { idOf, productsOnSale, regularCustomer, seedMark, theatres } from "../cinema.ts";
import { hundredths } from "../csv.ts";
import { faultsOf } from "../faults.ts";
import { Dice, Weighted } from "../random.ts";
import { CHUNK_ROWS, type Row } from "../stream.ts";
import { streamDataset, type WorldOptions } from "../stream-dataset.ts";
import { isoTime, WeeklyClock } from "../weekly-clock.ts";

const LINES = new Weighted([1, 2, 3, 4, 5, 8, 12], [45, 28, 14, 7, 4, 1.5, 0.5]);
const QUANTITIES = new Weighted([1, 2, 3, 4, 6, 10, 50], [70, 18, 6, 3, 2, 0.8, 0.2]);
const DISCOUNTS = new Weighted(["0", "5", "10", "20", "33.33", ""], [70, 8, 8, 6, 2, 6]);
const TAXES: Readonly<Record<string, string>> = { Snacks: "7", Drinks: "7" };
const PAYMENTS = new Weighted(["card", "wallet", "cash", "voucher", ""], [55, 22, 18, 4, 1]);

const COLUMNS = [
  "line_id",
  "transaction_id",
  "transaction_at",
  "customer_id",
  "product_id",
  "product_name",
  "category",
  "quantity",
  "unit_price",
  "discount_pct",
  "tax_pct",
  "payment_method",
  "store",
];

function createWorld({ seed, startMs, perDay }: WorldOptions) {
  const clock = new WeeklyClock(startMs, perDay);
  const products = productsOnSale(seed);
  const stores = theatres(seed);
  const mark = seedMark(seed);

  function sale(chunk: number, first: number, lines: number, count: number): Row[] {
    const dice = new Dice(seed, "sale", chunk, first);
    const id = `${mark}-${idOf(chunk, first)}`;
    const at = isoTime(clock.timeOf((chunk + (first + dice.share()) / count) * CHUNK_ROWS));
    const customer = String(regularCustomer(dice));
    const payment = PAYMENTS.pick(dice);
    const store = stores.pick(dice);
    return Array.from({ length: lines }, (_, line) => {
      const product = products.pick(dice);
      return {
        fields: [
          `${id}-${line + 1}`,
          id,
          at,
          customer,
          product.id,
          product.name,
          product.category,
          String(QUANTITIES.pick(dice)),
          hundredths(product.price),
          DISCOUNTS.pick(dice),
          TAXES[product.category] ?? "19",
          payment,
          store,
        ],
        isChange: false,
      };
    });
  }

  return {
    rows(chunk: number, count: number): Row[] {
      const rows: Row[] = [];
      while (rows.length < count) {
        const lines = LINES.pick(new Dice(seed, "lines", chunk, rows.length));
        rows.push(...sale(chunk, rows.length, Math.min(lines, count - rows.length), count));
      }
      return rows;
    },
  };
}

const faults = faultsOf(COLUMNS);

export const transactions = streamDataset({
  name: "transactions",
  resource: "transactions",
  columns: COLUMNS,
  perDay: 5_000,
  hasChanges: false,
  repeatedReason: "line_repeated",
  createWorld,
  faults: [
    faults.missing("transaction_id"),
    faults.missing("product_id"),
    faults.missing("product_name"),
    faults.missing("quantity"),
    faults.notATime("transaction_at"),
    faults.outOfRange("transaction_at", ["1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z"]),
    faults.notANumber("customer_id"),
    faults.notANumber("quantity"),
    faults.outOfRange("quantity", ["0", "-1", "10001"]),
    faults.outOfRange("unit_price", ["-0.01", "-9.99", "1000000.01"]),
    faults.other("unit_price", "not_an_amount", ["free", "1,99", "1.999"]),
    faults.outOfRange("discount_pct", ["-5", "100.01", "120"]),
    faults.notANumber("tax_pct", "not_a_number_of_two_decimals"),
    faults.tooLong("store", 100),
  ],
});
