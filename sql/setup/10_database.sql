-- The database, and a schema for each stage of the data.
-- Reads:  nothing
-- Writes: database reelhouse; schemas raw, bronze, silver, gold, monitoring
-- Grain:  -
-- Re-run: safe; what is there stays as it is.

create database if not exists reelhouse
    comment = 'Films and what surrounds them, loaded by Reelhouse';

create schema if not exists reelhouse.raw
    comment = 'Rows as the drops brought them, checked against their contracts; every row knows its drop';

create schema if not exists reelhouse.bronze
    comment = 'Raw rows, of the drops that count';

create schema if not exists reelhouse.silver
    comment = 'Cleaned, joined, one row per thing';

create schema if not exists reelhouse.gold
    comment = 'What dashboards read';

create schema if not exists reelhouse.monitoring
    comment = 'What was loaded when, and what went wrong';
