-- Raw tables of the dataset movielens: the columns of its contract, and where each row comes from.
-- Reads:  schema reelhouse.raw
-- Writes: raw.movies, raw.ratings, raw.tags, raw.links, raw.genome_scores, raw.genome_tags
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.raw.movies (
    movie_id number(10, 0) not null comment 'Id of the movie',
    title varchar(500) not null comment 'Title, with the year of release in parentheses',
    genres varchar(500) not null comment 'Genres, separated by |',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Movies';

create table if not exists reelhouse.raw.ratings (
    user_id number(10, 0) not null comment 'Id of the user',
    movie_id number(10, 0) not null comment 'Id of the movie',
    rating number(2, 1) not null comment 'Stars, 0.5 to 5.0 in halves',
    rated_at timestamp_ntz(0) not null comment 'When, UTC',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Ratings';

create table if not exists reelhouse.raw.tags (
    user_id number(10, 0) not null comment 'Id of the user',
    movie_id number(10, 0) not null comment 'Id of the movie',
    tag varchar(1000) not null comment 'What the user wrote',
    tagged_at timestamp_ntz(0) not null comment 'When, UTC',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Tags';

create table if not exists reelhouse.raw.links (
    movie_id number(10, 0) not null comment 'Id of the movie',
    imdb_id varchar(9) not null comment 'Digits behind the tt of IMDb''s id, with leading zeros',
    tmdb_id number(10, 0) comment 'Id of The Movie Database',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Links';

create table if not exists reelhouse.raw.genome_scores (
    movie_id number(10, 0) not null comment 'Id of the movie',
    tag_id number(10, 0) not null comment 'Id of the genome tag',
    relevance float not null comment 'How strongly the tag applies, 0 to 1',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Genome scores';

create table if not exists reelhouse.raw.genome_tags (
    tag_id number(10, 0) not null comment 'Id of the genome tag',
    tag varchar(200) not null comment 'The tag',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Genome tags';
