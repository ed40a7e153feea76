-- What each dataset has brought: drops, rows, the share that broke the contract, and whether all are accounted for.
select
    loads.dataset,
    count(distinct loads.drop_id) as drops,
    sum(loads.row_count) as row_count,
    sum(loads.loaded_count) as loaded_count,
    sum(loads.rejected_count) as rejected_count,
    round(100 * sum(loads.rejected_count) / nullif(sum(loads.row_count), 0), 2) as rejected_pct,
    sum(balance.unaccounted) as unaccounted
from reelhouse.monitoring.v_loads as loads
inner join reelhouse.monitoring.v_reconciliation as balance
    on loads.drop_id = balance.drop_id and loads.table_name = balance.table_name
group by loads.dataset
order by rejected_pct desc, loads.dataset asc;
