-- Raw table of the dataset customers: the columns of its contract, and where each row comes from.
-- It is a staging table: the procedure that applies its rows empties it, so a drop's rows do not stay.
-- Reads:  schema reelhouse.raw
-- Writes: raw.customer_changes
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.raw.customer_changes (
    change_id varchar(40) not null comment 'Id of the change',
    customer_id number(10, 0) not null comment 'Id of the customer',
    operation varchar(20) not null comment 'What is done to the customer',
    changed_at timestamp_ntz(3) not null comment 'When it was changed, UTC',
    first_name varchar(100) comment 'First name; needed unless the customer is deleted',
    last_name varchar(100) comment 'Last name; needed unless the customer is deleted',
    email varchar(200) comment 'Mail address; needed unless the customer is deleted',
    phone varchar(40) comment 'Telephone number',
    street varchar(200) comment 'Street and number',
    city varchar(100) comment 'City',
    region varchar(100) comment 'State or region',
    postal_code varchar(20) comment 'Postal code',
    country varchar(100) comment 'Country',
    segment varchar(20) comment 'What the customer pays for',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Customer changes';
