/** The last refreshes and task runs, newest first. */
import type { SqlConnection, SqlResult } from "../sql/connection.ts";

export interface History {
  tasks: SqlResult;
  refreshes: SqlResult;
}

export const readHistory = async (connection: SqlConnection, limit: number): Promise<History> => ({
  tasks:
    await connection.run(`select to_char(convert_timezone('UTC', scheduled_time), 'YYYY-MM-DD HH24:MI:SS') as scheduled,
      schema_name || '.' || name as task, state, timestampdiff(millisecond, query_start_time, completed_time) as ms, error_message
    from table(reelhouse.information_schema.task_history(result_limit => 10000))
    where database_name = 'REELHOUSE' and state <> 'SCHEDULED'
    order by scheduled_time desc limit ${limit}`),
  refreshes:
    await connection.run(`select to_char(convert_timezone('UTC', data_timestamp), 'YYYY-MM-DD HH24:MI:SS') as data_as_of,
      schema_name || '.' || name as dynamic_table, state, refresh_action as action, refresh_trigger,
      timestampdiff(millisecond, refresh_start_time, refresh_end_time) as ms, state_message as message
    from table(reelhouse.information_schema.dynamic_table_refresh_history(result_limit => 10000))
    where database_name = 'REELHOUSE'
    order by data_timestamp desc, refresh_start_time desc limit ${limit}`),
});
