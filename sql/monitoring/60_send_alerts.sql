-- How an alert reaches a person: it is unloaded as a file into the archive bucket, whose event starts failure-notify, which
-- sends an e-mail and never tells one alert twice. An alert counts as told when its file is written.
-- Needs the session variable archive_url ('s3://<bucket>/'); `reelhouse sql deploy` sets it.
-- Reads:  monitoring.alerts
-- Writes: stage monitoring.alert_files, procedure monitoring.send_alerts, task monitoring.send_alerts_task; monitoring.alerts.told_at
-- Grain:  one file per alert
-- Re-run: safe; the stage stays as it is, procedure and task are made anew.

set create_stage = 'create stage if not exists reelhouse.monitoring.alert_files storage_integration = reelhouse_archive url = ''' || $archive_url || '_alerts/''';
execute immediate $create_stage;

create or replace procedure reelhouse.monitoring.send_alerts()
returns integer
language sql
comment = 'Unloads the alerts that nobody was told of; gives how many they were'
as
$$
declare
    sent integer default 0;
    alert varchar;
    unload varchar;
    untold cursor for select alert_id from reelhouse.monitoring.alerts where told_at is null order by raised_at, alert_id;
begin
    for row_found in untold do
        alert := row_found.alert_id;
        unload := 'copy into @reelhouse.monitoring.alert_files/' || alert || '_ALERT.json from ('
            || 'select object_construct(''alert_id'', alert_id, ''raised_at'', to_char(convert_timezone(''UTC'', raised_at), ''YYYY-MM-DD"T"HH24:MI:SS"Z"''), '
            || '''source'', source, ''severity'', severity, ''title'', title, ''detail'', detail) '
            || 'from reelhouse.monitoring.alerts where alert_id = ''' || alert || ''') '
            || 'file_format = (type = json compression = none) single = true overwrite = true';
        execute immediate unload;
        update reelhouse.monitoring.alerts
        set told_at = current_timestamp()
        where alert_id = :alert;
        sent := sent + 1;
    end for;
    return sent;
end;
$$;

create or replace task reelhouse.monitoring.send_alerts_task
    warehouse = reelhouse_load
    comment = 'Tells what checks have found'
    after reelhouse.monitoring.checks_task
as
call reelhouse.monitoring.send_alerts();

alter task reelhouse.monitoring.send_alerts_task resume;
alter task reelhouse.monitoring.checks_task resume;
