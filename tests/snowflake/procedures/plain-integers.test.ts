/** Integers computed without a query give what the query gives. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openTwin();
});
afterAll(() => opened.close());

test("sums and comparisons of a block agree with the same in a SELECT", async () => {
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  const operators = ["+", "-", "=", "<>", "<", ">", "<=", ">="];
  for (let round = 0; round < 40; round++) {
    const [a, b] = [next() % 50, (next() % 50) - 25];
    const operator = operators[next() % operators.length];
    const block = `begin let a := ${a}; let b := ${b}; return a ${operator} (b + 3); end`;
    const select = `select ${a} ${operator} (${b} + 3)`;
    expect((await opened.client.row(block))[0], select).toEqual((await opened.client.row(select))[0]);
  }
});

test("a sum beyond 38 digits is still an error", async () => {
  const nines = "9".repeat(38);
  await opened.client.fails(`begin let a number(38,0) := '${nines}'; a := a + 1; return a; end`);
});
