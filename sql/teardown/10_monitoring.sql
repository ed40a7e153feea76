-- Undoes sql/monitoring: tasks, views, procedures and what they kept. The alerts stay: they belong to sql/setup.
-- Reads:  nothing
-- Writes: objects of schema monitoring, views of schema gold: all dropped
-- Grain:  -
-- Re-run: safe; what is gone already is passed over.

drop task if exists reelhouse.monitoring.checks_task;
drop task if exists reelhouse.monitoring.send_alerts_task;
drop procedure if exists reelhouse.monitoring.send_alerts();
drop procedure if exists reelhouse.monitoring.capture_states();
drop stage if exists reelhouse.monitoring.alert_files;
drop view if exists reelhouse.monitoring.v_violations;
drop view if exists reelhouse.monitoring.v_quality;
drop view if exists reelhouse.monitoring.v_pipe_status;
drop view if exists reelhouse.monitoring.v_stream_staleness;
drop view if exists reelhouse.monitoring.v_failures;
drop view if exists reelhouse.monitoring.v_row_counts;
drop view if exists reelhouse.monitoring.v_reconciliation;
drop view if exists reelhouse.monitoring.v_file_loads;
drop view if exists reelhouse.monitoring.v_loads;
drop view if exists reelhouse.monitoring.v_cost;
drop view if exists reelhouse.gold.v_pipeline_freshness;
drop view if exists reelhouse.gold.v_dynamic_table_status;
drop table if exists reelhouse.monitoring.object_states;
