/** Values read back from the text that the JSON wire carries. */
import { duckType, type SfType } from "../sql/types.ts";

/** The inverse of `wireTextSql`: DuckDB text of the value that a cell's text stands for. */
export function fromWireText(type: SfType, text: string): string {
  const cell = `(${text})`;
  switch (type.kind) {
    case "boolean":
      return `(${cell} = '1')`;
    case "date":
      return `(date '1970-01-01' + cast(${cell} as integer))`;
    case "time":
      return `cast(make_timestamp(${microseconds(cell)}) as time)`;
    case "timestamp_ntz":
      return `make_timestamp(${microseconds(cell)})`;
    case "timestamp_ltz":
      return `(make_timestamp(${microseconds(cell)}) at time zone 'UTC')`;
    case "timestamp_tz":
      return `case when ${cell} is null then null else {'utc': make_timestamp(${microseconds(`split_part(${cell}, ' ', 1)`)}), 'offset': cast(split_part(${cell}, ' ', 2) as integer) - 1440} end`;
    case "binary":
      return `unhex(${cell})`;
    default:
      return `cast(${cell} as ${duckType(type)})`;
  }
}

const microseconds = (text: string): string =>
  `cast(cast(${text} as decimal(29,9)) * cast(1000000 as decimal(7,0)) as bigint)`;
