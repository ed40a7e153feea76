-- What the chain's statements cost in warehouse credits, by drop: snowpipe-refresh tags each of its statements with the drop
-- (docs.snowflake.com/en/sql-reference/account-usage/query_attribution_history; the view is up to 8 hours behind). Snowpipe
-- itself is billed by volume and is not in it. The deploying role must be
-- allowed to read it (docs.snowflake.com/en/sql-reference/snowflake-db-roles). Where nothing is charged, as on the twin, credits are null.
-- Reads:  snowflake.account_usage.query_attribution_history
-- Writes: view monitoring.v_cost
-- Grain:  one row per drop
-- Re-run: safe; the view is made anew.

create or replace view reelhouse.monitoring.v_cost
comment = 'Warehouse credits by drop, of the account''s last 365 days'
as
select
    try_parse_json(query_tag):drop::varchar as drop_id,
    count(*) as statements,
    min(start_time) as first_at,
    max(end_time) as last_at,
    sum(credits_attributed_compute) as credits
from snowflake.account_usage.query_attribution_history
where try_parse_json(query_tag):app::varchar = 'reelhouse'
group by try_parse_json(query_tag):drop::varchar;
