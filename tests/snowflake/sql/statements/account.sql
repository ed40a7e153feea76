create database d

create or replace transient database d data_retention_time_in_days = 0 comment = 'x'

create database if not exists d clone e at (offset => -3600)

create database d from share acc.sh

create schema s

create or replace transient schema d.s with managed access data_retention_time_in_days = 1

create schema if not exists d.s clone d.t before (statement => 'x') comment = 'c'

create warehouse wh

create or replace warehouse wh with warehouse_size = xsmall auto_suspend = 60 auto_resume = true initially_suspended = true

create warehouse if not exists wh warehouse_size = 'X-SMALL', auto_suspend = null, max_cluster_count = 3, min_cluster_count = 1, scaling_policy = 'STANDARD' resource_monitor = rm comment = 'c'

create role r

create or replace role r comment = 'x' with tag (a = 'b')

create database role if not exists d.r

create user u password = 'secret' default_role = r default_warehouse = wh must_change_password = true

create or replace user "a.b@c.d" login_name = 'x' rsa_public_key = 'MII' default_namespace = d.s default_secondary_roles = ('ALL') type = service

create tag t

create or replace tag d.s.t allowed_values 'a', 'b' comment = 'c'

create resource monitor rm with credit_quota = 100 frequency = monthly start_timestamp = immediately notify_users = (a, b) triggers on 75 percent do notify on 100 percent do suspend on 110 percent do suspend_immediate

create masking policy mp as (v varchar, r string) returns varchar -> case when current_role() in ('ADMIN') then v else '***' end comment = 'c'

create or replace row access policy rap as (region varchar) returns boolean -> region = 'EU' or is_role_in_session('X')

create network policy np allowed_ip_list = ('1.2.3.4') blocked_ip_list = ()

create or replace secret sec type = password username = 'u' password = 'p'

create share sh comment = 'x'

create streamlit app from @st/app main_file = 'app.py' query_warehouse = wh

create git repository g origin = 'https://x' api_integration = ai

create network rule nr mode = egress type = host_port value_list = ('a.com')

alter database d rename to e

alter database d set data_retention_time_in_days = 3

alter database d swap with e

alter schema if exists s enable managed access

alter schema s unset comment

alter schema d.s rename to d.t

alter warehouse wh suspend

alter warehouse if exists wh resume if suspended

alter warehouse wh set warehouse_size = large auto_suspend = 300

alter warehouse wh abort all queries

alter user u set default_role = r password = 'x'

alter user set must_change_password = false

alter user u unset rsa_public_key_2

alter user u reset password

alter role r rename to q

alter role r set comment = 'x'

alter session set timezone = 'UTC' query_tag = 'a' autocommit = false

alter session set statement_timeout_in_seconds = 60, week_start = 1

alter session unset timezone, query_tag

alter account set timezone = 'UTC'

alter system set clock = '2026-01-01 00:00:00'

alter tag t add allowed_values 'x', 'y'

alter tag t drop allowed_values 'x'

alter resource monitor rm set credit_quota = 5 triggers on 50 percent do notify

alter share sh add accounts = a, b

alter network policy np set allowed_ip_list = ('1.1.1.1', '2.2.2.2')

drop database if exists d cascade

drop schema s restrict

drop warehouse wh

drop role r

drop user if exists u

drop masking policy mp

drop database role d.r

grant select on table t to role r

grant select, insert, update (a, b) on table db.s.t to role r

grant all privileges on all tables in schema d.s to role r with grant option

grant usage on database d to r

grant usage, create table, create external stage on schema d.s to role r

grant select on future views in database d to role r

grant execute task on account to role r

grant ownership on procedure p(int) to role r copy current grants

grant usage on function f(int, varchar) to role r

grant role a to role b

grant role a to user u

grant database role d.a to role b

grant imported privileges on database snowflake to role r

grant monitor on warehouse wh to role r

grant operate on pipe p to role r

grant usage on integration si to role r

grant usage on all file formats in schema s to role r

revoke select on table t from role r

revoke grant option for all on schema s from role r cascade

revoke role a from user u

revoke all privileges on future tables in schema s from role r restrict

use database d

use d.s

use schema d.s

use warehouse wh

use role accountadmin

use role identifier($r)

use secondary roles all

use secondary roles none

set x = 1

set (a, b) = (1, 'x')

set (a, b) = (select min(x), max(x) from t)

set y = (select count(*) from t)

set z = $x + 1

unset x

unset (a, b)

begin

begin transaction

begin work name t1

start transaction

commit

commit work

rollback

show tables

show terse tables like '%ord%' in schema d.s

show tables history in database d

show tables in account

show objects in d.s limit 10

show terse objects in schema d.s starts with 'A' limit 100 from 'B'

show columns in table d.s.t

show columns like 'a%' in view v

show primary keys in table t

show imported keys in schema s

show schemas in database d

show databases like 'd'

show terse databases

show warehouses

show roles

show users

show grants

show grants to role r

show grants on table t

show grants of role r

show grants to user u

show future grants in schema d.s

show parameters

show parameters like 'TIMEZONE' in session

show parameters in account

show parameters for table t

show variables

show functions

show user functions in schema s

show procedures like 'p' in database d

show dynamic tables in schema s

show transactions

show locks in account

show integrations

show sequences in schema

show views in schema d.s

show materialized views

show primary keys

show tags

show masking policies in database d

show resource monitors

show network policies

show shares

show databases like 'x' limit 5

desc warehouse wh

desc user u

desc database d

desc schema d.s

desc masking policy mp

desc sequence s

explain select 1

explain using text select * from t

explain using json insert into t select 1

create privacy policy pp as () returns privacy_budget -> privacy_budget(budget_name => 'a')

alter table t drop privacy policy p1, add privacy policy p2 entity key (email)

alter table t drop row access policy p1, add row access policy p2 on (a)

alter tag t set masking policy p

alter tag t unset masking policy p
