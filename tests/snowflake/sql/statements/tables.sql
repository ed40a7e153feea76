create table t (a int)

create or replace table db.s.t (id number(38, 0) not null autoincrement start 1 increment 1 order primary key, name varchar(100) default 'none' comment 'the name', price number(10, 2) default 0.00, at timestamp_ntz(9) default current_timestamp(), total number as (price * 2), raw variant, unique (name)) cluster by (to_date(at), id) data_retention_time_in_days = 1 comment = 'orders'

create table if not exists t (a int identity(1, 1), b string identity start 10 increment 5 noorder, c int autoincrement)

create or alter table t (a int, b varchar collate 'en-ci' not null unique)

create temporary table tmp (a int)

create local temp table tmp (a int)

create transient table t (a boolean default true, b date default '2026-01-01'::date, c binary, d float, e time(3), f array, g object, h geography)

create table orders (id int constraint pk_orders primary key not enforced rely, customer_id int references customers (id) on delete cascade, product_id int foreign key references products, constraint fk_region foreign key (region_id, country) references regions (id, country) match full on update no action not enforced deferrable initially deferred, region_id int null, country string, constraint uq unique (country) enable novalidate)

create table t (a int with masking policy mask_a, b string masking policy db.s.mask using (b, a) with tag (pii = 'name', db.s.cost = 'x')) with row access policy rap on (a) with tag (owner = 'me')

create or replace transient table analytics.dbt.stg_orders as (select id, amount from raw.orders)

create or replace table t copy grants as select 1 as a

create table t (a, b default 2) as select 1, 2

create table t (a int, b string not null) as select 1, 'x'

create or replace table t cluster by (a, substr(b, 1, 2)) as select * from s

create table t2 like t1

create table t2 like t1 copy grants

create or replace table t2 clone t1

create table t2 clone t1 at (timestamp => '2026-01-01'::timestamp) copy grants

create table t2 clone db.s.t1 before (statement => '8e5d0ca9-005e-44e6-b858-a8f5b37c5726')

create table t using template (select array_agg(object_construct(*)) from table(infer_schema(location => '@st/x', file_format => 'ff')))

create table t (a int) stage_file_format = (type = csv field_delimiter = '|' null_if = ('', 'NULL')) stage_copy_options = (on_error = continue) change_tracking = true enable_schema_evolution = true default_ddl_collation = 'en'

create table t (
  a int, -- first
  b int /* second */
)

create external table ext (a int as (value:c1::int), b string as (value:c2::string)) partition by (a) location = @st/x auto_refresh = true file_format = (type = parquet)

create hybrid table h (id int primary key, v string, index ix (v) include (id))

create dynamic table dt target_lag = '1 minute' warehouse = wh as select a, count(*) as n from t group by a

create or replace dynamic table db.s.dt (a comment 'x', n) target_lag = downstream warehouse = compute_wh refresh_mode = incremental initialize = on_create comment = 'c' as select a, n from u

create dynamic table if not exists dt lag = '5 minutes' warehouse = wh cluster by (a) as with x as (select 1 as a) select * from x

create or replace transient dynamic table dt target_lag = '2 hours' warehouse = wh refresh_mode = auto initialize = on_schedule as (select * from t)

create dynamic table dt2 clone dt

create view v as select * from t

create or replace secure view v (a comment 'first', b) comment = 'a view' as select a, b from t

create or replace view v copy grants as with x as (select 1 as a) select a from x union all select 2

create recursive view v (n) as select 1 union all select n + 1 from v where n < 10

create or replace secure recursive view r (n) as select 1

create view if not exists db.s.v with tag (x = 'y') as select 1 as a

create materialized view mv cluster by (a) as select a, sum(b) as b from t group by a

create or replace temporary view tv as select 1 as a

create or replace view v (a with masking policy p, b with tag (t = 'x')) with row access policy r on (a) change_tracking = true as select a, b from t

create sequence s

create or replace sequence db.s.s start with 100 increment by -10 order comment = 'c'

create sequence if not exists s start = 1 increment = 5 noorder

create sequence s with start 5, increment 2

alter table t add column c int default 0 not null

alter table t add column if not exists c int, d string comment 'd'

alter table t add c int

alter table if exists t drop column a, b

alter table t drop column if exists a

alter table t rename column a to b

alter table t rename to db.s.u

alter table t swap with u

alter table t alter column a set data type varchar(200)

alter table t alter a type number(20, 0), column b drop not null, c set default 5

alter table t modify column a set not null, column b unset comment

alter table t modify (column a drop default, column b comment 'x')

alter table t modify column a set masking policy p using (a, b) force

alter table t alter column a unset masking policy

alter table t alter column a set tag pii = 'x', db.s.u = 'y'

alter table t alter column a unset tag pii, u

alter table t alter column a comment 'the first'

alter table t add constraint pk primary key (a, b)

alter table t add primary key (a) not enforced

alter table t add foreign key (b) references u (b)

alter table t drop primary key

alter table t drop constraint pk cascade

alter table t drop unique (a)

alter table t rename constraint a to b

alter table t cluster by (a, b)

alter table t drop clustering key

alter table t suspend recluster

alter table t resume recluster

alter table t set data_retention_time_in_days = 7 change_tracking = true comment = 'x'

alter table t unset data_retention_time_in_days, comment

alter table t set tag owner = 'me'

alter table t unset tag owner

alter table t add row access policy p on (a, b)

alter table t drop row access policy p

alter table t drop all row access policies

alter table t add search optimization on equality(a), substring(b)

alter table t drop search optimization

alter view v rename to w

alter view if exists v set secure

alter view v unset secure

alter view v set comment = 'x'

alter view v modify column a set masking policy p

alter view v set tag a = 'b'

alter dynamic table dt refresh

alter dynamic table dt suspend

alter dynamic table if exists dt resume

alter dynamic table dt set target_lag = '10 minutes' warehouse = wh2

alter dynamic table dt swap with dt2

alter dynamic table dt cluster by (a)

alter sequence s set increment by 5

alter sequence s increment = -1

alter sequence s set comment = 'x'

alter sequence s rename to s2

alter sequence s set noorder

drop table t

drop table if exists db.s.t cascade

drop view if exists v

drop dynamic table dt

drop sequence if exists s restrict

drop materialized view mv

drop external table ext

undrop table t

undrop schema s

undrop database d

undrop dynamic table dt

comment on table t is 'the table'

comment if exists on column db.s.t.a is 'it''s'

comment on view v is ''

comment on function f(int, varchar) is 'x'

desc table t

describe table db.s.t type = stage

desc view v

describe t

desc dynamic table dt

desc result last_query_id()

desc result '01b2-c3'

create or replace external table e integration = 'NI' with location = @st/x/ file_format = (type = json)

alter external table e refresh

select los.value:"objectName"::string from h as lah join lateral flatten(input=>lah.objects) as los where true

alter table t add column if not exists a int, b varchar(10) default 'x', if not exists c date

create table t (id int identity increment 2 start 10 order)

create or replace materialized view v copy grants (a, b) comment = 'c' as select a, b from t

create or replace semantic view sv tables (a as t primary key (i)) metrics (a.m as sum(i))

drop cortex search service if exists css
