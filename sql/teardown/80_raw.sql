-- Undoes sql/raw: every pipe, table and stage of the schema, with the rows and the load history.
-- Reads:  nothing
-- Writes: schema reelhouse.raw, empty afterwards
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop schema if exists reelhouse.raw cascade;
create schema if not exists reelhouse.raw
    comment = 'Rows as the drops brought them, checked against their contracts; every row knows its drop';
