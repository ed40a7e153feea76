-- How often each tag was in use at a moment (variable as_of, UTC; without it: now).
select
    tag_name,
    count(*) as use_count
from (
    {{ as_of(ref('tags_history'), var('as_of')) }}
) as versions
group by tag_name
order by use_count desc, tag_name
