-- What the analyst may read of the sales.
-- Reads:  role reelhouse_analyst
-- Writes: grants
-- Grain:  -
-- Re-run: safe; granting again changes nothing.

grant select on dynamic table reelhouse.silver.transactions_enriched to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.daily_sales_summary to role reelhouse_analyst;
grant select on dynamic table reelhouse.gold.product_performance to role reelhouse_analyst;
