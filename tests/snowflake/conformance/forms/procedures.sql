-- setup
create table log (n int);
-- CREATE PROCEDURE LANGUAGE SQL
create procedure p1 (n int) returns varchar language sql as $$ begin return 'x' || n; end; $$;
-- CALL
call p1(2);
-- CREATE PROCEDURE LANGUAGE JAVASCRIPT
create procedure pj (s string) returns string language javascript as $$ return snowflake.execute({sqlText: "select 1 as a"}).next() ? S : "no"; $$; call pj('a');
-- CREATE FUNCTION LANGUAGE JAVASCRIPT
create function js_up (s string) returns string language javascript as $$ return S.toUpperCase(); $$; select js_up('a');
-- BEGIN ... END (anonymous block)
begin let x int := 1; return x + 1; end;
-- DECLARE ... BEGIN ... END
declare total int default 0; begin for i in 1 to 3 do total := total + i; end for; return total; end;
-- IF, CASE, WHILE, LOOP, REPEAT
begin let n int := 0; while (n < 3) do n := n + 1; end while; repeat n := n + 1; until (n > 5) end repeat; loop n := n + 1; if (n > 8) then break; end if; end loop; case (n) when 9 then return 'nine'; else return 'other'; end case; end;
-- FOR over a cursor
declare c cursor for select column1 as n from values (1), (2); s int default 0; begin for r in c do s := s + r.n; end for; return s; end;
-- RESULTSET, RETURN TABLE
execute immediate $$ declare r resultset default (select 1 a); begin return table(r); end; $$;
-- EXCEPTION
begin insert into log select 1 / 0; exception when other then return sqlcode; end;
-- SQL statements with :variables in a block
begin let n int := 7; insert into log values (:n); return sqlrowcount; end;
-- EXECUTE IMMEDIATE in a block
begin execute immediate 'insert into log values (8)'; return 'done'; end;
-- DESCRIBE PROCEDURE
describe procedure p1 (int);
-- DROP PROCEDURE
drop procedure p1 (int);
