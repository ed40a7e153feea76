-- Every change of the raw booking events, with what the stream says of it. Only added to.
-- Reads:  schema reelhouse.bronze
-- Writes: bronze.bookings
-- Grain:  one row per change of a raw row: an update is two, DELETE and INSERT
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.bronze.bookings (
    event_id varchar(40) not null comment 'Id of the event',
    booking_id varchar(40) not null comment 'Id of the booking',
    event_type varchar(20) not null comment 'booked, changed, cancelled or completed',
    event_at timestamp_ntz(3) not null comment 'When it happened, UTC',
    customer_id number(10, 0) not null comment 'Id of the customer',
    movie_id number(10, 0) not null comment 'Id of the movie',
    movie_title varchar(500) not null comment 'Title of the movie',
    theatre varchar(100) not null comment 'Where it is shown',
    screening_at timestamp_ntz(3) not null comment 'When it is shown, UTC',
    tickets number(2, 0) not null comment 'How many seats',
    unit_price number(12, 2) not null comment 'Price of a seat',
    channel varchar(20) comment 'How it was booked',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) comment 'When it was loaded into raw',
    cdc_action varchar(6) not null comment 'INSERT or DELETE',
    cdc_is_update boolean not null comment 'Whether it is half of an update',
    cdc_row_id varchar(100) not null comment 'The raw row, the same through all its changes',
    captured_at timestamp_ltz(3) not null comment 'When the task read the change'
)
comment = 'Changes of booking events';
