-- What checks have found wrong, and the procedure by which they say so. What a person has not been told yet has no told_at.
-- Reads:  the view of violations that a caller names, with the columns severity, invariant, subject, detail
-- Writes: monitoring.alerts, procedure monitoring.raise_violations
-- Grain:  one row per invariant that a check found broken. A case that was told is not told again for a day, another one of the
--         same invariant not for 15 minutes: many small faults are a few e-mails, and a second fault is not hidden by the first.
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
comment = 'Raises an alert for each invariant with cases in a view of violations that nobody was told of; gives how many it raised'
as
$$
begin
    insert into reelhouse.monitoring.alerts (source, severity, title, detail)
    with recent as (
        select
            title,
            raised_at,
            detail
        from reelhouse.monitoring.alerts
        where source = :source and raised_at > dateadd(day, -1, current_timestamp())
    ),

    -- Where there are more than an alert lists, all of that day count as told.
    quiet as (
        select distinct title
        from recent
        where raised_at > dateadd(minute, -15, current_timestamp()) or detail:cases::number > 100
    ),

    told as (
        select distinct
            recent.title,
            subject.value::varchar as subject
        from recent,
            lateral flatten(input => recent.detail:subjects) as subject
    )

    select
        :source,
        found.severity,
        found.invariant,
        object_construct(
            'cases', count(*),
            'first', min(found.subject),
            'subjects', array_slice(array_agg(distinct found.subject) within group (order by found.subject), 0, 100),
            'detail', min_by(found.detail, found.subject)
        )
    from identifier(:violations) as found
    left join quiet on found.invariant = quiet.title
    left join told on found.invariant = told.title and found.subject = told.subject
    where quiet.title is null and told.subject is null
    group by found.severity, found.invariant;
    return sqlrowcount;
end;
$$;
