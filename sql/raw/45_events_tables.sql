-- Raw table of the dataset events: the columns of its contract, and where each row comes from.
-- Reads:  schema reelhouse.bronze
-- Writes: bronze.raw_customer_events
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.bronze.raw_customer_events (
    event_id varchar(40) not null comment 'Id of the event',
    customer_id number(10, 0) not null comment 'Id of the customer',
    event_at timestamp_ntz(3) not null comment 'When it happened, UTC',
    event_type varchar(40) not null comment 'What the customer did',
    product varchar(200) comment 'Product that it is about',
    category varchar(100) comment 'Category of the product',
    price number(12, 2) comment 'Price of one',
    quantity number(5, 0) comment 'How many',
    cart_total number(12, 2) comment 'Worth of the cart after it',
    device varchar(40) comment 'What the customer uses',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Customer events';
