-- What checks have found wrong, and the procedure by which they say so. What a person has not been told yet has no told_at.
-- Reads:  the view of violations that a caller names, with the columns severity, invariant, subject, detail
-- Writes: monitoring.alerts, procedure monitoring.raise_violations
-- Grain:  one row per invariant that a check found broken; the same is not raised again for a day
-- Re-run: safe; what is there stays as it is, the procedure is made anew.

create table if not exists reelhouse.monitoring.alerts (
    alert_id varchar(36) default uuid_string() not null comment 'Id of the alert',
    raised_at timestamp_ltz(3) default current_timestamp() not null comment 'When it was raised',
    source varchar(200) not null comment 'The check that raised it',
    severity varchar(10) not null comment 'warning or error',
    title varchar(500) not null comment 'What is wrong, in a sentence',
    detail variant comment 'The cases: how many, and the first of them',
    told_at timestamp_ltz(3) comment 'When a person was told',
    constraint alerts_key primary key (alert_id)
)
comment = 'What checks found wrong';

create or replace procedure reelhouse.monitoring.raise_violations(source varchar, violations varchar)
returns integer
language sql
comment = 'Raises an alert for each invariant in a view of violations; gives how many it raised'
as
$$
begin
    insert into reelhouse.monitoring.alerts (source, severity, title, detail)
    select
        found.source,
        found.severity,
        found.invariant,
        found.detail
    from (
        select
            :source as source,
            severity,
            invariant,
            object_construct('cases', count(*), 'first', min(subject), 'detail', min_by(detail, subject)) as detail
        from identifier(:violations)
        group by severity, invariant
    ) as found
    where not exists (
        select 1
        from reelhouse.monitoring.alerts as known
        where known.source = found.source
            and known.title = found.invariant
            and known.raised_at > dateadd(day, -1, current_timestamp())
    );
    return sqlrowcount;
end;
$$;
