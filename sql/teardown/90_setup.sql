-- Undoes sql/setup: the database with all that is in it, then what stands beside it.
-- Reads:  nothing
-- Writes: database reelhouse, integration reelhouse_archive, warehouse reelhouse_load, roles of Reelhouse: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop database if exists reelhouse cascade;
drop integration if exists reelhouse_archive;
drop warehouse if exists reelhouse_load;
drop role if exists reelhouse_analyst;
drop role if exists reelhouse_loader;
