/** Films as they are: silver.films, one row per film. */
import type { Queries } from "./query.ts";

export const films: Queries = {
  "films-figures": {
    sql: `select
    count(*) as films,
    sum(worldwide_gross) as worldwide_gross,
    avg(nullif(production_budget, 0))::number(18, 0) as mean_budget,
    round(sum(imdb_rating * imdb_votes) / nullif(sum(iff(imdb_rating is null, null, imdb_votes)), 0), 2) as mean_mark
from reelhouse.silver.films
having count(*) > 0`,
  },
  "films-by-year": {
    sql: `select year(release_date) as released, count(*) as films, sum(worldwide_gross) as worldwide_gross, sum(production_budget) as production_budget
from reelhouse.silver.films
where release_date between '1960-01-01' and current_date()
group by 1
order by 1`,
  },
  "films-genres": {
    sql: `select floor(year(release_date) / 5) * 5 as from_year, major_genre, count(*) as films
from reelhouse.silver.films
where release_date between '1980-01-01' and current_date() and major_genre is not null
group by 1, 2
order by 1, 2`,
  },
  "films-marks": {
    sql: `select
    major_genre as genre,
    round(avg(imdb_rating), 2) as imdb_users,
    round(avg(rotten_tomatoes_rating) / 10, 2) as critics,
    count(*) as films
from reelhouse.silver.films
where imdb_rating is not null and major_genre is not null
group by 1
order by imdb_users desc, 1`,
  },
  "films-budget-gross": {
    sql: `select title, production_budget, worldwide_gross, imdb_rating, major_genre
from reelhouse.silver.films
where production_budget > 0 and worldwide_gross > 0
order by worldwide_gross desc, film_id
limit 100000`,
  },
  "films-top-grosses": {
    sql: `select title, worldwide_gross, production_budget, imdb_rating
from reelhouse.silver.films
where worldwide_gross is not null
order by worldwide_gross desc, film_id
limit 15`,
  },
};
