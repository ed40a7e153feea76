-- Raw table of the dataset transactions: the columns of its contract, and where each row comes from.
-- Reads:  schema reelhouse.bronze
-- Writes: bronze.raw_transactions
-- Grain:  one row per row of a member of a drop; a drop's rows once
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.bronze.raw_transactions (
    line_id varchar(40) not null comment 'Id of the line',
    transaction_id varchar(40) not null comment 'Id of the sale',
    transaction_at timestamp_ntz(3) not null comment 'When it was sold, UTC',
    customer_id number(10, 0) not null comment 'Id of the customer',
    product_id varchar(40) not null comment 'Id of the product',
    product_name varchar(200) not null comment 'Name of the product',
    category varchar(100) comment 'Category of the product',
    quantity number(5, 0) not null comment 'How many',
    unit_price number(12, 2) not null comment 'Price of one, before discount and tax',
    discount_pct number(5, 2) comment 'Discount, 0 to 100',
    tax_pct number(5, 2) comment 'Tax, 0 to 100',
    payment_method varchar(40) comment 'How it was paid',
    store varchar(100) comment 'Where it was sold',
    _drop_id varchar(16) not null comment 'The drop that brought the row',
    _source_file varchar(512) not null comment 'The member in which the row was',
    _source_row number(18, 0) not null comment 'Its place there, from 1, without the header',
    _loaded_at timestamp_ltz(3) default current_timestamp() comment 'When it was loaded'
)
comment = 'Lines of sales';
