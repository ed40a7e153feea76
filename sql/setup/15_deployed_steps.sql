-- What `reelhouse sql deploy` has run: one row per statement of the files, with a fingerprint of its definition. From it the
-- next deploy knows what is new, what has changed, and where to go on after a failure.
-- Reads:  schema reelhouse.monitoring
-- Writes: reelhouse.monitoring.deployed_steps
-- Grain:  one row per file and step
-- Re-run: safe; what is there stays as it is.

create table if not exists reelhouse.monitoring.deployed_steps (
    file varchar(200) not null comment 'From the checkout: sql/raw/20_drops.sql',
    step_key varchar(600) not null comment 'The object it makes, or the statement''s kind and digest',
    object_type varchar(60) comment 'TABLE, TASK, ...; null for a statement that makes nothing',
    object_name varchar(500) comment 'With database and schema',
    fingerprint varchar(64) not null comment 'SHA-256 of the statement without comments and layout',
    outcome varchar(8) not null comment 'done or failed',
    error varchar(2000) comment 'Why it failed',
    deployed_at timestamp_ltz(3) not null comment 'When it ran last'
)
comment = 'What reelhouse sql deploy has run';
