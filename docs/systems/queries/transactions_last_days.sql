-- Sales of the last 14 days on record, all stores.
select
    sales_date,
    sum(transactions) as transactions,
    sum(units) as units,
    sum(net_sales) as net_sales,
    sum(invalid_lines) as invalid_lines
from reelhouse.gold.daily_sales_summary
group by sales_date
order by sales_date desc
limit 14;
