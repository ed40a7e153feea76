/** Asks the warehouse for the state of every pipe, stream, task and dynamic table, for loads, failures and findings. */

/** What runs the questions: a connection of the command line, or the console's own. Columns as Snowflake names them, rows in their order. */
export interface Questioner {
  run(sql: string): Promise<{ columns: { name: string }[]; rows: unknown[][] }>;
}

export interface PipeState {
  name: string;
  /** RUNNING, PAUSED, STALLED_…: executionState of SYSTEM$PIPE_STATUS. */
  state: string;
  pendingFiles: number;
  lastIngestedAt: string | null;
}

export interface StreamState {
  name: string;
  source: string;
  isStale: boolean;
  staleAfter: string | null;
  hasData: boolean;
}

export interface TaskState {
  name: string;
  /** started or suspended. */
  state: string;
  schedule: string;
  lastRunAt: string | null;
  /** SUCCEEDED, FAILED, SKIPPED, …; null if it has not run. */
  lastRun: string | null;
  lastError: string | null;
}

export interface DynamicTableState {
  name: string;
  status: "FRESH" | "LATE" | "FAILING" | "SUSPENDED" | "NEVER REFRESHED";
  lagSeconds: number | null;
  targetLagSeconds: number | null;
}

export interface DatasetState {
  dataset: string;
  lastLoadedAt: string;
  ageSeconds: number;
  drops: number;
  rowsLoaded: number;
  rowsRejected: number;
}

export interface Failure {
  kind: string;
  name: string;
  at: string;
  message: string | null;
}

export interface PipelineState {
  at: string;
  pipes: PipeState[];
  streams: StreamState[];
  tasks: TaskState[];
  dynamicTables: DynamicTableState[];
  datasets: DatasetState[];
  /** Rows loaded in each of the last 30 minutes, the newest last. */
  rowsPerMinute: number[];
  /** Of the last 24 hours, the newest first. */
  failures: Failure[];
  /** Loads whose rows are not all accounted for. */
  unbalanced: number;
  /** Rows by layer: RAW, BRONZE, SILVER, GOLD. */
  rowsByLayer: Record<string, number>;
  alerts: { at: string; severity: string; title: string; told: boolean }[];
}

type Row = Record<string, unknown>;

/** Throws what the driver throws; the warehouse must be deployed (`reelhouse sql deploy`). */
export async function collect(connection: Questioner): Promise<PipelineState> {
  const ask = async (sql: string): Promise<Row[]> => {
    const { columns, rows } = await connection.run(sql);
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name.toLowerCase(), row[index]])));
  };
  const [now] = await ask(
    "select to_char(convert_timezone('UTC', current_timestamp()), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as at",
  );
  return {
    at: text(now?.at),
    pipes: await pipes(ask),
    streams: await streams(ask),
    tasks: await tasks(ask),
    dynamicTables: (
      await ask("select * from reelhouse.gold.v_dynamic_table_status order by schema_name, table_name")
    ).map((row) => ({
      name: `${row.schema_name}.${row.table_name}`,
      status: text(row.status) as DynamicTableState["status"],
      lagSeconds: numberOrNull(row.lag_sec),
      targetLagSeconds: numberOrNull(row.target_lag_sec),
    })),
    datasets: (
      await ask(`select dataset, max(loaded_at) as last_at, timestampdiff(second, max(loaded_at), current_timestamp()) as age,
        count(distinct drop_id) as drops, sum(loaded_count) as loaded, sum(rejected_count) as rejected
        from reelhouse.raw.drops group by dataset order by dataset`)
    ).map((row) => ({
      dataset: text(row.dataset),
      lastLoadedAt: text(row.last_at),
      ageSeconds: Number(row.age),
      drops: Number(row.drops),
      rowsLoaded: Number(row.loaded),
      rowsRejected: Number(row.rejected),
    })),
    rowsPerMinute: await rowsPerMinute(ask),
    failures: (
      await ask(`select kind, object_name, at, error_message from reelhouse.monitoring.v_failures
        where at > dateadd(hour, -24, current_timestamp()) order by at desc limit 20`)
    ).map((row) => ({
      kind: text(row.kind),
      name: text(row.object_name),
      at: text(row.at),
      message: textOrNull(row.error_message),
    })),
    unbalanced: Number(
      (await ask("select count(*) as n from reelhouse.monitoring.v_reconciliation where not is_balanced"))[0]?.n,
    ),
    rowsByLayer: Object.fromEntries(
      (
        await ask(
          "select layer, sum(row_count) as n from reelhouse.monitoring.v_row_counts group by layer order by layer",
        )
      ).map(({ layer, n }) => [text(layer), Number(n)]),
    ),
    alerts: (
      await ask(
        "select raised_at, severity, title, told_at is not null as told from reelhouse.monitoring.v_quality order by raised_at desc limit 20",
      )
    ).map((row) => ({
      at: text(row.raised_at),
      severity: text(row.severity),
      title: text(row.title),
      told: row.told === true,
    })),
  };
}

type Ask = (sql: string) => Promise<Row[]>;

async function pipes(ask: Ask): Promise<PipeState[]> {
  const found: PipeState[] = [];
  for (const { database_name, schema_name, name } of await ask("show pipes in database reelhouse")) {
    const path = `${database_name}.${schema_name}.${name}`;
    const [row] = await ask(`select system$pipe_status('${path}') as status`);
    const status = JSON.parse(text(row?.status)) as {
      executionState: string;
      pendingFileCount?: number;
      lastIngestedTimestamp?: string;
    };
    found.push({
      name: `${schema_name}.${name}`,
      state: status.executionState,
      pendingFiles: status.pendingFileCount ?? 0,
      lastIngestedAt: status.lastIngestedTimestamp || null,
    });
  }
  return found;
}

async function streams(ask: Ask): Promise<StreamState[]> {
  const found: StreamState[] = [];
  for (const row of await ask("show streams in database reelhouse")) {
    const isStale = row.stale === true || text(row.stale) === "true";
    const path = `${row.database_name}.${row.schema_name}.${row.name}`;
    const hasData =
      !isStale && (await ask(`select system$stream_has_data('${path}') as has_data`))[0]?.has_data === true;
    found.push({
      name: `${row.schema_name}.${row.name}`,
      source: text(row.table_name).replace(/^REELHOUSE\./, ""),
      isStale,
      staleAfter: textOrNull(row.stale_after),
      hasData,
    });
  }
  return found;
}

async function tasks(ask: Ask): Promise<TaskState[]> {
  const runs =
    await ask(`select schema_name || '.' || name as task, state, coalesce(query_start_time, scheduled_time) as at, error_message
    from table(reelhouse.information_schema.task_history(result_limit => 10000))
    where state <> 'SCHEDULED'
    qualify row_number() over (partition by schema_name, name order by scheduled_time desc) = 1`);
  const lastRuns = new Map(runs.map((run) => [text(run.task), run]));
  return (await ask("show tasks in database reelhouse")).map((row) => {
    const name = `${row.schema_name}.${row.name}`;
    const run = lastRuns.get(name);
    return {
      name,
      state: text(row.state),
      schedule: text(row.schedule) || `after ${predecessors(row.predecessors)}`,
      lastRunAt: textOrNull(run?.at),
      lastRun: textOrNull(run?.state),
      lastError: textOrNull(run?.error_message),
    };
  });
}

/** SHOW TASKS gives them as a JSON list of full names. */
const predecessors = (value: unknown) =>
  ((typeof value === "string" ? JSON.parse(value || "[]") : (value ?? [])) as string[])
    .map((path) => path.split(".").at(-1)?.replaceAll('"', ""))
    .join(", ");

async function rowsPerMinute(ask: Ask): Promise<number[]> {
  const rows = await ask(`select timestampdiff(minute, loaded_at, current_timestamp()) as ago, sum(loaded_count) as n
    from reelhouse.raw.drops where loaded_at > dateadd(minute, -29, current_timestamp()) group by 1`);
  const perMinute = Array<number>(30).fill(0);
  for (const { ago, n } of rows) perMinute[29 - Math.min(29, Math.max(0, Number(ago)))] = Number(n);
  return perMinute;
}

const text = (value: unknown) => (value === null || value === undefined ? "" : String(value));
const textOrNull = (value: unknown) => (value === null || value === undefined || value === "" ? null : String(value));
const numberOrNull = (value: unknown) => (value === null || value === undefined ? null : Number(value));
