-- Raw tables of the dataset catalogue: the columns of its contract, and where each row comes from.
-- Reads:  schema reelhouse.raw
-- Writes: raw.catalogue_films
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.raw.catalogue_films (
    title varchar(500) not null comment 'Title; may be digits only',
    us_gross number(12, 0) comment 'Takings in the United States, US$',
    worldwide_gross number(12, 0) comment 'Takings in the whole world, US$',
    us_dvd_sales number(12, 0) comment 'DVD sales in the United States, US$',
    production_budget number(12, 0) comment 'What it cost to make, US$',
    release_date date comment 'First showing: 1998-06-12, Jun 12 1998 or 12 Jun 1998',
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
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Films';
