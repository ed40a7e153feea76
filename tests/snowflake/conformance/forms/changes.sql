-- setup
create table src (id int, v varchar);
create table dst (id int, v varchar);
create table dst2 (id int, v varchar);
-- INSERT ... VALUES
insert into src values (1, 'a'), (2, 'b'), (3, default);
-- INSERT (columns) ... VALUES
insert into src (id) values (4);
-- INSERT ... SELECT
insert into dst select id, v from src where id < 3;
-- INSERT OVERWRITE
insert overwrite into dst select id, v from src where id < 3;
-- INSERT ALL
insert all into dst into dst2 (id) values (id) select id, v from src;
-- INSERT ALL WHEN ... ELSE
insert all when id > 3 then into dst when id > 1 then into dst into dst2 else into dst2 select id, v from src;
-- INSERT FIRST WHEN
insert first when id > 3 then into dst when id > 1 then into dst2 select id, v from src;
-- INSERT OVERWRITE ALL
insert overwrite all into dst into dst2 select id, v from src;
-- INSERT ... WITH
insert into dst with q as (select 9 a) select a, 'q' from q;
-- UPDATE
update dst set v = 'u' where id = 1;
-- UPDATE ... FROM
update dst set v = s.v from src s where dst.id = s.id;
-- DELETE
delete from dst where id = 9;
-- DELETE ... USING
delete from dst using src s where dst.id = s.id and s.id = 4;
-- MERGE ... WHEN MATCHED THEN UPDATE, NOT MATCHED THEN INSERT
merge into dst d using src s on d.id = s.id when matched then update set d.v = s.v when not matched then insert (id, v) values (s.id, s.v);
-- MERGE with several WHEN clauses and DELETE
merge into dst d using (select id, v, id % 2 as odd from src) s on d.id = s.id when matched and s.odd = 1 then delete when matched then update set v = 'even' when not matched and s.id > 100 then insert values (s.id, s.v);
-- MERGE ... UPDATE ALL BY NAME, INSERT ALL BY NAME
merge into dst d using src s on d.id = s.id when matched then update all by name when not matched then insert all by name;
-- BEGIN, COMMIT
begin; insert into dst values (50, 'c'); commit;
-- BEGIN TRANSACTION NAME, ROLLBACK
begin transaction name work; insert into dst values (51, 'r'); rollback;
-- BEGIN WORK, COMMIT WORK
begin work; insert into dst values (52, 'w'); commit work;
-- START TRANSACTION
start transaction; rollback work;
-- SHOW TRANSACTIONS
show transactions;
-- SHOW LOCKS
show locks;
-- CREATE STREAM ON TABLE
create stream st on table src;
-- CREATE STREAM APPEND_ONLY
create stream st_append on table src append_only = true;
-- CREATE STREAM SHOW_INITIAL_ROWS
create stream st_initial on table src show_initial_rows = true;
-- CREATE STREAM AT
create stream st_at on table src at (stream => 'st');
-- CREATE STREAM ON VIEW
create view src_view as select id, v from src; create stream st_view on view src_view;
-- CREATE OR REPLACE STREAM
create or replace stream st on table src comment = 'x';
-- refused: CREATE STREAM INSERT_ONLY
create stream st_insert on external table src insert_only = true;
-- SELECT from a stream with METADATA$ columns
insert into src values (60, 's'); select id, metadata$action, metadata$isupdate, metadata$row_id from st;
-- INSERT ... SELECT from a stream
insert into dst select id, v from st;
-- SYSTEM$STREAM_HAS_DATA
select system$stream_has_data('st');
-- SHOW STREAMS
show streams;
-- DESCRIBE STREAM
describe stream st;
-- DROP STREAM
drop stream st_append;
