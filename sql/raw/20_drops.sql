-- What was loaded: written by snowpipe-refresh once every row of a drop is proved to be there. Of two drops of a dataset the one
-- with the greater sequence is newer, whichever arrived first.
-- Reads:  schema reelhouse.raw
-- Writes: reelhouse.raw.drops
-- Grain:  one row per drop and table
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.raw.drops (
    drop_id varchar(16) not null comment 'First 16 hex digits of the SHA-256 of the canonical manifest',
    dataset varchar(64) not null comment 'The contract that the drop keeps',
    table_name varchar(64) not null comment 'The table, without its schema',
    mode varchar(8) not null comment 'snapshot: the whole dataset; delta: rows to be added',
    sequence number(20, 0) comment 'Producer''s number; null: ordered by arrival',
    produced_at timestamp_ntz(3) comment 'When the producer made it, UTC',
    row_count number(18, 0) not null comment 'Rows in the manifest',
    loaded_count number(18, 0) not null comment 'Rows in the table',
    rejected_count number(18, 0) not null comment 'Rows that broke the contract',
    file_count number(9, 0) not null comment 'Files in the archive',
    loaded_at timestamp_ltz(3) not null comment 'When the load was proved',
    constraint drops_key primary key (drop_id, table_name)
)
comment = 'What was loaded, by drop and table';
