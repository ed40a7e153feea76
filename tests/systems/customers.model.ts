/** Customers by hand: batches of changes, as the task takes them, to what is there and what was. */
import type { Drop, Row } from "./warehouse.ts";

interface State {
  at: string;
  change: string;
  text: string;
}

const textOf = (row: Row) => FIELDS.map((name) => row[name] ?? "").join(",");
export const FIELDS = [
  "first_name",
  "last_name",
  "email",
  "phone",
  "street",
  "city",
  "region",
  "postal_code",
  "country",
  "segment",
];

const isNewer = (a: { at: string; change: string }, b: { at: string; change: string } | undefined) =>
  b === undefined || a.at > b.at || (a.at === b.at && a.change > b.change);

export class CustomersModel {
  readonly customers = new Map<number, State>();
  readonly #gone = new Map<number, { at: string; change: string }>();
  #versions: { id: number; text: string; from: string; to: string }[] = [];

  /** What one run of the task reads, and the history's after it. */
  batch(drops: readonly Drop[]): void {
    const before = new Map(this.customers);
    const latest = new Map<number, { at: string; change: string; row: Row }>();
    for (const row of drops.flatMap(({ rows }) => rows)) {
      const change = { at: String(row.changed_at), change: String(row.change_id), row };
      if (isNewer(change, latest.get(Number(row.customer_id)))) latest.set(Number(row.customer_id), change);
    }
    for (const [id, { at, change, row }] of latest) {
      if (!isNewer({ at, change }, this.#gone.get(id)) || !isNewer({ at, change }, this.customers.get(id))) continue;
      if (row.operation === "delete") {
        this.customers.delete(id);
        this.#gone.set(id, { at, change });
      } else this.customers.set(id, { at, change, text: textOf(row) });
    }
    for (const [id, old] of before) {
      const now = this.customers.get(id);
      if (now?.text === old.text) continue;
      this.#close(id, now?.at ?? this.#gone.get(id)?.at ?? "");
    }
    for (const [id, { at, text }] of this.customers)
      if (!this.#versions.some((version) => version.id === id && version.to === ""))
        this.#versions.push({ id, text, from: at, to: "" });
  }

  #close(id: number, to: string): void {
    for (const version of this.#versions) if (version.id === id && version.to === "") version.to = to;
    this.#versions = this.#versions.filter(({ from, to }) => to !== from);
  }

  current(): string[] {
    return [...this.customers].map(([id, { at, change, text }]) => [id, text, at, change].join("|")).sort();
  }

  history(): string[] {
    return this.#versions.map(({ id, text, from, to }) => [id, text, from, to, to === ""].join("|")).sort();
  }
}
