import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { extract } from "../../cli/extract/extract.ts";
import { readCopyHead, readCopyLine } from "../../cli/extract/postgres-copy.ts";
import { transformFolder } from "../generate/transform-folder.ts";

const root = mkdtempSync(join(tmpdir(), "reelhouse-tables-"));
afterAll(() => rmSync(root, { recursive: true }));

async function rowsOf(source: string, values: Record<string, string>, name: string) {
  const { files, rows, dataset } = await extract(source, { out: join(root, name), parquet: true, values, env: {} });
  const lines = readFileSync(files[0]!, "utf8").trimEnd().split("\n");
  const { done } = await transformFolder(join(root, name), dataset);
  return { rows, lines, rejected: done.tables[0]?.reasons };
}

const file = (name: string, text: string) => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

it("makes events of a clickstream without a header", async () => {
  const clicks = file(
    "clicks.csv",
    `15174,"2020-07-30T23:17:36","add_to_cart","Canned Foods","Food",6.99,35.91,9,3,0
10774,"2020-07-30T23:17:37","browsing","","",0,0,0,0,0
10774,"2020-07-30T23:19:06","logout_with_purchase","","",0,128.83,21,6,498
`,
  );
  expect(await rowsOf("clickstream", { file: clicks }, "clicks")).toEqual({
    rows: 3,
    rejected: {},
    lines: [
      "event_id,customer_id,event_at,event_type,product,category,price,quantity,cart_total,device",
      "click-1,15174,2020-07-30T23:17:36Z,add_to_cart,Canned Foods,Food,6.99,,35.91,",
      "click-2,10774,2020-07-30T23:17:37Z,browsing,,,,,0,",
      "click-3,10774,2020-07-30T23:19:06Z,logout_with_purchase,,,,,128.83,",
    ],
  });
});

const DUMP = `-- PostgreSQL database dump
COPY public.city (city_id, city) FROM stdin;
1\tSt. Mary\\tBay
\\.

COPY public.address (address_id, city_id) FROM stdin;
7\t1
\\.
COPY public.store (store_id, address_id) FROM stdin;
2\t7
\\.
COPY public.film (film_id, title, rental_rate) FROM stdin;
80\tBLANKET, BEVERLY\t2.99
\\.
COPY public.inventory (inventory_id, film_id, store_id) FROM stdin;
367\t80\t2
\\.
COPY public.rental (rental_id, rental_date, inventory_id, customer_id, return_date) FROM stdin;
1\t2005-05-24 22:53:30\t367\t130\t2005-05-26 22:04:30
2\t2005-05-25 22:54:33\t367\t459\t\\N
\\.
`;

it("makes bookings of Sakila's rentals, which are completed when the film is brought back", async () => {
  const { lines, rows, rejected } = await rowsOf("sakila-rentals", { file: file("sakila.sql", DUMP) }, "rentals");
  expect([rows, rejected]).toEqual([3, {}]);
  const film = '80,"BLANKET, BEVERLY",St. Mary\tBay store';
  expect(lines.slice(1)).toEqual([
    `sakila-1-1,sakila-1,booked,2005-05-24T22:53:30Z,130,${film},2005-05-24T22:53:30Z,1,2.99,counter`,
    `sakila-2-1,sakila-2,booked,2005-05-25T22:54:33Z,459,${film},2005-05-25T22:54:33Z,1,2.99,counter`,
    `sakila-1-2,sakila-1,completed,2005-05-26T22:04:30Z,130,${film},2005-05-24T22:53:30Z,1,2.99,counter`,
  ]);
});

it.each<[string, string, string]>([
  ["The source needs --set file=<value>.", "sakila-rentals", ""],
  ["is not there", "sakila-rentals", join(root, "nowhere.sql")],
  ["has no COPY block", "sakila-rentals", file("inserts.sql", "insert into rental values (1);\n")],
  [
    "ends inside a COPY block",
    "sakila-rentals",
    file("cut.sql", "COPY public.city (city_id, city) FROM stdin;\n1\tX\n"),
  ],
  ["has a row of 1 fields", "sakila-rentals", file("ragged.sql", "COPY city (city_id, city) FROM stdin;\n1\n\\.\n")],
  ["The query of Sakila", "sakila-rentals", file("other.sql", "COPY city (city_id, city) FROM stdin;\n1\tX\n\\.\n")],
])("refuses: %s", async (message, source, path) => {
  const values: Record<string, string> = path === "" ? {} : { file: path };
  await expect(extract(source, { out: join(root, "refused"), parquet: false, values, env: {} })).rejects.toThrow(
    message,
  );
});

it("reads the escapes of COPY", () => {
  expect(readCopyLine("a\\tb\t\\N\t\\\\N\t\t\\x41\\101\\n")).toEqual(["a\tb", null, "\\N", "", "AA\n"]);
  expect(readCopyHead('COPY public."Odd ""name" (id, "a, b") FROM stdin;')).toEqual({
    table: 'Odd "name',
    columns: ["id", "a, b"],
  });
  expect(readCopyHead("-- COPY public.city (city_id) FROM stdin;")).toBeUndefined();
});
