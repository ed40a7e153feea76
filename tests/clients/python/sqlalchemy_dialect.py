"""snowflake-sqlalchemy, unmodified, against the twin."""
import datetime
import decimal

import pandas
import snowflake.connector
from checks import CONNECTION, PORT, check, equal, run_checks
from snowflake.sqlalchemy import URL, VARIANT
from sqlalchemy import (
    Column, DateTime, ForeignKey, Identity, Integer, MetaData, Numeric, Sequence, String, Table,
    create_engine, func, inspect, select, text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

snowflake.connector.connect(**CONNECTION).cursor().execute("create or replace database alchemy_db")
engine = create_engine(
    URL(account="test", user="tester", password="secret", host="127.0.0.1", port=PORT,
        database="alchemy_db", schema="public"),
    connect_args={"protocol": "http"},
)
metadata = MetaData()
customers = Table(
    "customers", metadata,
    Column("id", Integer, Sequence("customer_ids"), primary_key=True),
    Column("name", String(40), nullable=False, comment="full name"),
    Column("balance", Numeric(12, 2)),
    Column("since", DateTime),
)
orders = Table(
    "orders", metadata,
    Column("id", Integer, Identity(), primary_key=True),
    Column("customer_id", Integer, ForeignKey("customers.id")),
)


@check("create_all makes tables, keys and sequences, and can run again")
def create():
    metadata.create_all(engine)
    metadata.create_all(engine)
    with engine.connect() as connection:
        equal(connection.execute(text("select count(*) from customers")).scalar(), 0)


@check("rows are inserted, selected, updated and deleted")
def rows():
    since = datetime.datetime(2024, 1, 2, 3, 4, 5)
    with engine.begin() as connection:
        connection.execute(customers.insert(), [
            {"id": n, "name": f"n{n}", "balance": decimal.Decimal("1.50"), "since": since} for n in range(10, 15)
        ])
        connection.execute(customers.insert().values(id=20, name="it's"))
        connection.execute(customers.update().where(customers.c.id == 10).values(name="changed"))
        connection.execute(customers.delete().where(customers.c.id == 11))
    with engine.connect() as connection:
        first = connection.execute(select(customers).order_by(customers.c.id)).first()
        equal(tuple(first), (10, "changed", decimal.Decimal("1.50"), since))
        equal(connection.execute(select(func.count()).select_from(customers)).scalar(), 5)
        equal(connection.execute(select(customers.c.name).order_by(customers.c.id.desc()).limit(1).offset(0)).scalar(), "it's")


@check("a transaction rolls back")
def rollback():
    with engine.connect() as connection:
        with connection.begin() as transaction:
            connection.execute(customers.delete())
            transaction.rollback()
        equal(connection.execute(select(func.count()).select_from(customers)).scalar(), 5)


@check("reflection finds tables, columns, keys, views and schemas")
def reflection():
    with engine.begin() as connection:
        connection.execute(text("create or replace view named as select id, name from customers"))
    seen = inspect(engine)
    equal(sorted(seen.get_table_names()), ["customers", "orders"])
    equal(seen.get_view_names(), ["named"])
    assert "public" in seen.get_schema_names(), seen.get_schema_names()
    columns = {column["name"]: column for column in seen.get_columns("customers")}
    equal(list(columns), ["id", "name", "balance", "since"])
    equal((columns["name"]["type"].length, columns["name"]["nullable"], columns["name"]["comment"]), (40, False, "full name"))
    equal((columns["balance"]["type"].precision, columns["balance"]["type"].scale), (12, 2))
    equal(seen.get_pk_constraint("customers")["constrained_columns"], ["id"])
    [key] = seen.get_foreign_keys("orders")
    equal((key["constrained_columns"], key["referred_table"], key["referred_columns"]), (["customer_id"], "customers", ["id"]))
    reflected = MetaData()
    reflected.reflect(engine)
    equal(sorted(reflected.tables), ["customers", "orders"])
    equal(seen.has_table("customers"), True)
    equal(seen.has_table("nowhere"), False)


@check("the object-relational mapper saves and loads objects")
def mapper():
    class Base(DeclarativeBase):
        pass

    class Parent(Base):
        __tablename__ = "parents"
        id: Mapped[int] = mapped_column(Sequence("parent_ids"), primary_key=True)
        name: Mapped[str]
        children: Mapped[list["Child"]] = relationship(back_populates="parent")

    class Child(Base):
        __tablename__ = "children"
        id: Mapped[int] = mapped_column(Sequence("child_ids"), primary_key=True)
        parent_id: Mapped[int] = mapped_column(ForeignKey("parents.id"))
        parent: Mapped[Parent] = relationship(back_populates="children")

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Parent(name="p", children=[Child(), Child()]))
        session.commit()
    with Session(engine) as session:
        parent = session.scalars(select(Parent)).one()
        equal((parent.name, len(parent.children)), ("p", 2))


@check("pandas writes and reads tables")
def frames():
    frame = pandas.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"], "c": [1.5, None, 3.5]})
    frame.to_sql("frames", engine, index=False, if_exists="replace")
    frame.to_sql("frames", engine, index=False, if_exists="append", method="multi")
    read = pandas.read_sql("select a, b, c from frames order by a", engine)
    equal((len(read), int(read.a.sum()), float(read.c.sum())), (6, 12, 10.0))
    equal(len(pandas.read_sql_table("frames", engine)), 6)


@check("variants are reflected and read")
def variants():
    with engine.begin() as connection:
        connection.execute(text("create or replace table things (v variant)"))
        connection.execute(text("insert into things select parse_json('{\"a\": 1}')"))
        equal(connection.execute(text("select v:a::int from things")).scalar(), 1)
    [column] = inspect(engine).get_columns("things")
    assert isinstance(column["type"], VARIANT), column


@check("drop_all removes everything")
def drop():
    metadata.drop_all(engine)
    assert "customers" not in inspect(engine).get_table_names()


run_checks()
