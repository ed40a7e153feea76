-- setup
create table things (id int);
-- USE ROLE
use role sysadmin; use role accountadmin;
-- USE WAREHOUSE
create warehouse if not exists form_wh; use warehouse form_wh;
-- USE DATABASE, USE SCHEMA
use database db; use schema db.form;
-- USE SECONDARY ROLES
use secondary roles all;
-- SET
set one = 1; set (a, b) = (2, 'x'); set c = (select count(*) from things);
-- SELECT $variable
select $one, $a + 1, $b;
-- SHOW VARIABLES
show variables;
-- UNSET
unset one; unset (a, b);
-- ALTER SESSION SET
alter session set query_tag = 'forms', timezone = 'UTC';
-- ALTER SESSION UNSET
alter session unset query_tag;
-- SHOW PARAMETERS
show parameters like 'TIMEZONE' in session;
-- CREATE WAREHOUSE
create or replace warehouse form_wh with warehouse_size = 'XSMALL' auto_suspend = 60 auto_resume = true initially_suspended = true;
-- ALTER WAREHOUSE SET
alter warehouse form_wh set warehouse_size = small;
-- ALTER WAREHOUSE SUSPEND, RESUME
alter warehouse form_wh suspend; alter warehouse form_wh resume if suspended;
-- SHOW WAREHOUSES
show warehouses;
-- DROP WAREHOUSE
drop warehouse form_wh;
-- CREATE ROLE
create role form_reader;
-- CREATE USER
create user form_user password = 'x' default_role = form_reader;
-- GRANT ROLE
grant role form_reader to user form_user; grant role form_reader to role sysadmin;
-- GRANT privilege ON object
grant select, insert on table things to role form_reader;
-- GRANT ... ON ALL
grant select on all tables in schema db.form to role form_reader;
-- GRANT ... ON FUTURE
grant select on future tables in schema db.form to role form_reader;
-- GRANT ... ON ACCOUNT
grant execute task on account to role form_reader;
-- GRANT OWNERSHIP
grant ownership on table things to role sysadmin copy current grants;
-- REVOKE
revoke insert on table things from role form_reader;
-- SHOW GRANTS TO ROLE
show grants to role form_reader;
-- SHOW GRANTS ON
show grants on table things;
-- SHOW FUTURE GRANTS
show future grants in schema db.form;
-- SHOW ROLES
show roles;
-- SHOW USERS
show users;
-- DROP USER
drop user form_user;
-- DROP ROLE
drop role form_reader;
-- CREATE TAG
create tag form_tag comment = 'x';
-- SHOW TAGS
show tags;
-- DROP TAG
drop tag form_tag;
-- SHOW INTEGRATIONS
show integrations;
-- CREATE FUNCTION LANGUAGE SQL
create function area (r float) returns float as 'pi() * r * r'; select area(2);
-- CREATE FUNCTION RETURNS TABLE
create function numbers (n int) returns table (a int) as $$ select column1 from values (1), (2), (3) where column1 <= n $$; select * from table(numbers(2));
-- SHOW FUNCTIONS
show functions like 'AREA';
-- SHOW USER FUNCTIONS
show user functions;
-- DESCRIBE FUNCTION
describe function area (float);
-- DROP FUNCTION
drop function area (float);
-- SHOW PROCEDURES
show procedures;
-- refused: ALTER ACCOUNT
alter account set timezone = 'UTC';
-- refused: CREATE MASKING POLICY
create masking policy mp as (v varchar) returns varchar -> 'x';
-- refused: CREATE ROW ACCESS POLICY
create row access policy rp as (v varchar) returns boolean -> true;
-- refused: CREATE SHARE
create share s;
-- refused: CREATE NETWORK POLICY
create network policy np allowed_ip_list = ('10.0.0.1');
-- refused: CREATE SEMANTIC VIEW
create semantic view sv tables (a as t primary key (i)) metrics (a.m as sum(i));
-- refused: CREATE CORTEX SEARCH SERVICE
create cortex search service css on a attributes b warehouse = w target_lag = '1 hour' as select 1 as a;
-- refused: SELECT FROM SNOWFLAKE_SAMPLE_DATA
select * from snowflake_sample_data.tpch_sf1.orders;
-- CALL SYSTEM$WAIT
call system$wait(0);
-- EXECUTE IMMEDIATE 'text'
execute immediate 'select 1';
-- differs: ALTER SYSTEM SET CLOCK: in the twin alone; moves its time
alter system set clock = '2026-01-31 12:00:00'; alter system set clock = '+1 day'; alter system set clock = 'real';
