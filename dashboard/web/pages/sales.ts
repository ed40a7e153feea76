/** Sales: by hour and day, store, product, way to pay. */
import { chart, figures } from "../picture.ts";
import { overColumn, overTime } from "../shapes/over.ts";
import { ranking } from "../shapes/ranking.ts";
import type { BusinessPage } from "./business.ts";

export const SALES: BusinessPage = {
  title: "Sales",
  about:
    "What was bought at the counters. Totals are with tax, after discount; lines that cannot be are in no sum. The tables follow within six minutes.",
  panels: [
    {
      title: "All sales",
      about: "Since the first line.",
      query: "sales-figures",
      width: "full",
      picture: figures([
        { column: "total_sales", name: "sales" },
        { column: "transactions", name: "transactions" },
        { column: "mean_transaction", name: "per transaction" },
        { column: "discount_pct", name: "discount, %" },
        { column: "invalid_lines", name: "lines not valid" },
      ]),
    },
    {
      title: "Sales by hour",
      about: "The last 168 hours with a sale, UTC.",
      query: "sales-hourly",
      width: "wide",
      picture: chart((rows) =>
        overTime(rows, {
          column: "hour_start",
          left: "sales",
          right: "transactions",
          measures: [
            { column: "total_sales", name: "sales (left)" },
            { column: "transactions", name: "transactions (right)", kind: "line", right: true },
          ],
        }),
      ),
    },
    {
      title: "Sales by day",
      about: "What was paid, and the discounts given.",
      query: "sales-daily",
      picture: chart((rows) =>
        overColumn(rows, {
          column: "sales_date",
          left: "amount",
          measures: [
            { column: "total_sales", name: "sales" },
            { column: "discounts", name: "discounts" },
          ],
        }),
      ),
    },
    {
      title: "Ways to pay",
      about: "Sales by what people paid with.",
      query: "sales-payments",
      picture: chart((rows) =>
        ranking(rows, "payment_method", [{ column: "total_sales", name: "sales" }], "sales, with tax"),
      ),
    },
    {
      title: "Sales by store",
      about: "The fifteen greatest.",
      query: "sales-stores",
      picture: chart(
        (rows) => ranking(rows, "store", [{ column: "total_sales", name: "sales" }], "sales, with tax"),
        "tall",
      ),
    },
    {
      title: "Products",
      about: "The fifteen that sell best.",
      query: "sales-products",
      picture: chart(
        (rows) => ranking(rows, "product_name", [{ column: "net_sales", name: "net sales" }], "net sales"),
        "tall",
      ),
    },
  ],
};
