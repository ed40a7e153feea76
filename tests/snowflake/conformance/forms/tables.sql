-- setup
create table base (id int not null, name varchar(20) default 'x', amount number(10, 2));
insert into base values (1, 'a', 1.5), (2, 'b', null);
-- CREATE TABLE
create table c1 (a int, b varchar, c timestamp_ntz, d variant, e array, f object, g binary, h boolean, j time, k float);
-- CREATE OR REPLACE TABLE
create or replace table c1 (a int);
-- CREATE TABLE IF NOT EXISTS
create table if not exists c1 (z int);
-- CREATE TEMPORARY TABLE
create temporary table c2 (a int);
-- CREATE TRANSIENT TABLE
create transient table c3 (a int) data_retention_time_in_days = 0;
-- CREATE TABLE with column DEFAULT, NOT NULL, COMMENT
create table c4 (a int default 1 not null comment 'n', b timestamp_ltz default current_timestamp());
-- CREATE TABLE with AUTOINCREMENT, IDENTITY
create table c5 (a int autoincrement start 10 increment 5 order, b int identity (1, 1));
-- CREATE TABLE with PRIMARY KEY, UNIQUE, FOREIGN KEY
create table c6 (a int primary key rely, b int unique, c int, constraint fk foreign key (c) references c6 (a));
-- CREATE TABLE CLUSTER BY
create table c7 (a int, d date) cluster by (d, a);
-- CREATE TABLE AS SELECT
create table c8 as select * from base;
-- CREATE TABLE (columns) AS SELECT
create table c9 (x int, y varchar(30)) as select id, name from base;
-- CREATE TABLE LIKE
create table c10 like base;
-- CREATE TABLE CLONE
create table c11 clone base;
-- CREATE TABLE CLONE ... AT
create table c12 clone base at (offset => 0);
-- CREATE OR ALTER TABLE
create or alter table c1 (a int, b varchar(10));
-- refused: CREATE TABLE with COLLATE
create table r1 (a varchar collate 'de');
-- refused: CREATE TABLE with a masking policy
create table r2 (a varchar with masking policy mp);
-- refused: CREATE HYBRID TABLE
create hybrid table r3 (a int primary key);
-- refused: CREATE EXTERNAL TABLE
create external table r4 with location = @s file_format = (type = csv);
-- refused: CREATE ICEBERG TABLE
create iceberg table r5 (a int) catalog = 'snowflake' external_volume = 'v' base_location = 'b';
-- ALTER TABLE ADD COLUMN
alter table c8 add column z varchar default 'd', y int;
-- ALTER TABLE ADD COLUMN IF NOT EXISTS
alter table c8 add column if not exists z varchar;
-- ALTER TABLE ADD several columns, each IF NOT EXISTS
create or replace table many (a int); alter table many add column if not exists a int, if not exists b int, c int;
-- ALTER TABLE DROP COLUMN
alter table c8 drop column y;
-- ALTER TABLE RENAME COLUMN
alter table c8 rename column z to zz;
-- ALTER TABLE ALTER COLUMN SET DATA TYPE
alter table c9 alter column y set data type varchar(50);
-- ALTER TABLE ALTER COLUMN SET, DROP NOT NULL
alter table c9 alter column x set not null; alter table c9 alter x drop not null;
-- ALTER TABLE ALTER COLUMN DROP DEFAULT
alter table c4 alter column a drop default;
-- ALTER TABLE ALTER COLUMN COMMENT
alter table c9 alter column y comment 'text';
-- ALTER TABLE ADD, DROP CONSTRAINT
alter table c9 add constraint u1 unique (x); alter table c9 drop constraint u1;
-- ALTER TABLE ADD, DROP PRIMARY KEY
alter table c9 add primary key (x); alter table c9 drop primary key;
-- ALTER TABLE RENAME TO
alter table c3 rename to c3b;
-- ALTER TABLE SWAP WITH
alter table c8 swap with c10;
-- ALTER TABLE CLUSTER BY, DROP CLUSTERING KEY
alter table c9 cluster by (x); alter table c9 drop clustering key;
-- ALTER TABLE SET, UNSET
alter table c9 set data_retention_time_in_days = 1 comment = 'x'; alter table c9 unset comment;
-- ALTER TABLE SET CHANGE_TRACKING
alter table c9 set change_tracking = true;
-- ALTER TABLE SET TAG
create tag cost_center allowed_values 'a', 'b'; alter table c9 set tag cost_center = 'a';
-- DROP TABLE
drop table c12;
-- DROP TABLE IF EXISTS
drop table if exists nothing;
-- UNDROP TABLE
undrop table c12;
-- TRUNCATE TABLE
truncate table c12;
-- TRUNCATE TABLE IF EXISTS
truncate table if exists nothing;
-- COMMENT ON TABLE
comment on table base is 'hello';
-- COMMENT ON COLUMN
comment on column base.name is 'name';
-- COMMENT IF EXISTS
comment if exists on table nothing is 'x';
-- DESCRIBE TABLE
describe table base;
-- SHOW TABLES
show tables;
-- SHOW TERSE TABLES
show terse tables;
-- SHOW TABLES LIKE ... IN SCHEMA ... STARTS WITH ... LIMIT
show tables like 'b%' in schema db.form starts with 'B' limit 5;
-- SHOW TABLES HISTORY
show tables history;
-- SHOW COLUMNS
show columns in table base;
-- SHOW PRIMARY KEYS
show primary keys in table c6;
-- SHOW UNIQUE KEYS
show unique keys in table c6;
-- SHOW IMPORTED KEYS
show imported keys in table c6;
-- SHOW OBJECTS
show objects;
-- CREATE VIEW
create view v1 as select id from base;
-- CREATE OR REPLACE VIEW with column comments
create or replace view v1 (x comment 'c') comment = 'v' as select id from base;
-- CREATE SECURE VIEW
create secure view v2 as select id from base;
-- CREATE OR ALTER VIEW
create or alter view v1 as select id, name from base;
-- CREATE RECURSIVE VIEW
create recursive view counted (n) as select 1 union all select n + 1 from counted where n < 3;
-- CREATE MATERIALIZED VIEW
create materialized view v3 as select id from base;
-- ALTER VIEW RENAME TO
alter view v2 rename to v2b;
-- ALTER VIEW SET SECURE, COMMENT
alter view v2b set comment = 'x'; alter view v2b unset secure;
-- DROP VIEW
drop view v2b;
-- DESCRIBE VIEW
describe view v1;
-- SHOW VIEWS
show views;
-- CREATE SEQUENCE
create sequence s1 start = 10 increment = 5 order;
-- SELECT sequence.NEXTVAL
select s1.nextval;
-- ALTER SEQUENCE SET COMMENT
alter sequence s1 set comment = 'x';
-- ALTER SEQUENCE SET INCREMENT
alter sequence s1 set increment 7;
-- DROP SEQUENCE
drop sequence s1;
-- SHOW SEQUENCES
show sequences;
-- CREATE DATABASE
create database other;
-- CREATE DATABASE CLONE
create database other2 clone other;
-- ALTER DATABASE RENAME TO
alter database other2 rename to other3;
-- DROP DATABASE
drop database other3;
-- UNDROP DATABASE
undrop database other3;
-- SHOW DATABASES
show databases like 'oth%';
-- DESCRIBE DATABASE
describe database other;
-- CREATE SCHEMA
create schema other.s1 with managed access comment = 'x';
-- CREATE TRANSIENT SCHEMA
create transient schema other.s2;
-- CREATE SCHEMA CLONE
create schema other.s3 clone other.s1;
-- DROP SCHEMA
drop schema other.s3;
-- UNDROP SCHEMA
undrop schema other.s3;
-- SHOW SCHEMAS
show schemas in database other;
-- DESCRIBE SCHEMA
describe schema other.s1;
-- GET_DDL
use schema db.form; select get_ddl('table', 'base'), get_ddl('view', 'v1'), get_ddl('schema', 'db.form');
-- INFORMATION_SCHEMA.TABLES
select table_name, row_count from information_schema.tables where table_schema = 'FORM';
-- INFORMATION_SCHEMA.COLUMNS
select column_name, data_type from information_schema.columns where table_name = 'BASE';
-- INFORMATION_SCHEMA.VIEWS
select table_name, view_definition from information_schema.views;
-- INFORMATION_SCHEMA.SCHEMATA
select schema_name from information_schema.schemata;
-- INFORMATION_SCHEMA.DATABASES
select database_name from information_schema.databases;
-- INFORMATION_SCHEMA.SEQUENCES
select sequence_name from information_schema.sequences;
-- INFORMATION_SCHEMA.STAGES
select stage_name from information_schema.stages;
-- INFORMATION_SCHEMA.FILE_FORMATS
select file_format_name from information_schema.file_formats;
-- INFORMATION_SCHEMA.PIPES
select pipe_name from information_schema.pipes;
-- INFORMATION_SCHEMA.TABLE_CONSTRAINTS
select constraint_name, constraint_type from information_schema.table_constraints;
-- TABLE(INFORMATION_SCHEMA.QUERY_HISTORY)
select query_id, query_text from table(information_schema.query_history(result_limit => 5));
-- TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION)
select query_id from table(information_schema.query_history_by_session());
