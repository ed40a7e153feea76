-- Films about which most has changed, and how often they went and came back.
select
    film_id,
    max(title) as title,
    count(*) as versions,
    min(effective_from) as first_seen_at,
    boolor_agg(is_current) as is_listed
from reelhouse.silver.films_history
group by film_id
having count(*) > 1
order by versions desc, title asc
limit 20;
