create procedure p() returns varchar language sql as $$ begin return 'x'; end $$

create or replace procedure db.s.p(a int, b varchar default 'x', c number(10, 2) default 1.5) returns number not null language sql strict execute as caller comment = 'c' as 'begin return a; end'

create or replace procedure p(a int) returns table (x int, y varchar) language sql as begin let r resultset := (select 1 as x, 'a' as y); return table(r); end

create procedure if not exists p() returns table () language sql as declare c cursor for select 1; begin open c; return table(resultset_from_cursor(c)); end

create or replace procedure p(in a int, out b varchar, inout c date) returns int as begin b := 'x'; return 1; end

create or replace procedure js(tbl string) returns string language javascript execute as owner as $$ var s = snowflake.createStatement({sqlText: 'select 1'}); return s.execute().next(); $$

create or replace procedure py(a int) returns int language python runtime_version = '3.11' packages = ('snowflake-snowpark-python', 'pandas') handler = 'run' as $$
def run(session, a):
    return a + 1
$$

create procedure jv() returns string language java runtime_version = 11 packages = ('com.snowflake:snowpark:latest') imports = ('@st/x.jar') handler = 'A.run' target_path = '@st/t.jar' external_access_integrations = (a, b) secrets = ('cred' = db.s.sec) as 'class A {}'

create or replace procedure p() copy grants returns int language sql execute as restricted caller as $$ begin return 1; end $$

create function f(x int) returns int as 'x + 1'

create or replace secure function db.s.f(a number, b varchar) returns varchar language sql immutable memoizable called on null input as $$ a || b $$

create function f() returns table (a int, b string) as $$ select 1, 'x' $$

create or replace temporary function f(d float) returns float language javascript returns null on null input volatile as $$ return D * 2; $$

create function if not exists f(a array, o object) returns variant not null language python runtime_version = 3.10 handler = 'h' imports = () as 'def h(a, o): return 1'

create aggregate function agg(a int) returns int language python runtime_version = '3.11' handler = 'H' as $$ class H: pass $$

create or replace external function ef(a string) returns variant api_integration = ai as 'https://x/y'

alter procedure p(int, varchar) rename to q

alter procedure if exists p() set comment = 'x'

alter procedure p(number) execute as caller

alter function f(int) set secure

alter function f(int) unset comment

drop procedure if exists p(int, varchar)

drop function f()

desc procedure p(int)

desc function db.s.f(varchar, number)

call p()

call db.s.p(1, 'a', c => 2.5)

call p(?, :2) into :result

with p as procedure (n int) returns int language sql as $$ begin return n; end $$ call p(3)

execute immediate 'select 1'

execute immediate $$ begin return 1; end $$

execute immediate :stmt using (a, b)

execute immediate $sql_text

execute immediate from @st/script.sql using (env => 'dev') dry_run = true

execute immediate 'insert into ' || :tbl || ' values (1)'

begin return 1; end

begin
  let total number(10, 2) := 0;
  let name := 'x';
  let d date default current_date();
  for i in 1 to 10 do
    total := total + i;
    if (total > 20) then
      break;
    elseif (total > 10 and i = 3) then
      continue;
    else
      null;
    end if;
  end for;
  return total;
end

declare
  id integer default 0;
  c1 cursor for select id, name from t where id > ?;
  c2 cursor for rs;
  rs resultset default (select 1 as a);
  rs2 resultset;
  res resultset := (execute immediate 'select 1');
  my_exception exception (-20002, 'Raised MY_EXCEPTION.');
  other_exception exception;
  x := 5;
  uuid default uuid_string();
begin
  open c1 using (:id);
  fetch c1 into id, name;
  close c1;
  for row_variable in c1 do
    id := row_variable.id;
    insert into u values (:id, :name);
  end for;
  rs2 := (select * from t where id = :id);
  while (id < 10) do
    id := id + 1;
  end while;
  repeat
    id := id - 1;
  until (id <= 0) end repeat;
  loop
    exit;
  end loop;
  loop break outer; end loop outer;
  case (id)
    when 1 then return 'one';
    when 2 then raise my_exception;
    else return 'other';
  end;
  case when id > 1 then null; end case;
  return table(rs2);
exception
  when my_exception or statement_error then
    return object_construct('code', sqlcode, 'message', sqlerrm, 'state', sqlstate);
  when expression_error continue then
    rollback;
  when other then
    raise;
end

begin
  begin transaction;
  insert into t values (1);
  delete from t where a = 2;
  commit;
  select count(*) into :n from t;
  let r resultset := async (select 1);
  async (insert into t values (2));
  await r;
  await all;
  execute immediate 'drop table x';
  begin
    create or replace table z (a int);
  exception
    when other then
      let line := sqlcode || ': ' || sqlerrm;
      return line;
  end;
  for i in reverse 1 to :n loop
    iterate;
  end loop;
  return sqlrowcount;
end

declare
  inner_proc procedure (a int) returns int as begin return a; end;
begin
  call inner_proc(1) into :x;
  return (select max(a) from t);
end

begin
  if (not exists (select 1 from information_schema.tables where table_name = 'T')) then
    create table t (a int);
  end if;
  return 'done';
end

begin
  copy into t from :stage_name on_error = :how file_format = (type = 'csv') validation_mode = :mode;
  create or replace table identifier(:name) (a int) comment = :text;
  let r resultset := (call p());
  let c cursor for r;
  res := (execute immediate :stmt using (a));
  return table(r);
end
