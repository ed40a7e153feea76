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
with open(os.path.join(work, "profiles.yml"), "w", encoding="utf-8") as file:
    file.write(
        f"""clients:
  target: twin
  outputs:
    twin:
      type: snowflake
      account: test
      host: 127.0.0.1
      port: {PORT}
      protocol: http
      user: tester
      password: secret
      role: ACCOUNTADMIN
      warehouse: COMPUTE_WH
      database: DBT_DB
      schema: SHOP
      threads: 2
"""
    )

connection = snowflake.connector.connect(**CONNECTION)
cursor = connection.cursor()
cursor.execute("create warehouse if not exists compute_wh")
cursor.execute("create or replace database dbt_db")
cursor.execute("create schema dbt_db.shop")
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


@check("dbt test passes, and fails when the data is wrong")
def tests():
    dbt("run")
    dbt("test")
    query("update orders_merged set order_id = null where order_id = 3")
    try:
        dbt("test")
    except AssertionError as error:
        assert "Got 1 result" in str(error), str(error)
        return
    raise AssertionError("dbt test did not see the wrong row")


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
