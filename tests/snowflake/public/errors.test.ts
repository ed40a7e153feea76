/** The errors that people paste, with the code, SQL state and text that they paste. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Opened, openTwin } from "../driver.ts";

let opened: Opened;

beforeAll(async () => {
  opened = await openTwin();
  await opened.client.run("create table orders (id int not null, status varchar(3), placed date)");
  await opened.client.run("create table lines (id int, price number(5,2))");
});
afterAll(() => opened.close());

const compilation = "SQL compilation error:";

it.each([
  ["selct 1", "001003", "42000", `${compilation}\nsyntax error line 1 at position 0 unexpected 'selct'.`],
  [
    "select id from\norders where",
    "001003",
    "42000",
    `${compilation}\nsyntax error line 2 at position 12 unexpected '<EOF>'.`,
  ],
  [
    "select nope from orders",
    "000904",
    "42000",
    `${compilation} error line 1 at position 7\ninvalid identifier 'NOPE'`,
  ],
  [
    "select o.nope from orders o",
    "000904",
    "42000",
    `${compilation} error line 1 at position 7\ninvalid identifier 'O.NOPE'`,
  ],
  ["select id from orders, lines", "002028", "42601", `${compilation}\nambiguous column name 'ID'`],
  ["select * from nope", "002003", "42S02", `${compilation}\nObject 'NOPE' does not exist or not authorized.`],
  ["select * from db.nope.t", "002003", "02000", `${compilation}\nSchema 'DB.NOPE' does not exist or not authorized.`],
  [
    "select * from nope.public.t",
    "002003",
    "02000",
    `${compilation}\nDatabase 'NOPE' does not exist or not authorized.`,
  ],
  ["insert into nope values (1)", "002003", "42S02", `${compilation}\nTable 'NOPE' does not exist or not authorized.`],
  ["use database nope", "002043", "02000", `${compilation}\nObject does not exist, or operation cannot be performed.`],
  ["use schema nope", "002043", "02000", `${compilation}\nObject does not exist, or operation cannot be performed.`],
  ["use warehouse nope", "002043", "02000", `${compilation}\nObject does not exist, or operation cannot be performed.`],
  ["select str(1)", "002140", "42601", `${compilation}\nUnknown function STR`],
  ["call db.public.nope()", "002141", "42601", `${compilation}\nUnknown user-defined function DB.PUBLIC.NOPE.`],
  [
    "select abs(placed) from orders",
    "001044",
    "42P13",
    `${compilation} error line 1 at position 7\nInvalid argument types for function 'ABS': (DATE)`,
  ],
  ["create table orders (a int)", "002002", "42710", `${compilation}\nObject 'DB.PUBLIC.ORDERS' already exists.`],
  ["create table twice (a int, A int)", "002025", "42S21", `${compilation}\nduplicate column name 'A'`],
  [
    "select 1 union select 1, 2",
    "001789",
    "42601",
    `${compilation} error line 1 at position 0\ninvalid number of result columns for set operator input branches, expected 1, got 2 in branch 2`,
  ],
  ["insert into orders values (null, 'a', null)", "100072", "22000", "NULL result in a non-nullable column"],
  [
    "insert into orders values (1, 'abcd', null)",
    "100078",
    "22000",
    "String 'abcd' is too long and would be truncated",
  ],
  ["select 'a'::int", "100038", "22018", "Numeric value 'a' is not recognized"],
  ["select '2024-13-01'::date", "100040", "22007", "Date '2024-13-01' is not recognized"],
  ["select 'noon'::timestamp", "100035", "22007", "Timestamp 'noon' is not recognized"],
  ["select 'maybe'::boolean", "100037", "22018", "Boolean value 'maybe' is not recognized"],
  ["select 1 / 0", "100051", "22012", "Division by zero"],
])("%s", async (sql, code, sqlState, message) => {
  const error = await opened.client.fails(sql);
  expect([String(error.code), error.sqlState, error.message]).toEqual([code, sqlState, message]);
});
