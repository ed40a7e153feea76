-- Undoes sql/transactions.
-- Reads:  nothing
-- Writes: the dynamic tables of the system transactions: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop dynamic table if exists reelhouse.gold.product_performance;
drop dynamic table if exists reelhouse.gold.daily_sales_summary;
drop dynamic table if exists reelhouse.silver.transactions_enriched;
