-- Films as they are (type 1) and as they were (type 2), and the drops of which the history is made.
-- A film is known by title and release date. Keys are hashes of what they stand for, so the same drops give the same keys, whatever the
-- order in which they came.
-- Reads:  schema reelhouse.silver
-- Writes: silver.films_drops, silver.films_history, silver.films
-- Grain:  films_drops one row per drop; films_history one row per film and time in which nothing about it changed; films one row per film
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.silver.films_drops (
    drop_id varchar(16) not null comment 'The drop',
    mode varchar(8) not null comment 'snapshot: a film that is not in it is gone; delta: it says nothing of others',
    sequence number(20, 0) comment 'Producer''s number',
    produced_at timestamp_ntz(3) not null comment 'When the producer made it, or else when it was loaded, UTC',
    rejected_count number(18, 0) not null comment 'Rows that broke the contract',
    place number(18, 0) comment 'Its place in the order by sequence and time, from 1',
    next_snapshot_place number(18, 0) comment 'The place of the next snapshot',
    effective_at timestamp_ntz(3) comment 'From when it holds, UTC: never before a drop of a lower place',
    applied_effective_at timestamp_ntz(3) comment 'The same when the history was last made; null: it is not in the history',
    constraint films_drops_key primary key (drop_id)
)
comment = 'The drops that films_history is made of';

create table if not exists reelhouse.silver.films_history (
    film_key varchar(64) not null comment 'Key of the version: hash of film_id and effective_from',
    film_id varchar(64) not null comment 'Key of the film: hash of title and release date',
    title varchar(500) not null comment 'Title; may be digits only',
    release_date date comment 'First showing',
    us_gross number(12, 0) comment 'Takings in the United States, US$',
    worldwide_gross number(12, 0) comment 'Takings in the whole world, US$',
    us_dvd_sales number(12, 0) comment 'DVD sales in the United States, US$',
    production_budget number(12, 0) comment 'What it cost to make, US$',
    mpaa_rating varchar(20) comment 'Audience rating in the United States',
    running_time_min number(4, 0) comment 'Running time in minutes',
    distributor varchar(200) comment 'Who brought it to the cinemas',
    source varchar(200) comment 'What the story comes from',
    major_genre varchar(200) comment 'Genre',
    creative_type varchar(200) comment 'Kind of story',
    director varchar(500) comment 'Director',
    rotten_tomatoes_rating number(3, 0) comment 'Share of good reviews, 0 to 100',
    imdb_rating number(3, 1) comment 'Mean of the users'' marks, 0 to 10',
    imdb_votes number(12, 0) comment 'Number of the users'' marks',
    row_hash varchar(64) not null comment 'Hash of what may change: all but title and release date',
    effective_from timestamp_ntz(3) not null comment 'From when it was so, UTC',
    effective_to timestamp_ntz(3) comment 'Until before when it was so; null: it is so',
    is_current boolean not null comment 'Whether it is so',
    drop_id varchar(16) not null comment 'The drop that said so first',
    constraint films_history_key primary key (film_key)
)
comment = 'Films as they were (type 2)';

create table if not exists reelhouse.silver.films (
    film_id varchar(64) not null comment 'Key of the film: hash of title and release date',
    title varchar(500) not null comment 'Title; may be digits only',
    release_date date comment 'First showing',
    us_gross number(12, 0) comment 'Takings in the United States, US$',
    worldwide_gross number(12, 0) comment 'Takings in the whole world, US$',
    us_dvd_sales number(12, 0) comment 'DVD sales in the United States, US$',
    production_budget number(12, 0) comment 'What it cost to make, US$',
    mpaa_rating varchar(20) comment 'Audience rating in the United States',
    running_time_min number(4, 0) comment 'Running time in minutes',
    distributor varchar(200) comment 'Who brought it to the cinemas',
    source varchar(200) comment 'What the story comes from',
    major_genre varchar(200) comment 'Genre',
    creative_type varchar(200) comment 'Kind of story',
    director varchar(500) comment 'Director',
    rotten_tomatoes_rating number(3, 0) comment 'Share of good reviews, 0 to 100',
    imdb_rating number(3, 1) comment 'Mean of the users'' marks, 0 to 10',
    imdb_votes number(12, 0) comment 'Number of the users'' marks',
    row_hash varchar(64) not null comment 'Hash of what may change: all but title and release date',
    updated_at timestamp_ntz(3) not null comment 'From when it is so, UTC',
    drop_id varchar(16) not null comment 'The drop that said so first',
    constraint films_key primary key (film_id)
)
comment = 'Films as they are (type 1)';
