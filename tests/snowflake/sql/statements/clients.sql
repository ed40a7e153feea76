/* {"app": "dbt", "dbt_version": "1.11.0"} */
show terse objects in analytics.dbt_jane limit 10000

create schema if not exists analytics.dbt_jane

create or replace transient table analytics.dbt_jane.stg_orders as
(
with source as (
    select * from analytics.raw.orders
),
renamed as (
    select
        id as order_id,
        user_id as customer_id,
        status
    from source
)
select * from renamed
)

create or replace view analytics.dbt_jane.customers as (
  with orders as (select * from analytics.dbt_jane.stg_orders)
  select customer_id, min(order_date) as first_order from orders group by 1
)

create or replace temporary view analytics.dbt_jane.events__dbt_tmp as ( select * from raw.events where at > (select max(at) from analytics.dbt_jane.events) )

describe table analytics.dbt_jane.events__dbt_tmp

merge into analytics.dbt_jane.events as DBT_INTERNAL_DEST
    using analytics.dbt_jane.events__dbt_tmp as DBT_INTERNAL_SOURCE
    on ((DBT_INTERNAL_SOURCE.id = DBT_INTERNAL_DEST.id))
    when matched then update set
        "ID" = DBT_INTERNAL_SOURCE."ID","AT" = DBT_INTERNAL_SOURCE."AT"
    when not matched then insert
        ("ID", "AT")
    values
        ("ID", "AT")

delete from analytics.dbt_jane.events as DBT_INTERNAL_DEST using analytics.dbt_jane.events__dbt_tmp where (analytics.dbt_jane.events__dbt_tmp.id = DBT_INTERNAL_DEST.id)

alter table analytics.dbt_jane.events add column "NEW_COLUMN" character varying(16777216)

create or replace table snapshots.orders_snapshot as (select *, md5(coalesce(cast(id as varchar ), '') || '|' || coalesce(cast(updated_at as varchar ), '')) as dbt_scd_id, updated_at as dbt_updated_at, updated_at as dbt_valid_from, coalesce(nullif(updated_at, updated_at), null) as dbt_valid_to from (select * from raw.orders) sbq)

create or replace dynamic table analytics.dbt_jane.daily target_lag = '1 hour' warehouse = wh refresh_mode = AUTO initialize = ON_CREATE as (
    select date_trunc('day', at) as day, count(*) as n from analytics.dbt_jane.events group by 1
)

select count(*) as failures, count(*) != 0 as should_warn, count(*) != 0 as should_error from ( select id from analytics.dbt_jane.events where id is null ) dbt_internal_test

comment on column analytics.dbt_jane.customers.customer_id is $$the customer$$

alter table analytics.dbt_jane.customers alter "ID" COMMENT $$key$$, "NAME" COMMENT $$name$$

select table_schema, table_name from analytics.information_schema.tables where table_schema ilike 'dbt_jane' and table_type = 'BASE TABLE' order by 1, 2

CREATE TEMP TABLE /* Python:snowflake.connector.pandas_tools.write_pandas() */ "T" ("A" NUMBER, "B" TEXT)

create temporary stage /* Python:snowflake.connector.pandas_tools.write_pandas() */ identifier('"D"."S"."x1"') FILE_FORMAT=(TYPE=PARQUET COMPRESSION=auto )

PUT 'file:///tmp/x/file0.txt' @"D"."S"."x1" PARALLEL=4

COPY INTO "D"."S"."T" /* Python:snowflake.connector.pandas_tools.write_pandas() */ ("A","B") FROM (SELECT $1:"A"::NUMBER,$1:"B"::TEXT FROM @"D"."S"."x1") FILE_FORMAT=(TYPE=PARQUET COMPRESSION=auto USE_VECTORIZED_SCANNER = FALSE BINARY_AS_TEXT = FALSE) PURGE=TRUE ON_ERROR=abort_statement

SELECT  *  FROM ( SELECT  *  FROM ( SELECT "A", "B" FROM ( SELECT $1 AS "A", $2 AS "B" FROM  VALUES (1 :: INT, 'x' :: STRING), (2 :: INT, 'y' :: STRING))) WHERE ("A" > 1 :: INT)) LIMIT 10

SELECT "l_abcd_ID" AS "l_abcd_ID", "NAME" AS "NAME" FROM (( SELECT "ID" AS "l_abcd_ID" FROM T1) AS SNOWPARK_LEFT INNER JOIN ( SELECT "ID" AS "r_abcd_ID", "NAME" FROM T2) AS SNOWPARK_RIGHT ON ("l_abcd_ID" = "r_abcd_ID"))

SHOW /* sqlalchemy:_get_schema_columns */ COLUMNS IN SCHEMA d.s

SHOW /* sqlalchemy:get_table_names */ TABLES IN d.s

SELECT /* sqlalchemy:_get_schema_columns */ ic.table_name, ic.column_name FROM information_schema.columns ic WHERE ic.table_schema = 'S' ORDER BY ic.ordinal_position

CREATE TABLE users (id INTEGER NOT NULL AUTOINCREMENT, name VARCHAR, PRIMARY KEY (id))

CREATE TABLE IF NOT EXISTS METADATA.SCHEMACHANGE.CHANGE_HISTORY ( VERSION VARCHAR , DESCRIPTION VARCHAR , SCRIPT VARCHAR , SCRIPT_TYPE VARCHAR , CHECKSUM VARCHAR , EXECUTION_TIME NUMBER , STATUS VARCHAR , INSTALLED_BY VARCHAR , INSTALLED_ON TIMESTAMP_LTZ )

INSERT INTO METADATA.SCHEMACHANGE.CHANGE_HISTORY (VERSION, INSTALLED_ON) VALUES ('1.1.0', CURRENT_TIMESTAMP)

SELECT SYSTEM$WAIT(1), CURRENT_VERSION(), CURRENT_CLIENT()

alter session set QUERY_TAG='schemachange 4.0;V1.sql'
