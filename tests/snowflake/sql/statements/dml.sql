insert into t values (1, 'a', null, default)

insert into t (a, b) values (1, 'x'), (2, 'y')

insert into t (a, b) select a, b from s where a > 1

insert into t select * from s

insert into t (select * from s)

insert into db.s.t with x as (select 1 as a) select * from x

insert overwrite into t select * from s

insert into events (id, payload) select 1, parse_json('{"a": [1, 2]}')

insert into identifier($tbl) (a) select column1 from values (1)

insert all into t1 into t2 (a, b) values (x, y) select x, y from s

insert first when n > 100 then into big when n > 10 then into medium (n) values (n) into log else into small select n from s

insert overwrite all when a = 1 then into t1 values (a, default) select a from s

update t set a = 1, b = b + 1 where c = 'x'

update t as x set x.a = s.a, b = default from s where x.id = s.id

update movies m set title = u.title, updated_at = current_timestamp() from (select id, title from updates qualify row_number() over (partition by id order by at desc) = 1) u where m.id = u.id

delete from t

delete from t where id in (select id from s)

delete from t as a using s b, u where a.id = b.id and b.x = u.x

merge into target t using source s on t.id = s.id when matched and s.deleted then delete when matched then update set t.a = s.a, b = s.b when not matched then insert (id, a) values (s.id, s.a)

merge into t using (select * from s) as s on t.id = s.id when not matched by source then delete when not matched by target and s.x > 1 then insert values (s.id, default) when not matched by source and t.y is null then update set y = 0

merge into t using s on t.id = s.id when matched then update all by name when not matched then insert all by name

merge into analytics.dim_customer as d using (select c.*, metadata$action, metadata$isupdate from customer_stream c) as s on d.customer_id = s.customer_id and d.is_current when matched and s.metadata$action = 'DELETE' then update set d.valid_to = current_timestamp(), d.is_current = false when not matched and s.metadata$action = 'INSERT' then insert (customer_id, name, valid_from, is_current) values (s.customer_id, s.name, current_timestamp(), true)

truncate table t

truncate table if exists db.s.t

truncate t

truncate materialized view mv
