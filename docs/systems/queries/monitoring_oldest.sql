-- Of each layer what is oldest.
select
    layer,
    name,
    fresh_as_of,
    age_sec,
    status
from reelhouse.gold.v_pipeline_freshness
qualify row_number() over (partition by layer order by age_sec desc nulls first, name asc) = 1
order by layer asc;
