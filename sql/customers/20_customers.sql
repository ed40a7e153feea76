-- Customers as they are and as they were, and what the procedures need: the drops applied, the changes of the last run, who was deleted.
-- Reads:  schema reelhouse.silver
-- Writes: silver.customers_drops, silver.customers_batch, silver.customers_deleted, silver.customers, silver.customers_history
-- Grain:  customers_drops one row per drop; customers_batch one row per change that the last run read; customers_deleted one row per
--         customer, with the last deletion; customers one row per customer; customers_history one row per customer and time without change
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.silver.customers_drops (
    drop_id varchar(16) not null comment 'The drop',
    loaded_at timestamp_ltz(3) not null comment 'When its load was proved',
    applied_at timestamp_ltz(3) not null comment 'When its changes were applied',
    constraint customers_drops_key primary key (drop_id)
)
comment = 'Drops whose changes are applied';

create table if not exists reelhouse.silver.customers_batch (
    change_id varchar(40) not null comment 'Id of the change',
    customer_id number(10, 0) not null comment 'Id of the customer',
    operation varchar(20) not null comment 'insert, update or delete',
    changed_at timestamp_ntz(3) not null comment 'When it was changed, UTC',
    first_name varchar(100) comment 'First name',
    last_name varchar(100) comment 'Last name',
    email varchar(200) comment 'Mail address',
    phone varchar(40) comment 'Telephone number',
    street varchar(200) comment 'Street and number',
    city varchar(100) comment 'City',
    region varchar(100) comment 'State or region',
    postal_code varchar(20) comment 'Postal code',
    country varchar(100) comment 'Country',
    segment varchar(20) comment 'What the customer pays for',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header'
)
comment = 'The changes that the last run read from staging';

create table if not exists reelhouse.silver.customers_deleted (
    customer_id number(10, 0) not null comment 'Id of the customer',
    deleted_at timestamp_ntz(3) not null comment 'When the customer was deleted, UTC',
    change_id varchar(40) not null comment 'The change that did it',
    constraint customers_deleted_key primary key (customer_id)
)
comment = 'Last deletions: what is older must not bring a customer back';

create table if not exists reelhouse.silver.customers (
    customer_id number(10, 0) not null comment 'Id of the customer',
    first_name varchar(100) comment 'First name',
    last_name varchar(100) comment 'Last name',
    email varchar(200) comment 'Mail address',
    phone varchar(40) comment 'Telephone number',
    street varchar(200) comment 'Street and number',
    city varchar(100) comment 'City',
    region varchar(100) comment 'State or region',
    postal_code varchar(20) comment 'Postal code',
    country varchar(100) comment 'Country',
    segment varchar(20) comment 'What the customer pays for',
    row_hash varchar(64) not null comment 'Hash of all but the id',
    changed_at timestamp_ntz(3) not null comment 'When it was changed last, UTC',
    change_id varchar(40) not null comment 'The last change; of two at the same moment the one with the greater id',
    drop_id varchar(16) not null comment 'The drop that brought it',
    constraint customers_key primary key (customer_id)
)
comment = 'Customers as they are';

create table if not exists reelhouse.silver.customers_history (
    customer_key varchar(64) not null comment 'Key of the version: hash of customer_id and effective_from',
    customer_id number(10, 0) not null comment 'Id of the customer',
    first_name varchar(100) comment 'First name',
    last_name varchar(100) comment 'Last name',
    email varchar(200) comment 'Mail address',
    phone varchar(40) comment 'Telephone number',
    street varchar(200) comment 'Street and number',
    city varchar(100) comment 'City',
    region varchar(100) comment 'State or region',
    postal_code varchar(20) comment 'Postal code',
    country varchar(100) comment 'Country',
    segment varchar(20) comment 'What the customer pays for',
    row_hash varchar(64) not null comment 'Hash of all but the id',
    effective_from timestamp_ntz(3) not null comment 'From when it was so, UTC',
    effective_to timestamp_ntz(3) comment 'Until before when it was so; null: it is so',
    is_current boolean not null comment 'Whether it is so',
    change_id varchar(40) not null comment 'The change that made it so',
    drop_id varchar(16) not null comment 'The drop that brought it',
    constraint customers_history_key primary key (customer_key)
)
comment = 'Customers as they were (type 2)';

create stream if not exists reelhouse.silver.customers_stream
    on table reelhouse.silver.customers
    comment = 'Changes of silver.customers that are not in its history yet';
