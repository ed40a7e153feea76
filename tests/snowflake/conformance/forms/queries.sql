-- setup
create table t (i int, p char(1), o int, v variant, d date);
insert into t select column1, column2, column3, parse_json(column4), column5::date from values (1, 'A', 1, '{"a":[1,2]}', '2024-01-01'), (2, 'A', 2, null, '2024-02-01'), (3, 'B', 1, '[]', null);
create table wide (id int, jan int, feb int);
insert into wide values (1, 10, null);
-- SELECT without FROM
select 1 as one, 'x' as "a b";
-- SELECT list with * and expressions
select *, i + 1 from t;
-- SELECT * EXCLUDE
select * exclude (v, d) from t;
-- SELECT * RENAME
select * rename i as number from t;
-- SELECT * REPLACE
select * replace (i + 1 as i) from t;
-- SELECT * ILIKE
select * ilike '%i%' from t;
-- SELECT alias.*
select a.* from t a;
-- SELECT DISTINCT
select distinct p from t;
-- SELECT TOP n
select top 2 i from t order by i;
-- SELECT with an alias used in the same SELECT
select i + 1 as n, n * 2 as m from t where n > 1;
-- SELECT $n
select t.$1, t.$2 from t;
-- FROM VALUES
select * from values (1, 'a'), (2, 'b') as x (n, s);
-- FROM (VALUES) with column aliases
select n from (values (1), (2)) as x (n);
-- FROM (subquery)
select n from (select i as n from t) q;
-- FROM LATERAL (subquery)
select x.n from t, lateral (select t.i * 2 as n) x;
-- FROM LATERAL FLATTEN
select f.value from t, lateral flatten(input => v:a) f;
-- FROM TABLE(FLATTEN) with PATH, OUTER, RECURSIVE, MODE
select * from table(flatten(input => parse_json('{"a":{"b":[1]}}'), path => 'a', outer => true, recursive => true, mode => 'object'));
-- FROM TABLE(GENERATOR)
select seq4() from table(generator(rowcount => 3));
-- FROM TABLE(SPLIT_TO_TABLE)
select value from table(split_to_table('a,b', ','));
-- FROM TABLE(STRTOK_SPLIT_TO_TABLE)
select value from table(strtok_split_to_table('a b'));
-- FROM TABLE(RESULT_SCAN)
select * from table(result_scan(last_query_id()));
-- FROM IDENTIFIER(name)
select count(*) from identifier('t');
-- FROM TABLE(name)
select count(*) from table('t');
-- INNER JOIN ... ON
select a.i from t a join t b on a.i = b.i;
-- LEFT OUTER JOIN
select a.i from t a left outer join t b on a.i = b.o;
-- RIGHT OUTER JOIN
select b.i from t a right join t b on a.i = b.o;
-- FULL OUTER JOIN
select a.i from t a full outer join t b on a.i = b.o;
-- CROSS JOIN
select a.i from t a cross join t b;
-- NATURAL JOIN
select i from t natural join (select i from t) b;
-- JOIN ... USING
select i from t join t b using (i);
-- Comma join
select a.i from t a, t b where a.i = b.i;
-- ASOF JOIN ... MATCH_CONDITION
select a.i from t a asof join t b match_condition (a.i >= b.i) on a.p = b.p;
-- WHERE with a correlated subquery
select i from t a where exists (select 1 from t b where b.i = a.i + 1);
-- WHERE ... IN (subquery)
select i from t where i in (select o from t);
-- WHERE ... = ANY (subquery)
select i from t where i = any (select o from t);
-- WHERE (a, b) IN
select i from t where (i, p) in ((1, 'A'));
-- LIKE, ILIKE, LIKE ANY, RLIKE
select i from t where p like 'A%' and p ilike 'a' and p like any ('A', 'B') and p rlike '[AB]';
-- BETWEEN, IS DISTINCT FROM
select i from t where i between 1 and 2 and i is distinct from o;
-- CASE
select case p when 'A' then 1 else 2 end, case when i > 1 then 'x' end from t;
-- CAST, ::, TRY_CAST
select cast('1' as int), '1'::number(5, 2), try_cast('x' as int);
-- INTERVAL
select d + interval '1 month, 2 days' from t;
-- Semi-structured paths
select v:a[0], v['a'][1], get_path(v, 'a[0]') from t;
-- Array and object literals
select [1, 2], {'a': 1};
-- Lambda in a higher-order function
select filter([1, 2, 3], x -> x > 1), transform([1, 2], x int -> x + 1);
-- GROUP BY
select p, sum(i) from t group by p;
-- GROUP BY position and alias
select p as q, count(*) from t group by 1 order by q;
-- GROUP BY ALL
select p, sum(i) from t group by all;
-- GROUP BY ROLLUP
select p, count(*) from t group by rollup (p);
-- GROUP BY CUBE
select p, o, count(*) from t group by cube (p, o);
-- GROUP BY GROUPING SETS
select p, o, count(*) from t group by grouping sets ((p), (o));
-- HAVING
select p, count(*) from t group by p having count(*) > 1;
-- QUALIFY
select i from t qualify row_number() over (partition by p order by i) = 1;
-- Window with a ROWS frame
select sum(i) over (order by i rows between 1 preceding and current row) from t;
-- Window with a RANGE frame
select sum(i) over (order by i range between unbounded preceding and current row) from t;
-- IGNORE NULLS
select first_value(o) ignore nulls over (partition by p order by i) from t;
-- WITHIN GROUP
select listagg(p, ',') within group (order by i) from t;
-- ORDER BY with NULLS FIRST or LAST
select i from t order by d desc nulls last, i;
-- ORDER BY ALL
select i from t order by all;
-- LIMIT and OFFSET
select i from t order by i limit 1 offset 1;
-- FETCH
select i from t order by i offset 1 rows fetch next 1 rows only;
-- SAMPLE by fraction
select * from t sample (50);
-- SAMPLE by rows
select * from t sample (2 rows);
-- TABLESAMPLE BERNOULLI ... SEED
select * from t tablesample bernoulli (50) seed (3);
-- PIVOT
select * from (select p, o, i from t) pivot (sum(i) for o in (1, 2)) as x (p, one, two);
-- PIVOT ... DEFAULT ON NULL
select * from (select p, o, i from t) pivot (sum(i) for o in (1 as one, 9 as nine) default on null (0));
-- PIVOT ... IN (ANY)
select * from (select p, o, i from t) pivot (sum(i) for o in (any));
-- PIVOT ... IN (ANY ORDER BY)
select * from (select p, o, i from t) pivot (sum(i) for o in (any order by o desc));
-- PIVOT ... IN (subquery)
select * from (select p, o, i from t) pivot (sum(i) for o in (select distinct o from t where o > 1));
-- PIVOT with aliases of values and aggregates
select * from (select p, o, i from t) pivot (sum(i) as total for o in (1 as one, 2 as two));
-- UNPIVOT
select * from wide unpivot (sold for month in (jan, feb));
-- UNPIVOT INCLUDE NULLS
select * from wide unpivot include nulls (sold for month in (jan as january, feb));
-- refused: MATCH_RECOGNIZE
select * from t match_recognize (partition by p order by i measures first(i) as f one row per match pattern (a+) define a as i > 0);
-- CONNECT BY ... START WITH
select i from t start with i = 3 connect by o = prior i;
-- CONNECT BY with LEVEL
select level from dual connect by level <= 3;
-- SYS_CONNECT_BY_PATH, CONNECT_BY_ROOT
select sys_connect_by_path(i, '/'), connect_by_root i from t start with i = 1 connect by o = prior i and level < 3;
-- WITH
with a as (select 1 x), b as (select x + 1 y from a) select * from b;
-- WITH RECURSIVE
with recursive c as (select 1 n union all select n + 1 from c where n < 20) select max(n) from c;
-- UNION, UNION ALL
select i from t union select o from t union all select 9;
-- UNION ALL BY NAME
select i, o from t union all by name select o, i from t;
-- INTERSECT
select i from t intersect select o from t;
-- EXCEPT, MINUS
select i from t minus select o from t except select 9;
-- AT (OFFSET)
select count(*) from t at (offset => 0);
-- AT (TIMESTAMP)
set now_ts = current_timestamp(); select count(*) from t at (timestamp => $now_ts);
-- BEFORE (STATEMENT)
update t set o = o where i = 1; set changed = last_query_id(); select count(*) from t before (statement => $changed);
-- CHANGES
alter table t set change_tracking = true; set start_ts = current_timestamp(); insert into t (i, p, o) values (4, 'C', 4); select * from t changes (information => default) at (timestamp => $start_ts);
-- EXPLAIN
explain select i from t;
-- EXPLAIN USING TEXT
explain using text select i from t;
-- EXPLAIN INSERT ... SELECT
explain insert into wide select i, o, null from t;
-- EXPLAIN CREATE TABLE AS SELECT
explain create table never as select i from t;
-- EXPLAIN USING JSON
explain using json select * from t;
-- EXPLAIN DELETE
explain delete from t using wide w where w.id = t.i;
-- EXPLAIN MERGE
explain merge into t using wide w on w.id = t.i when matched then delete;
-- EXPLAIN UPDATE
explain update t set o = 1;
-- RANGE frame with an interval
select sum(i) over (order by d range between interval '30 days' preceding and current row) from t;
-- FROM DUAL
select 1 as one from dual;
-- Statements chained by ->>
show tables ->> select "name" from $1 where "name" = 'T' ->> select * from $1, $2;
