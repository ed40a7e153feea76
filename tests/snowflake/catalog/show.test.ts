import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type Opened, openTwin } from "../driver.ts";

let opened: Opened;
let client: Client;

beforeAll(async () => {
  opened = await openTwin();
  client = opened.client;
  for (const sql of [
    "create schema db.s",
    "create table orders (id int primary key, total number(10,2) not null comment 'gross', at timestamp_ntz default current_timestamp()) comment = 'all orders'",
    "create transient table customers (id int, name varchar(20), constraint u unique (name), constraint f foreign key (id) references orders (id))",
    "insert into orders (id, total) values (1, 2.5), (2, 3)",
    "create view open_orders as select id from orders",
    "create sequence numbers start 5",
    "create database other",
    "create schema other.x",
    "create table other.x.far (a int)",
    "use schema db.s",
  ]) {
    await client.run(sql);
  }
});
afterAll(() => opened.close());

const names = async (sql: string) => (await client.rows(sql)).map((row) => row.name);

describe("SHOW", () => {
  it("lists in the session's schema, a schema, a database or the account", async () => {
    expect(await names("show tables")).toEqual(["CUSTOMERS", "ORDERS"]);
    expect(await names("show tables in schema other.x")).toEqual(["FAR"]);
    expect(await names("show tables in database other")).toEqual(["FAR"]);
    expect(await names("show tables in account")).toEqual(["CUSTOMERS", "ORDERS", "FAR"]);
    expect(await names("show schemas in database db")).toEqual(["PUBLIC", "S"]);
    expect(await names("show databases")).toEqual(["DB", "OTHER"]);
    expect((await client.fails("show tables in schema db.nowhere")).code).toBe("002003");
  });

  it("filters with LIKE regardless of case, STARTS WITH exactly, and pages with LIMIT FROM", async () => {
    expect(await names("show tables like 'ord%'")).toEqual(["ORDERS"]);
    expect(await names("show tables like 'o_ders'")).toEqual(["ORDERS"]);
    expect(await names("show tables starts with 'ord'")).toEqual([]);
    expect(await names("show tables starts with 'ORD'")).toEqual(["ORDERS"]);
    expect(await names("show tables in account limit 1 from 'CUSTOMERS'")).toEqual(["ORDERS"]);
  });

  it("gives a table's kind, rows and comment in Snowflake's columns", async () => {
    const [customers, orders] = await client.rows("show tables");
    expect(Object.keys(orders ?? {}).slice(0, 12)).toEqual([
      "created_on",
      "name",
      "database_name",
      "schema_name",
      "kind",
      "comment",
      "cluster_by",
      "rows",
      "bytes",
      "owner",
      "retention_time",
      "automatic_clustering",
    ]);
    expect(orders).toMatchObject({
      kind: "TABLE",
      rows: 2,
      comment: "all orders",
      owner: "ACCOUNTADMIN",
      schema_name: "S",
    });
    expect(customers).toMatchObject({ kind: "TRANSIENT", rows: 0 });
    expect(orders?.created_on).toBeInstanceOf(Date);
  });

  it("has five columns when TERSE, and dropped objects with HISTORY", async () => {
    const [row] = await client.rows("show terse tables like 'orders'");
    expect(Object.keys(row ?? {})).toEqual(["created_on", "name", "kind", "database_name", "schema_name"]);
    await client.run("create table brief (a int)");
    await client.run("drop table brief");
    const history = await client.rows("show tables history like 'brief'");
    expect(history[0]?.dropped_on).toBeInstanceOf(Date);
  });

  it("lists columns, keys, views, sequences, parameters, variables, roles, warehouses", async () => {
    const columns = await client.rows("show columns in table orders");
    expect(columns.map((row) => [row.column_name, JSON.parse(String(row.data_type)).type, row["null?"]])).toEqual([
      ["ID", "FIXED", "NOT_NULL"],
      ["TOTAL", "FIXED", "NOT_NULL"],
      ["AT", "TIMESTAMP_NTZ", "true"],
    ]);
    expect((await client.rows("show primary keys in table orders"))[0]).toMatchObject({
      column_name: "ID",
      key_sequence: 1,
    });
    expect((await client.rows("show imported keys in table customers"))[0]).toMatchObject({
      pk_table_name: "ORDERS",
      fk_column_name: "ID",
      fk_name: "F",
    });
    expect((await client.rows("show unique keys in schema db.s"))[0]).toMatchObject({
      constraint_name: "U",
      column_name: "NAME",
    });
    expect((await client.rows("show views"))[0]).toMatchObject({ name: "OPEN_ORDERS", is_secure: "false" });
    expect((await client.rows("show sequences"))[0]).toMatchObject({ name: "NUMBERS", next_value: 5, interval: 1 });
    await client.run("select numbers.nextval");
    expect((await client.rows("show sequences"))[0]).toMatchObject({ next_value: 6 });
    expect(await client.values("select next_value from information_schema.sequences")).toEqual(["6"]);
    expect(await names("show objects")).toEqual(["CUSTOMERS", "OPEN_ORDERS", "ORDERS"]);
    expect((await client.rows("show parameters like 'TIMEZONE' in session"))[0]).toMatchObject({
      key: "TIMEZONE",
      value: "UTC",
    });
    await client.run("set answer = 42");
    expect((await client.rows("show variables"))[0]).toMatchObject({ name: "ANSWER", value: "42", type: "fixed" });
    expect(await names("show roles")).toContain("SYSADMIN");
    expect(await names("show warehouses")).toEqual(["COMPUTE_WH"]);
  });
});

describe("DESCRIBE", () => {
  it("gives a table's columns with keys and defaults", async () => {
    const rows = await client.rows("desc table db.s.orders");
    expect(rows[0]).toMatchObject({
      name: "ID",
      type: "NUMBER(38,0)",
      "null?": "N",
      "primary key": "Y",
      "unique key": "N",
    });
    expect(rows[1]).toMatchObject({ name: "TOTAL", comment: "gross", "null?": "N" });
    expect(rows[2]).toMatchObject({ name: "AT", default: "current_timestamp()" });
    expect(await names("describe view open_orders")).toEqual(["ID"]);
  });
});

describe("INFORMATION_SCHEMA", () => {
  it("can be queried as tables can", async () => {
    expect(
      await client.rows(
        "select table_name, table_type, row_count from db.information_schema.tables where table_schema = 'S' order by 1",
      ),
    ).toEqual([
      { TABLE_NAME: "CUSTOMERS", TABLE_TYPE: "BASE TABLE", ROW_COUNT: 0 },
      { TABLE_NAME: "OPEN_ORDERS", TABLE_TYPE: "VIEW", ROW_COUNT: null },
      { TABLE_NAME: "ORDERS", TABLE_TYPE: "BASE TABLE", ROW_COUNT: 2 },
    ]);
    expect(
      await client.rows(
        "select column_name, data_type, numeric_precision p, numeric_scale s, is_nullable from information_schema.columns where table_name = 'ORDERS' order by ordinal_position",
      ),
    ).toEqual([
      { COLUMN_NAME: "ID", DATA_TYPE: "NUMBER", P: 38, S: 0, IS_NULLABLE: "NO" },
      { COLUMN_NAME: "TOTAL", DATA_TYPE: "NUMBER", P: 10, S: 2, IS_NULLABLE: "NO" },
      { COLUMN_NAME: "AT", DATA_TYPE: "TIMESTAMP_NTZ", P: null, S: null, IS_NULLABLE: "YES" },
    ]);
    expect(await client.values("select schema_name from other.information_schema.schemata order by 1")).toEqual([
      "INFORMATION_SCHEMA",
      "PUBLIC",
      "X",
    ]);
    expect(
      await client.values("select count(*) from information_schema.table_constraints where constraint_schema = 'S'"),
    ).toEqual([3]);
  });

  it("gives what ran through QUERY_HISTORY", async () => {
    await client.run("alter session set query_tag = 'nightly'");
    await client.run("select 'marker'");
    await client.fails("select * from nowhere_at_all");
    await client.run("alter session unset query_tag");
    const rows = await client.rows(
      "select query_text, execution_status, error_code from table(information_schema.query_history()) where query_tag = 'nightly' order by start_time",
    );
    expect(rows).toEqual([
      { QUERY_TEXT: "select 'marker'", EXECUTION_STATUS: "SUCCESS", ERROR_CODE: null },
      { QUERY_TEXT: "select * from nowhere_at_all", EXECUTION_STATUS: "FAILED_WITH_ERROR", ERROR_CODE: "002003" },
      { QUERY_TEXT: "alter session unset query_tag", EXECUTION_STATUS: "SUCCESS", ERROR_CODE: null },
    ]);
  });
});

describe("GET_DDL", () => {
  it("gives a statement that makes the table again", async () => {
    const [ddl] = await client.values("select get_ddl('table', 'customers')");
    expect(ddl).toBe(
      "create or replace TRANSIENT TABLE CUSTOMERS (\n\tID NUMBER(38,0),\n\tNAME VARCHAR(20),\n\tconstraint U unique (NAME),\n\tconstraint F foreign key (ID) references DB.S.ORDERS (ID)\n);",
    );
    await client.run(String(ddl));
  });
});

describe("grants and tags", () => {
  it("are recorded and shown", async () => {
    await client.run("create role reader");
    await client.run("grant select, insert on table orders to role reader");
    await client.run("grant role reader to role sysadmin");
    expect((await client.rows("show grants to role reader")).map((row) => [row.privilege, row.name])).toEqual([
      ["INSERT", "DB.S.ORDERS"],
      ["SELECT", "DB.S.ORDERS"],
    ]);
    expect(await client.rows("show grants on table orders")).toHaveLength(2);
    expect((await client.rows("show grants of role reader"))[0]).toMatchObject({
      role: "READER",
      grantee_name: "SYSADMIN",
    });
    await client.run("revoke insert on table orders from role reader");
    expect(await client.rows("show grants on table orders")).toHaveLength(1);
    await client.run("create tag cost allowed_values 'a', 'b'");
    await client.run("alter table orders set tag cost = 'a'");
    expect(await client.values("select system$get_tag('cost', 'orders', 'table')")).toEqual(["a"]);
    expect((await client.fails("alter table orders set tag cost = 'c'")).message).toContain("not allowed");
  });
});
