-- The drops of customer changes as they become whole: a load is proved before raw.drops tells of it, and only then is staging emptied.
-- Reads:  raw.drops
-- Writes: view raw.customer_changes_drops, stream raw.customer_changes_stream
-- Grain:  one row per drop of customer changes
-- Re-run: safe; what is there stays as it is. A view made anew would make its stream stale.

create view if not exists reelhouse.raw.customer_changes_drops
comment = 'Whole drops of customer changes'
as
select
    drop_id,
    loaded_count,
    loaded_at
from reelhouse.raw.drops
where table_name = 'CUSTOMER_CHANGES';

create stream if not exists reelhouse.raw.customer_changes_stream
    on view reelhouse.raw.customer_changes_drops
    comment = 'Drops of customer changes that are not applied yet';
