"""Snowpark for Python, unmodified, against the twin."""
import os
import tempfile

import pandas
from checks import CONNECTION, check, equal, run_checks
from snowflake.snowpark import Row, Session, Window
from snowflake.snowpark.functions import (
    avg, call_function, col, count, lit, parse_json, rank, row_number, sum as sum_, to_date, upper, when,
    when_matched, when_not_matched,
)
from snowflake.snowpark.types import IntegerType, StringType, StructField, StructType, VariantType

session = Session.builder.configs(CONNECTION).create()
session.sql("create or replace database snowpark_db").collect()


@check("create_dataframe takes lists, schemas and pandas")
def create():
    frame = session.create_dataframe([[1, "a"], [2, None]], schema=["id", "name"])
    equal(frame.order_by("id").collect(), [Row(1, "a"), Row(2, None)])
    schema = StructType([StructField("n", IntegerType()), StructField("s", StringType())])
    typed = session.create_dataframe([(1, "x")], schema)
    equal(typed.schema.names, ["N", "S"])
    equal(typed.count(), 1)
    many = session.create_dataframe([[n, f"n{n}"] for n in range(2000)], schema=["id", "name"])
    equal(many.agg(sum_("id")).collect()[0][0], 1999000)
    from_pandas = session.create_dataframe(pandas.DataFrame({"A": [1, 2], "B": ["x", "y"]}))
    equal(from_pandas.filter(col("A") == 2).select("B").collect(), [Row("y")])


@check("save_as_table writes, appends and overwrites; table reads")
def save():
    frame = session.create_dataframe([[1, "a", 10], [2, "b", 20], [3, "a", 30]], schema=["id", "kind", "amount"])
    frame.write.save_as_table("items", mode="overwrite")
    frame.write.mode("append").save_as_table("items")
    equal(session.table("items").count(), 6)
    frame.write.mode("overwrite").save_as_table("items")
    equal(session.table("items").count(), 3)
    frame.write.mode("overwrite").save_as_table("temporary_items", table_type="temporary")
    frame.create_or_replace_view("items_view")
    equal(session.table("items_view").count(), 3)


@check("filters, joins, groups and windows")
def queries():
    items = session.table("items")
    equal(items.filter((col("amount") > 10) & (col("kind") == "a")).select("id").collect(), [Row(3)])
    kinds = session.create_dataframe([["a", "A!"], ["c", "C!"]], schema=["kind", "label"])
    joined = items.join(kinds, "kind", "left").select("id", "label").sort("id").collect()
    equal(joined, [Row(1, "A!"), Row(2, None), Row(3, "A!")])
    both = items.alias("l").join(items.alias("r"), col("l", "id") == col("r", "id")).count()
    equal(both, 3)
    grouped = items.group_by("kind").agg(sum_("amount").alias("total"), count(lit(1)).alias("n")).sort("kind").collect()
    equal(grouped, [Row("a", 40, 2), Row("b", 20, 1)])
    window = Window.partition_by("kind").order_by(col("amount").desc())
    ranked = items.with_column("r", row_number().over(window)).filter(col("r") == 1).sort("id").select("id").collect()
    equal(ranked, [Row(2), Row(3)])
    cases = items.select(when(col("id") == 1, lit("one")).otherwise(upper(col("kind"))).alias("w")).sort("w").collect()
    equal(cases, [Row("A"), Row("B"), Row("one")])
    equal(items.union_all(items).distinct().count(), 3)
    pivoted = items.select("kind", "amount").pivot("kind", ["a", "b"]).sum("amount").collect()
    equal([tuple(row) for row in pivoted], [(40, 20)])


@check("to_pandas, to_local_iterator, first, show and describe give rows")
def results():
    items = session.table("items")
    frame = items.sort("id").to_pandas()
    equal((list(frame.columns), int(frame.AMOUNT.sum())), (["ID", "KIND", "AMOUNT"], 60))
    equal(sum(row.AMOUNT for row in items.to_local_iterator()), 60)
    equal(items.sort("id").first()["KIND"], "a")
    items.show()
    equal(items.describe("amount").filter(col("summary") == "mean").collect()[0][1], 20.0)
    equal(items.collect_nowait().result()[0].KIND in ("a", "b"), True)


@check("tables are updated, deleted and merged")
def changes():
    items = session.table("items")
    updated = items.update({"amount": col("amount") + 1}, items["kind"] == "a")
    equal(updated.rows_updated, 2)
    source = session.create_dataframe([[2, "b", 200], [9, "z", 900]], schema=["id", "kind", "amount"])
    merged = items.merge(
        source, items["id"] == source["id"],
        [when_matched().update({"amount": source["amount"]}),
         when_not_matched().insert({"id": source["id"], "kind": source["kind"], "amount": source["amount"]})],
    )
    equal((merged.rows_inserted, merged.rows_updated), (1, 1))
    equal(items.delete(items["id"] == 9).rows_deleted, 1)
    equal(items.agg(sum_("amount")).collect(), [Row(11 + 200 + 31)])


@check("semi-structured values are read by path and flattened")
def semi_structured():
    frame = session.sql("select parse_json('{\"a\": {\"b\": [1, 2]}}') v")
    equal(frame.select(col("v")["a"]["b"][0].cast("int")).collect(), [Row(1)])
    equal(frame.join_table_function("flatten", col("v")["a"]["b"]).select(col("value").cast("int")).count(), 2)


@check("files are put, listed, read and got")
def files():
    session.sql("create or replace stage files").collect()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("1,a\n2,b\n")
        equal(session.file.put(path, "@files")[0].status, "UPLOADED")
        schema = StructType([StructField("n", IntegerType()), StructField("s", StringType())])
        equal(session.read.schema(schema).csv("@files/rows.csv.gz").sort("n").collect(), [Row(1, "a"), Row(2, "b")])
        session.read.schema(schema).csv("@files/rows.csv.gz").copy_into_table("from_files")
        equal(session.table("from_files").count(), 2)
        equal(session.file.get("@files/rows.csv.gz", folder)[0].status, "DOWNLOADED")
        session.table("items").write.copy_into_location("@files/out/", file_format_type="parquet", header=True, overwrite=True)
        equal(session.read.parquet("@files/out/").count(), 3)


@check("write_pandas makes a table")
def write_pandas():
    session.write_pandas(pandas.DataFrame({"A": [1, 2]}), "FROM_PANDAS", auto_create_table=True, overwrite=True)
    equal(session.table("from_pandas").count(), 2)


@check("schemas of SHOW, of queries and of tables are known before they run")
def schemas():
    equal(session.sql("show tables").select('"name"').limit(1).count() >= 0, True)
    names = [field.name for field in session.table("items").schema.fields]
    equal(names, ["ID", "KIND", "AMOUNT"])
    typed = session.sql("select 1::number(10,2) n, 'x'::varchar(5) s, current_date() d, to_variant(1) v, array_construct() a").schema
    equal([type(field.datatype).__name__ for field in typed.fields], ["DecimalType", "StringType", "DateType", "VariantType", "ArrayType"])


@check("cached results, samples, set operations and missing values")
def more_frames():
    cached = session.table("items").cache_result()
    equal(cached.count(), session.table("items").count())
    equal(session.range(1000).sample(n=10).count(), 10)
    a, b = session.create_dataframe([1, 2, 2], schema=["n"]), session.create_dataframe([2, 3], schema=["n"])
    equal(sorted(row[0] for row in a.intersect(b).collect()), [2])
    equal(sorted(row[0] for row in a.except_(b).collect()), [1])
    gaps = session.create_dataframe([[1, None], [None, "x"]], schema=["n", "s"])
    equal(gaps.na.fill({"n": 0}).select("n").sort("n").collect(), [Row(0), Row(1)])
    equal(gaps.dropna(subset=["s"]).count(), 1)


@check("save_as_table refuses a table that is there, leaves it, truncates it")
def modes():
    frame = session.create_dataframe([[1]], schema=["n"])
    frame.write.mode("overwrite").save_as_table("moded")
    frame.write.mode("ignore").save_as_table("moded")
    frame.write.mode("truncate").save_as_table("moded")
    equal(session.table("moded").count(), 1)
    try:
        frame.write.mode("errorifexists").save_as_table("moded")
    except Exception as error:
        assert "already exists" in str(error), str(error)
        return
    raise AssertionError("no error")


@check("a Python function is refused by name")
def functions():
    try:
        session.sql("create function py(n int) returns int language python runtime_version = '3.11' handler = 'f' as $$def f(n): return n$$").collect()
    except Exception as error:
        assert "000002" in str(error) or "Unsupported feature" in str(error), str(error)
        return
    raise AssertionError("no error")


@check("a session tells where it is and runs parameters")
def context():
    equal(session.get_current_database(), '"SNOWPARK_DB"')
    equal(session.get_current_schema(), '"PUBLIC"')
    equal(session.sql("select ? + 1", params=[41]).collect(), [Row(42)])
    equal(session.range(5).count(), 5)


run_checks()
