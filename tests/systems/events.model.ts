/** Sessions by hand. */
import { decimal, grouped, lines, type Model, once, plain, quotient, scaled } from "./deliver.ts";
import { MINUTE, type Row } from "./warehouse.ts";

interface Session {
  customer: string;
  line: string;
  events: number;
  purchases: number;
  revenue: bigint;
  stage: number;
  seconds: number;
  from: string;
  to: string;
}

const isPurchase = (type: unknown) => type === "purchase" || type === "logout_with_purchase";
const stageOf = (type: unknown) =>
  isPurchase(type)
    ? 4
    : type === "checkout"
      ? 3
      : type === "add_to_cart" || type === "remove_from_cart"
        ? 2
        : type === "product_view"
          ? 1
          : 0;
const revenueOf = ({ event_type, cart_total, price, quantity }: Row) =>
  !isPurchase(event_type)
    ? 0n
    : cart_total !== null
      ? scaled(cart_total, 2)
      : price === null
        ? 0n
        : scaled(price, 2) * BigInt(Number(quantity ?? 1));
const stages = ["visit", "product", "cart", "checkout", "purchase"];
const time = (row: Row | undefined) => Date.parse(`${String(row?.event_at).replace(" ", "T")}Z`);

function sessionsOf(rows: readonly Row[]): Session[] {
  return grouped(once(rows, "event_id"), (row) => String(row.customer_id)).flatMap(([customer, own]) => {
    const sessions: Row[][] = [];
    for (const row of own.toSorted((a, b) =>
      `${a.event_at} ${a.event_id}` < `${b.event_at} ${b.event_id}` ? -1 : 1,
    )) {
      const last = sessions.at(-1);
      if (last && time(row) - time(last.at(-1)) <= 30 * MINUTE) last.push(row);
      else sessions.push([row]);
    }
    return sessions.map((events, at): Session => {
      const count = (is: (type: unknown) => boolean) => events.filter(({ event_type }) => is(event_type)).length;
      const [first, last] = [events[0] as Row, events.at(-1) as Row];
      const revenue = events.reduce((total, row) => total + revenueOf(row), 0n);
      const stage = Math.max(...events.map(({ event_type }) => stageOf(event_type)));
      // Seconds are counted by their marks, as DATEDIFF does.
      const seconds = Math.floor(time(last) / 1000) - Math.floor(time(first) / 1000);
      const purchases = count(isPurchase);
      return {
        customer,
        events: events.length,
        purchases,
        revenue,
        stage,
        seconds,
        from: String(first.event_at),
        to: String(last.event_at),
        line: [
          customer,
          at + 1,
          first.event_at,
          last.event_at,
          seconds,
          events.length,
          count((type) => type === "page_view" || type === "browsing"),
          count((type) => type === "search"),
          count((type) => type === "product_view"),
          count((type) => type === "add_to_cart"),
          purchases,
          decimal(revenue, 2),
          new Set(events.map(({ category }) => category).filter(Boolean)).size,
          events
            .map(({ device }) => device)
            .filter(Boolean)
            .sort()[0] ?? "",
          stages[stage],
          stage === 4,
        ].join("|"),
      };
    });
  });
}

const behaviour = (sessions: readonly Session[]) =>
  grouped(sessions, ({ customer }) => customer).map(([customer, own]) => {
    const total = (of: (session: Session) => number) => own.reduce((sum, each) => sum + of(each), 0);
    const converted = total(({ stage }) => (stage === 4 ? 1 : 0));
    const abandoned = total(({ stage }) => (stage === 2 || stage === 3 ? 1 : 0));
    const revenue = own.reduce((sum, each) => sum + each.revenue, 0n);
    const purchases = total((each) => each.purchases);
    return [
      customer,
      own.length,
      total(({ events }) => events),
      converted,
      quotient(BigInt(100 * converted), 0, own.length, 2),
      abandoned,
      quotient(BigInt(100 * abandoned), 0, converted + abandoned, 2),
      purchases,
      decimal(revenue, 2),
      quotient(revenue, 2, purchases, 2),
      quotient(BigInt(total(({ seconds }) => seconds)), 0, own.length, 1),
      own.map(({ from }) => from).sort()[0],
      own
        .map(({ to }) => to)
        .sort()
        .at(-1),
    ].join("|");
  });

export const eventsModel: Model = {
  target: "bronze.raw_customer_events",
  async expected(rows) {
    const sessions = sessionsOf(rows);
    return { silver: plain(sessions.map(({ line }) => line)), gold: plain(behaviour(sessions)) };
  },
  found: async (client) => ({
    silver: await lines(
      client,
      `select customer_id, session_number, started_at, ended_at, duration_seconds, events, page_views, searches, product_views, cart_additions, purchases, revenue,
             categories, device, funnel_stage, is_converted from reelhouse.silver.customer_sessions`,
    ),
    gold: await lines(
      client,
      `select customer_id, sessions, total_events, converted_sessions, conversion_pct, abandoned_carts, abandonment_pct, total_purchases, total_revenue, mean_purchase,
             mean_session_seconds, first_seen_at, last_seen_at from reelhouse.gold.customer_behavior_metrics`,
    ),
  }),
};
