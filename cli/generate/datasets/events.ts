/** Sessions in the shop: a login, searches and products, perhaps a cart, and for some a purchase. */
import { idOf, type Product, productsOnSale, regularCustomer, seedMark } from "../cinema.ts";
import { hundredths } from "../csv.ts";
import { faultsOf } from "../faults.ts";
import { Dice, Weighted } from "../random.ts";
import { CHUNK_ROWS, type Row } from "../stream.ts";
import { streamDataset, type WorldOptions } from "../stream-dataset.ts";
import { isoTime, WeeklyClock } from "../weekly-clock.ts";

const DEVICES = new Weighted(["mobile", "desktop", "tablet", ""], [58, 32, 8, 2]);
const LOOKS = new Weighted(["page_view", "search", "product_view"], [35, 20, 45]);
const MOST_STEPS = 40;

const COLUMNS = [
  "event_id",
  "customer_id",
  "event_at",
  "event_type",
  "product",
  "category",
  "price",
  "quantity",
  "cart_total",
  "device",
];

interface Step {
  type: string;
  product?: Product;
  quantity?: number;
  cart: number;
}

/** What a visitor does, step by step; most leave early. */
function visit(dice: Dice, products: Weighted<Product>): Step[] {
  const steps: Step[] = [{ type: "login", cart: 0 }];
  const cart: { product: Product; quantity: number }[] = [];
  const worth = () => cart.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0);
  while (steps.length < MOST_STEPS && dice.isLucky(0.85)) {
    const type = LOOKS.pick(dice);
    if (type !== "product_view") {
      steps.push({ type, cart: worth() });
      continue;
    }
    const product = products.pick(dice);
    steps.push({ type, product, cart: worth() });
    if (dice.isLucky(0.3)) {
      const quantity = dice.between(1, 3);
      cart.push({ product, quantity });
      steps.push({ type: "add_to_cart", product, quantity, cart: worth() });
    } else if (cart.length > 0 && dice.isLucky(0.1)) {
      const { product: removed, quantity } = cart.pop()!;
      steps.push({ type: "remove_from_cart", product: removed, quantity, cart: worth() });
    }
  }
  if (cart.length > 0 && dice.isLucky(0.6)) {
    steps.push({ type: "checkout", cart: worth() });
    if (dice.isLucky(0.75)) steps.push({ type: "purchase", cart: worth() });
  }
  if (dice.isLucky(0.5)) steps.push({ type: "logout", cart: 0 });
  return steps;
}

function createWorld({ seed, startMs, perDay }: WorldOptions) {
  const clock = new WeeklyClock(startMs, perDay);
  const products = productsOnSale(seed);
  const mark = seedMark(seed);

  function session(chunk: number, first: number, count: number): { at: number; row: Row }[] {
    const dice = new Dice(seed, "session", chunk, first);
    const customer = String(regularCustomer(dice));
    const device = DEVICES.pick(dice);
    let at = clock.timeOf((chunk + (first + dice.share()) / count) * CHUNK_ROWS);
    return visit(dice, products).map(({ type, product, quantity, cart }, step) => {
      // Mostly seconds; a coffee in between takes minutes.
      if (step > 0) at += 1_000 + dice.below(45_000) + (dice.isLucky(0.05) ? dice.below(600_000) : 0);
      const fields = [
        `${mark}-${idOf(chunk, first)}-${step}`,
        customer,
        isoTime(at),
        type,
        product?.name ?? "",
        product?.category ?? "",
        product ? hundredths(product.price) : "",
        quantity === undefined ? "" : String(quantity),
        hundredths(cart),
        device,
      ];
      return { at, row: { fields, isChange: false } };
    });
  }

  return {
    rows(chunk: number, count: number): Row[] {
      const all: { at: number; row: Row }[] = [];
      while (all.length < count) all.push(...session(chunk, all.length, count).slice(0, count - all.length));
      return all.sort((a, b) => a.at - b.at).map(({ row }) => row);
    },
  };
}

const faults = faultsOf(COLUMNS);

export const events = streamDataset({
  name: "events",
  resource: "customer_events",
  columns: COLUMNS,
  perDay: 20_000,
  hasChanges: false,
  repeatedReason: "event_repeated",
  createWorld,
  faults: [
    faults.missing("customer_id"),
    faults.missing("event_at"),
    faults.missing("event_type"),
    faults.notANumber("customer_id"),
    faults.unknown("event_type"),
    faults.notATime("event_at"),
    faults.outOfRange("event_at", ["1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z"]),
    faults.other("price", "not_an_amount", ["free", "1,99", "1.999"]),
    faults.outOfRange("price", ["-0.01", "1000000.01"]),
    faults.outOfRange("quantity", ["-1", "10001"]),
    faults.notANumber("quantity"),
    faults.tooLong("device", 40),
  ],
});
