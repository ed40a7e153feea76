"""dbt-snowflake, unmodified, runs the project beside this file against the twin."""
import os
import shutil
import subprocess
import tempfile

import snowflake.connector
from checks import CONNECTION, PORT, check, equal, run_checks

here = os.path.dirname(os.path.abspath(__file__))
work = tempfile.mkdtemp(prefix="dbt-clients-")
project = os.path.join(work, "project")
shutil.copytree(os.path.join(here, "..", "dbt"), project)
TARGET = """    {name}:
      type: snowflake
      account: test
      host: 127.0.0.1
      port: {port}
      protocol: http
      user: tester
      password: secret
      role: ACCOUNTADMIN
      warehouse: COMPUTE_WH
      database: DBT_DB
      schema: {schema}
      threads: 2
"""
with open(os.path.join(work, "profiles.yml"), "w", encoding="utf-8") as file:
    file.write("clients:\n  target: twin\n  outputs:\n")
    file.write(TARGET.format(name="twin", port=PORT, schema="SHOP"))
    file.write(TARGET.format(name="copy", port=PORT, schema="COPY"))

connection = snowflake.connector.connect(**CONNECTION)
cursor = connection.cursor()
cursor.execute("create warehouse if not exists compute_wh")
cursor.execute("create or replace database dbt_db")
cursor.execute("create schema dbt_db.shop")
cursor.execute("create schema dbt_db.raw")
cursor.execute("create role if not exists readers")
cursor.execute("create table dbt_db.raw.events (event_id int, payload variant, loaded_at timestamp_ntz)")
cursor.execute("insert into dbt_db.raw.events select 1, parse_json('{\"kind\": \"view\"}'), dateadd(hour, -1, sysdate())")
cursor.execute("use schema dbt_db.shop")


def dbt(*arguments: str) -> str:
    done = subprocess.run(
        ["dbt", "--no-use-colors", *arguments, "--project-dir", project, "--profiles-dir", work],
        cwd=project, capture_output=True, text=True, timeout=300,
    )
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).splitlines()
        told = [line for line in lines if "rror" in line or "Got" in line]
        raise AssertionError(" ".join(told)[-1500:])
    return done.stdout


def query(text: str):
    return cursor.execute(text).fetchall()


@check("dbt debug finds the connection")
def debug():
    assert "All checks passed" in dbt("debug")


@check("dbt seed loads its CSV files, twice")
def seed():
    dbt("seed")
    dbt("seed", "--full-refresh")
    equal(query("select count(*), sum(amount) from orders_seed"), [(5, 150)])


@check("dbt run makes views, tables, incremental models and a dynamic table")
def run():
    dbt("run")
    equal(query("select count(*) from orders_by_customer"), [(3,)])
    equal(query("select sum(amount) from orders_merged"), [(150,)])
    kinds = {row[1]: row for row in query("show objects in schema dbt_db.shop")}
    assert {"STG_ORDERS", "ORDERS_BY_CUSTOMER", "ORDERS_MERGED", "ORDERS_REPLACED"} <= set(kinds), kinds.keys()


@check("a dynamic table follows its model")
def dynamic():
    equal([row[1] for row in query("show dynamic tables in schema dbt_db.shop")], ["DAILY_TOTALS"])
    equal(query("select sum(total) from daily_totals"), [(150,)])


@check("incremental models take changed and new rows, by merge and by delete+insert")
def incremental():
    query("update orders_seed set amount = 99, updated_at = '2024-02-01' where order_id = 1")
    query("insert into orders_seed values (6, 3, 60, '2024-02-02')")
    dbt("run")
    for model in ("orders_merged", "orders_replaced"):
        equal(query(f"select count(*), sum(amount) from {model}"), [(6, 150 - 10 + 99 + 60)])
    dbt("run", "--full-refresh")
    equal(query("select count(*) from orders_merged"), [(6,)])


@check("dbt snapshot keeps versions over two runs with changes")
def snapshot():
    dbt("snapshot")
    query("update orders_seed set amount = 77, updated_at = '2024-03-01' where order_id = 2")
    dbt("snapshot")
    versions = query("select amount, dbt_valid_to is null from orders_snapshot where order_id = 2 order by dbt_valid_from")
    equal(versions, [(20, False), (77, True)])
    equal(query("select count(*) from orders_snapshot"), [(7,)])
    checked = query("select count(*), count_if(dbt_valid_to is null) from orders_checked")
    equal(checked, [(7, 6)])


@check("dbt build runs, tests and unit-tests, and fails when the data is wrong")
def tests():
    dbt("build", "--exclude", "resource_type:seed", "resource_type:snapshot")
    assert "unit_test" in dbt("ls", "--resource-type", "unit_test", "--output", "json")
    query("update orders_merged set order_id = null where order_id = 3")
    try:
        dbt("test")
    except AssertionError as error:
        assert "Got 1 result" in str(error), str(error)
        query("delete from orders_merged where order_id is null")
        return
    raise AssertionError("dbt test did not see the wrong row")


@check("contracts, hooks, grants, query tags and comments reach the database")
def configured():
    equal(query("select count(*), sum(amount) from orders_contracted"), query("select count(*), sum(amount) from stg_orders where amount >= 20"))
    equal(query("select distinct hook from hook_log"), [("orders_contracted",)])
    granted = [(row[1], row[5]) for row in query("show grants on table orders_contracted")]
    assert ("SELECT", "READERS") in granted, granted
    table = dict(zip([column.name for column in cursor.execute("show tables like 'orders_contracted'").description], cursor.fetchone()))
    equal((table["kind"], table["cluster_by"]), ("TABLE", "LINEAR(customer_id)"))
    equal(len(query("show primary keys in table orders_contracted")), 1)
    equal(query("select comment from information_schema.views where table_name = 'EVENTS'"), [("Events, with their kind.",)])
    comments = {row[0]: row[9] for row in query("describe view events")}
    equal(comments["KIND"], "The event's kind; it's text.")
    equal(query("select kind from events"), [("view",)])
    tagged = query("select count(*) > 0 from table(information_schema.query_history()) where query_tag = 'contracted'")
    equal(tagged, [(True,)])


@check("append adds new rows alone, and takes new columns")
def appended():
    before = query("select count(*) from orders_appended")[0][0]
    query("insert into orders_seed values (100, 1, 5, '2024-04-01')")
    dbt("run", "--select", "stg_orders", "orders_appended", "--vars", "{loaded_by: \"'second'\"}")
    equal(query("select count(*), count_if(loaded_by = 'second') from orders_appended"), [(before + 1, 1)])


@check("dbt source freshness passes, and warns of old rows")
def freshness():
    dbt("source", "freshness")
    query("update dbt_db.raw.events set loaded_at = dateadd(day, -3, loaded_at)")
    try:
        dbt("source", "freshness")
    except AssertionError as error:
        assert "ERROR STALE" in str(error) or "error" in str(error).lower(), str(error)
        return
    raise AssertionError("old rows are fresh")


@check("dbt show, run-operation, compile, ls, clone and retry do their work")
def commands():
    shown = dbt("show", "--inline", "select sum(amount) as total from {{ ref('orders_merged') }}", "--output", "json")
    assert '"TOTAL"' in shown, shown[-500:]
    assert "orders_merged has" in dbt("run-operation", "count_rows", "--args", "{table: orders_merged}")
    assert "orders_merged" in dbt("ls", "--resource-type", "model")
    shutil.copytree(os.path.join(project, "target"), os.path.join(work, "state"))
    dbt("clone", "--state", os.path.join(work, "state"), "--target", "copy")
    equal(query("select count(*) from dbt_db.copy.orders_merged"), query("select count(*) from orders_merged"))
    query("alter table orders_seed rename to orders_hidden")
    try:
        dbt("run", "--select", "orders_by_customer", "stg_orders")
        raise RuntimeError("a model ran without its source")
    except AssertionError:
        pass
    query("alter table orders_hidden rename to orders_seed")
    dbt("retry")


@check("dbt docs generate reads the catalog")
def docs():
    dbt("docs", "generate")
    with open(os.path.join(project, "target", "catalog.json"), encoding="utf-8") as file:
        text = file.read()
    for name in ("model.clients.orders_merged", "model.clients.stg_orders", "seed.clients.orders_seed"):
        assert name in text, f"{name} is not in catalog.json"


try:
    run_checks()
finally:
    shutil.rmtree(work, ignore_errors=True)
