select 1

select current_timestamp(), current_date, sysdate()

select all a, b from t

select distinct region, count(*) as orders from sales.orders group by region having count(*) > 10 order by orders desc nulls last limit 20

select top 5 name, score from players order by score desc

select * from movies limit 10 offset 20

select * from movies offset 5 rows fetch next 3 rows only

select * from movies limit null

select m.*, r.rating from movies m join ratings r on m.movie_id = r.movie_id

select * exclude (created_at, updated_at) rename (id as movie_id) from movies

select * exclude created_at from movies

select * replace (upper(title) as title, year + 1 as year) from movies

select * ilike '%id%' from movies

select m.* exclude title rename id as movie_id, r.* from movies as m, ratings as r where m.id = r.movie_id

select id, title, from movies

select "Mixed Case", t."order", "quote""d" from "My Schema"."My Table" t

select a from db..t

select a from db.public.t1 x inner join db.public.t2 y using (a, b)

select * from a left outer join b on a.id = b.id right join c on c.id = b.id full outer join d on d.id = c.id cross join e

select * from a natural join b natural left join c

select * from (a join b on a.x = b.x) join c on c.x = a.x

select * from trades t asof join quotes q match_condition (t.at >= q.at) on t.symbol = q.symbol

select * from trades t asof join quotes q match_condition (t.at >= q.at) using (symbol)

select * from (select a, b from t where a > 1) as s (x, y) where x between 1 and 10

select * from ((select 1 as a) union all (select 2)) u

select * from ((select 1 as a) order by a limit 1)

select * from (((select 1 as a)))

(select a from t1) union (select a from t2) except select a from t3 intersect select a from t4

select a from t1 union all by name select b, a from t2 order by 1

select a from t1 minus select a from t2

((select 1)) order by 1

with recent as (select * from orders where ordered_at > dateadd(day, -7, current_date())), big (id, total) as (select id, total from recent where total > 100) select * from big

with recursive tree (id, parent_id, level) as (select id, parent_id, 0 from nodes where parent_id is null union all select n.id, n.parent_id, t.level + 1 from nodes n join tree t on n.parent_id = t.id) select * from tree

select * from t where a in (1, 2, 3) and b not in (select id from blocked) or (c, d) in ((1, 'x'), (2, 'y'))

select * from t where a in ((select max(a) from u))

select * from t where a = any (select b from u) and c <> all (select d from u) and e > some (select f from v)

select * from t where name like 'A\\_%' escape '\\' and name not ilike '%z' and name like any ('a%', 'b%') and name not like all ('c%', 'd%')

select * from t where email rlike '[a-z]+@[a-z.]+' or email regexp '^x' or not phone rlike '\\d+'

select * from t where exists (select 1 from u where u.id = t.id) and not exists (select 1 from v)

select a is null, b is not null, c is true, d is not false, e is distinct from f, g is not distinct from h from t

select case when a > 1 then 'big' when a < 0 then 'negative' else 'small' end, case status when 'A' then 1 when 'B' then 2 end from t

select cast(a as number(10, 2)), try_cast(b as date), c::varchar(20)::variant, -d::int, cast(e as timestamp_ntz(3)), cast(f as double precision), g::timestamp with local time zone, cast(h as char varying(10)) from t

select cast(o as object(a int not null, b varchar)), l::array(int), cast(m as map(varchar, int)), v::vector(float, 256), cast(o as object(c int) rename fields) from t

select date '2026-01-31', timestamp '2026-01-31 10:00:00', time '10:00', interval '1 day, 2 hours', d + interval '3' month, x'0aFF' from t

select extract(year from d), date_part('month', d), extract(epoch_second from ts), dateadd('day', 1, d), datediff(hour, a, b) from t

select position('a' in name), position('a', name, 2), trim(name, ' x'), left(name, 3), right(name, 2), replace(name, 'a'), insert('abc', 1, 2, 'z'), like(name, 'a%') from t

select a || '-' || b, a + b * c / d % e - f, -a, +b, not a = b, (a + b) * c from t

select 1.5, .5, 2., 1e10, 1.5E-3, 0.1e+2

select 'it''s', 'a\nb', 'back\\slash', 'uni\u00e9', 'oct\101', 'hex\x41', $$raw 'text' \n$$, ''

select count(*), count(distinct a, b), count(all a), sum(distinct c), hash(*), count(t.*), object_construct(*), object_construct(t.*) from t

select listagg(distinct name, ', ') within group (order by name desc), percentile_cont(0.5) within group (order by price) from t

select array_agg(name) within group (order by id) over (partition by grp) from t

select row_number() over (partition by a, b order by c desc nulls first, d), rank() over (order by e), lag(f, 1, 0) ignore nulls over (order by g), first_value(h) respect nulls over (order by g), last_value(i ignore nulls) over (order by j), nth_value(k, 2) from last ignore nulls over (order by l) from t

select sum(a) over (order by b rows between unbounded preceding and current row), avg(a) over (order by b range between interval '1 day' preceding and current row), max(a) over (partition by c order by b rows between 3 preceding and 1 following), min(a) over (order by b rows unbounded preceding), sum(a) over () from t

select sum(a) over w from t window w as (partition by b order by c)

select * from t qualify row_number() over (partition by id order by loaded_at desc) = 1

select a, b, sum(c) from t group by all order by all desc nulls last

select a, b, sum(c) from t group by cube (a, b)

select a, b, sum(c), grouping(a) from t group by rollup (a, b), d

select a, b, sum(c) from t group by grouping sets ((a, b), (a), (), rollup (b))

select src:customer.name::string, src:items[0].price, src:items[0]['sku'], src:"Quoted Key".inner, src['a']['b'], arr[0], f.value:x:y, parse_json(src):a.b, $1:a::int, t.$2 from t, lateral flatten(input => src:items) f

select value from table(flatten(input => parse_json('[1,2]'), outer => true, recursive => false, mode => 'array', path => 'a'))

select f.index, f.value from t, table(flatten(t.tags)) f

select * from t, lateral (select max(x) as m from u where u.id = t.id) l

select * from t left join lateral flatten(input => t.tags, outer => true) as f on true

select seq4(), uniform(1, 10, random()) from table(generator(rowcount => 10, timelimit => 5))

select * from table(split_to_table('a,b', ',')) s

select * from table(result_scan(last_query_id()))

select * from table(information_schema.task_history(scheduled_time_range_start => dateadd('hour', -1, current_timestamp()), task_name => 'T'))

select * from t, table(my_udtf(t.a) over (partition by t.b order by t.c))

select * from table(my_udtf(a => 1) over (partition by 1))

select * from table('db.s.t')

select * from table($tbl) a

select * from identifier('db.s.t') where identifier('a') = 1 and identifier($col) > 2

select identifier('f')(1, 2)

select * from t at (timestamp => '2026-01-01 00:00:00'::timestamp_ltz)

select * from t at (offset => -60 * 5) as old join t before (statement => '01a2-b3') as older on old.id = older.id

select * from t at (stream => 'my_stream')

select * from t changes (information => default) at (timestamp => $ts)

select * from t changes (information => append_only) at (offset => -60) end (timestamp => current_timestamp())

select * from sales pivot (sum(amount) for month in ('JAN', 'FEB' as february)) as p order by id

select * from sales pivot (sum(amount) as total, count(*) for month in (any order by month)) p (id, a, b)

select * from sales pivot (max(amount) for month in (select distinct month from calendar) default on null (0))

select * from sales unpivot (amount for month in (jan, feb as f, mar)) u

select * from sales unpivot include nulls (amount for month in (jan, feb))

select * from t sample (10)

select * from t tablesample bernoulli (20.5) seed (42)

select * from t as a sample system (3) repeatable (1) join u sample row (5 rows) on a.id = u.id

select employee, level, sys_connect_by_path(title, '/') from staff start with title = 'President' connect by manager_id = prior employee_id order by level

select connect_by_root title, prior from staff connect by prior id = parent_id start with id = 1

select * from stock match_recognize (partition by company order by day measures match_number() as n, first(day) as start_day, final last(day) as end_day one row per match after match skip to last up pattern (^ start_row down+ up{2,3} (a | b)* $) subset moves = (down, up) define down as price < lag(price), up as price > lag(price)) m

select filter(arr, x -> x > 1), transform(arr, (x int) -> x * 2), reduce(arr, 0, (acc, v) -> acc + v), transform(a, x int -> x + 1) from t

select {'a': 1, 'b': {'c': [1, 2, 'x']}}, [], {}, {*}, {t.* exclude a}, [** arr, 1], {'z': 1, ** obj} from t

select * from t where a in (** [1, 2, 3])

select {fn now()}, {d '2026-01-31'}, {ts '2026-01-31 00:00:00'}

select * from values (1, 'a'), (2, 'b')

select column1, v.b from (values (1, 'a'), (2, 'b')) as v (a, b)

values (1, 2), (3, 4)

select $1, $2, metadata$filename, metadata$file_row_number from @my_stage/path/file.csv.gz (file_format => 'my_format', pattern => '.*[.]csv') t

select t.$1:id::int from @~/staged (file_format => my_json) t

select * from @%movies

select * from '@my_stage/with space.csv'

select * from directory(@my_stage) where size > 100

select * from @db.schema.stage/a/b

select * from @"My Stage"/x limit 1

select my_seq.nextval, db.s.my_seq.nextval, s.nextval from table(getnextval(my_seq)) s

select ?, :1, :name, $var from t where a = ? and b = :2

select name collate 'en-ci' from t order by name collate 'de'

select model!predict(input => 1), my_db.s.budget!get_limit()

select * from t for update

select a as "A b", b c, d as value, e as date, f as "select" from t

select system$stream_has_data('S'), system$typeof(1), system$pipe_status('p')

select get_presigned_url(@my_stage, 'a.csv', 60), build_scoped_file_url(@st, path)

select * from products, lateral flatten(input => parse_json(tags)) where products.id = 1 -- the end

select /* hint */ a // line comment
from t -- other

select db.s.f(1), s.f(x => 2, y => 'z')

select iff(a > 1, 'x', 'y'), nvl(a, 0), zeroifnull(b), coalesce(a, b, c), decode(a, 1, 'x', 'z'), greatest(1, 2)

show tables ->> select "name" from $1 where "rows" > 0

select t.value:a.b:c[1 + 1]::number(10, 2) as x from t

select (select max(a) from t) + 1, (1 + 2) * 3, ((a)), (a, b) = (1, 2) from u

select array_contains('a'::variant, arr), to_variant(1)::object, [1, 2][0], {'a': 1}:a

select a from t1, t2 as b, (select 1 as c) d, table(flatten(b.x)) e where a = b.id

select t.a, u.* from t join (u join v on u.id = v.id) on t.id = u.id

select {$key: {'a': [$b]}}, identifier(db.s.a) from identifier(db.s.t)

select column1, column2, from values (1, 'a')

show tables in schema s ->> select "name" from $1 where "rows" > 0

select * from q pivot (max(amount) as most for quarter in (any order by quarter desc))

select * from q pivot (sum(amount) for quarter in (select distinct quarter from q order by 1) default on null (0)) as p

select sys_connect_by_path(title, ' > ') as path, connect_by_root title, level from staff start with boss is null connect by boss = prior id and level < 5

select sum(price) over (partition by sym order by day range between interval '2 days' preceding and interval '1 hour' following) from quotes
