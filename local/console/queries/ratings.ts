/**
 * Ratings of the drops that count, before and after dbt has run: those of the newest whole drop and of what came after it. A user's
 * rating of a film in several drops is one, that of the newest drop. The same rule as in the star schema's staging: only drops after the
 * first are grouped, so that one large drop is read once and not sorted.
 */
import type { Queries } from "./query.ts";

const CURRENT = `with drops as (
    select
        drop_id,
        max(mode) as mode,
        row_number() over (
            order by
                coalesce(max(sequence), -1),
                coalesce(max(produced_at), min(convert_timezone('UTC', loaded_at)::timestamp_ntz(3))),
                drop_id
        ) as place
    from reelhouse.raw.drops
    where dataset = 'movielens'
    group by drop_id
),

counted as (
    select drop_id, place
    from drops
    where place >= (select coalesce(max(iff(mode = 'snapshot', place, null)), 1) from drops)
),

again as (
    select r.user_id, r.movie_id, max(c.place) as place
    from reelhouse.raw.ratings as r
    inner join counted as c on r._drop_id = c.drop_id
    where c.place > (select min(place) from counted)
    group by r.user_id, r.movie_id
),

ratings as (
    select r.user_id, r.movie_id, r.rating, r.rated_at
    from reelhouse.raw.ratings as r
    inner join counted as c on r._drop_id = c.drop_id
    left join again as a on r.user_id = a.user_id and r.movie_id = a.movie_id
    where a.place is null or a.place <= c.place
)`;

export const ratings: Queries = {
  "ratings-figures": {
    sql: `${CURRENT}

select count(*) as ratings, count(distinct user_id) as people, count(distinct movie_id) as films, round(avg(rating), 3) as mean_rating
from ratings
having count(*) > 0`,
  },
  "ratings-distribution": {
    sql: `${CURRENT}

select rating, count(*) as ratings
from ratings
group by rating
order by rating`,
  },
  "ratings-activity": {
    sql: `${CURRENT}

select to_char(month_start, 'YYYY-MM') as month, ratings, people
from (
    select date_trunc('month', rated_at) as month_start, count(*) as ratings, count(distinct user_id) as people
    from ratings
    group by 1
)
order by 1`,
  },
  "ratings-top": {
    // The mean of a film with few ratings is drawn towards the mean of all: (n × mean + m × overall) / (n + m), with m = 25.
    sql: `${CURRENT},

films as (
    select movie_id, count(*) as ratings, avg(rating) as mean_rating, stddev_samp(rating) / sqrt(count(*)) as mean_error
    from ratings
    group by movie_id
),

titles as (
    select m.movie_id, m.title
    from reelhouse.raw.movies as m
    inner join counted as c on m._drop_id = c.drop_id
    qualify row_number() over (partition by m.movie_id order by c.place desc, m._source_row desc) = 1
)

select
    t.title,
    round((f.ratings * f.mean_rating + 25 * o.mean_rating) / (f.ratings + 25), 3) as score,
    round(f.mean_rating, 3) as mean_rating,
    round(greatest(0.5, f.mean_rating - 1.96 * coalesce(f.mean_error, 0)), 3) as low,
    round(least(5, f.mean_rating + 1.96 * coalesce(f.mean_error, 0)), 3) as high,
    f.ratings
from films as f
inner join titles as t on f.movie_id = t.movie_id
cross join (select avg(rating) as mean_rating from ratings) as o
order by score desc, f.ratings desc, t.title
limit 15`,
  },
};
